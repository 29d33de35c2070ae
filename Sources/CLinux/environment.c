#define _GNU_SOURCE
#include <unistd.h>

#include "CLinux.h"

char *const *mnistkit_environment(void) { return environ; }
