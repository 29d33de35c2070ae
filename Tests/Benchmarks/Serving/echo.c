// The least that any server of this protocol must do: a blocking loop that receives a frame, looks
// at its header, and sends a frame of the size that the answer to it has. It classifies nothing.
//
//   echo versions    what it is made of
//   echo SOCKET      one thread for each connection, until it is killed
//
// A client may send CLASSIFY at once; HELLO is not answered.

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "wire.h"

enum { BUFFER_BYTES = 1 << 20 };

static void send_all(int stream, const uint8_t *bytes, size_t count) {
  while (count > 0) {
    ssize_t sent = send(stream, bytes, count, MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes += sent;
    count -= (size_t)sent;
  }
}

static void *serve(void *argument) {
  int stream = (int)(intptr_t)argument;
  uint8_t *in = malloc(BUFFER_BYTES), *out = calloc(1, BUFFER_BYTES);
  size_t held = 0, skipped = 0;
  frame_header header = {0};
  if (!in || !out) exit(1);
  for (;;) {
    ssize_t received = recv(stream, in + held, BUFFER_BYTES - held, 0);
    if (received <= 0) break;
    size_t end = held + (size_t)received, place = 0, answered = 0;
    for (;;) {
      // The rest of a frame that is larger than what one call receives.
      size_t passed = skipped < end - place ? skipped : end - place;
      skipped -= passed;
      place += passed;
      if (skipped > 0) break;
      if (header.magic == MAGIC) {
        frame_header answer = header;
        answer.code |= ANSWER;
        answer.payload_bytes = (uint32_t)answer_bytes(header.items);
        memcpy(out + answered, &answer, sizeof answer);
        answered += frame_bytes(answer.payload_bytes);
        header.magic = 0;
      }
      if (end - place < sizeof header) break;
      memcpy(&header, in + place, sizeof header);
      if (header.magic != MAGIC) exit(1);
      skipped = frame_bytes(header.payload_bytes);
    }
    held = end - place;
    memmove(in, in + place, held);
    if (answered > 0) send_all(stream, out, answered);
  }
  free(in);
  free(out);
  close(stream);
  return NULL;
}

int main(int count, char **words) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (count != 2 || strlen(words[1]) >= sizeof address.sun_path) {
    fprintf(stderr, "usage: echo versions|SOCKET\n");
    return 2;
  }
  if (!strcmp(words[1], "versions")) {
    printf("{\"versions\": \"compiler %s\"}\n", __VERSION__);
    return 0;
  }
  strcpy(address.sun_path, words[1]);
  int listener = socket(AF_UNIX, SOCK_STREAM, 0);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 128)) {
    perror(words[1]);
    return 1;
  }
  for (;;) {
    int stream = accept(listener, NULL, NULL);
    pthread_t thread;
    if (stream < 0 || pthread_create(&thread, NULL, serve, (void *)(intptr_t)stream)) return 1;
    pthread_detach(thread);
  }
}
