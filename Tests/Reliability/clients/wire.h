/* Frames of formats/wire-protocol.md, as clients that attack or load a server need them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { headerBytes = 32, helloFrameBytes = 48, greatestStatus = 15 };

enum opcode {
  opHello = 0x01, opPing = 0x02, opGoaway = 0x03, opIndex = 0x04, opStats = 0x05, opStatus = 0x06,
  opResolve = 0x10, opClassify = 0x11, opClassifyDescriptor = 0x12, opLoad = 0x20, opReload = 0x25,
  opDrain = 0x26, opAnswer = 0x80,
};

enum { flagLogits = 2 };

enum status {
  statusOK = 0, statusBadFrame = 1, statusBusy = 8, statusDeadline = 9, statusDraining = 11,
  statusTimeout = 15, statusNotReady = 7,
};

/* Section 3; every machine that this runs on is little-endian. */
struct header {
  uint8_t magic[4];
  uint8_t version, code;
  uint16_t detail; /* flags of a request, status of an answer */
  uint64_t id;
  uint32_t model; /* handle of a request, generation of an answer */
  uint32_t items; /* or, in a refusal, the retry hint */
  uint32_t length;
  uint32_t microseconds;
};

uint64_t nanoseconds(void);
void die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/* A header with everything else zero. */
struct header headerOf(uint8_t code, uint64_t id, uint32_t length);
size_t aligned(size_t byteCount);
size_t frameBytes(const struct header *header);

/* Whether bytes can be the header of a server's frame; `reason` says why not. */
bool isFromServer(const struct header *header, size_t limit, const char **reason);

/* A connected socket, or -1 with `errno`; `flags` are those of socket(2). */
int connectTo(const char *path, int flags);
/* The frame of a HELLO: `helloFrameBytes` bytes. */
void writeHello(uint8_t *bytes);
/* Sends all bytes and waits for room; false where the connection ended. */
bool sendAll(int fd, const void *bytes, size_t count);
/* Receives exactly so many bytes; false where the connection ended before. */
bool receiveAll(int fd, void *bytes, size_t count);
/* Receives a frame into `bytes`, which are enlarged; false where the connection ended. */
bool receiveFrame(int fd, struct header *header, uint8_t **payload, size_t *room);
