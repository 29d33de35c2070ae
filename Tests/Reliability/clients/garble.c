/* Sends frames that are broken in every way that can be thought of, and some that are not:
   garble SOCKET FRAMES SEED KIND, with KIND 1 for the data socket and 2 for the control socket.

   Each connection sends a volley: mostly frames whose fields are legal or lies, some with bytes
   changed, cut, repeated or in small pieces. It then closes its half and reads to the end, which
   must come; all that the server says must be frames. Every answer to a PING that came before the
   first lie is compared. Prints JSON, and stops at the first fault of the server. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "wire.h"

enum { volleyBytes = 1 << 17, heardBytes = 1 << 18, patienceMilliseconds = 20000 };

static uint64_t state;

/* SplitMix64. */
static uint64_t draw(void) {
  uint64_t z = state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static uint64_t below(uint64_t limit) { return draw() % limit; }
static bool oneIn(uint64_t count) { return below(count) == 0; }

static uint64_t framesSent, connections, answers, refusals[greatestStatus + 1];
static uint64_t goaways[greatestStatus + 1], pings, silentEnds, faults;
static char fault[200];

static void blame(const char *what, uint64_t serial) {
  faults++;
  if (!fault[0]) snprintf(fault, sizeof fault, "%s, connection %llu", what, (unsigned long long)serial);
}

static uint32_t interesting(void) {
  static const uint32_t values[] = {
      0, 1, 2, 7, 8, 9, 15, 16, 31, 32, 64, 65, 127, 128, 255, 256, 783, 784, 785, 1023, 1024, 1025,
      4063, 4064, 4065, 4096, 65503, 65504, 65505, 65535, 65536, 65537, 1u << 20, 67108831,
      67108832, 67108833, 67108864, 0x7fffffff, 0x80000000, 0xfffffff7, 0xfffffff8, 0xffffffff};
  return oneIn(3) ? (uint32_t)draw() : values[below(sizeof values / sizeof *values)];
}

static const uint8_t dataCodes[] = {opPing, opIndex, opStats, opStatus, opResolve, opClassify,
                                    opClassify, opClassify, opClassifyDescriptor};
/* DRAIN would end the server, as it must. */
static const uint8_t controlCodes[] = {opPing, opIndex, opStats, opStatus, opLoad, 0x21, 0x22, 0x23,
                                       0x24, opReload};

/* A frame that is legal, but for what its texts name; returns its bytes. */
static size_t legalFrame(uint8_t *bytes, bool isControl) {
  static const char *references[] = {
      "bait", "bait@1", "bait:stable", "bait#0123456789abcdef", "", "no-such-model", "x@", "@",
      "../../etc/passwd", "bait@..", "bait#xyz", "\xc0\x80", "\xed\xa0\x80"};
  uint8_t code = isControl ? controlCodes[below(sizeof controlCodes)]
                           : dataCodes[below(sizeof dataCodes)];
  struct header header = headerOf(code, draw(), 0);
  uint8_t *payload = bytes + headerBytes;
  switch (code) {
    case opPing:
      header.length = (uint32_t)below(65);
      for (uint32_t at = 0; at < header.length; at++) payload[at] = (uint8_t)draw();
      break;
    case opClassify: {
      uint32_t images = 1 + (uint32_t)below(oneIn(8) ? 64 : 3), inputs = oneIn(8) ? 1 + (uint32_t)below(800) : 784;
      uint16_t ranked = (uint16_t)(oneIn(2) ? 1 + below(10) : 0);
      header.detail = (uint16_t)(below(4) | (ranked ? 4 : 0) | (oneIn(4) ? 8 : 0));
      header.items = images;
      header.length = 8 + images * inputs;
      header.microseconds = oneIn(4) ? (uint32_t)below(1000) : 0;
      memcpy(payload, &inputs, 4);
      memcpy(payload + 4, &ranked, 2);
      memset(payload + 6, 0, 2);
      for (uint32_t at = 0; at < images * inputs; at += 97) payload[8 + at] = (uint8_t)draw();
      break;
    }
    case opClassifyDescriptor: {
      uint32_t head[2] = {784, 0};
      header.items = 1 + (uint32_t)below(100);
      header.length = 8;
      memcpy(payload, head, 8);
      break;
    }
    case opIndex: case opStats: case opStatus: case opReload: break;
    default: {
      const char *text = references[below(sizeof references / sizeof *references)];
      size_t at = 0;
      if (code == 0x23) { /* LABEL: two texts */
        uint16_t lengths[2] = {6, (uint16_t)strlen(text)};
        memcpy(payload, lengths, 2);
        memcpy(payload + 2, "stable", 6);
        memcpy(payload + 8, lengths + 1, 2);
        at = 10;
      }
      memcpy(payload + at, text, strlen(text));
      header.length = (uint32_t)(at + strlen(text));
    }
  }
  memcpy(bytes, &header, sizeof header);
  memset(payload + header.length, 0, aligned(header.length) - header.length);
  return frameBytes(&header);
}

/* Makes a lie of a legal frame; returns how many bytes are to be sent. */
static size_t garble(uint8_t *bytes, size_t count, bool isControl) {
  struct header header;
  memcpy(&header, bytes, sizeof header);
  switch (below(16)) {
    case 0: header.magic[below(4)] ^= (uint8_t)(1 << below(8)); break;
    case 1: header.version = (uint8_t)draw(); break;
    case 2: header.code = (uint8_t)draw(); break;
    case 3: case 4: header.detail = (uint16_t)(oneIn(2) ? draw() : 1u << below(16)); break;
    case 5: case 6: header.model = interesting(); break;
    case 7: case 8: header.items = interesting(); break;
    case 9: case 10: header.length = interesting(); break;
    case 11: header.microseconds = interesting(); break;
    case 12: /* any bits of the frame */
      for (uint64_t flips = 1 + below(8); flips > 0; flips--) {
        bytes[below(count)] ^= (uint8_t)(1 << below(8));
      }
      memcpy(&header, bytes, sizeof header);
      break;
    case 13: /* a field of the payload's head */
      if (count > headerBytes + 8) {
        uint32_t value = interesting();
        memcpy(bytes + headerBytes + 4 * below(2), &value, 4);
      }
      break;
    case 14: /* padding */
      if (header.length % 8 > 0) bytes[headerBytes + header.length + below(8 - header.length % 8)] = 1;
      break;
    case 15: /* the end is missing, or something is too much */
      count = oneIn(2) ? below(count) : count + 8 * below(8);
      break;
  }
  if (isControl && header.code == opDrain) header.code = 0x27;
  memcpy(bytes, &header, sizeof header);
  return count;
}

/* What a connection expects: the answers to PINGs in front of the first lie. */
struct expected {
  uint64_t id;
  uint32_t length;
  uint8_t bytes[64];
} expected[64];

struct hearing {
  uint8_t *bytes;
  size_t count;
  uint32_t pings;
  bool isOver, isGone;
};

static void checkPing(const struct header *header, const uint8_t *payload, uint32_t known) {
  for (uint32_t index = 0; index < known; index++) {
    struct expected *ping = expected + index;
    if (ping->id != header->id) continue;
    pings++;
    if (header->detail != statusOK || header->length != ping->length
        || memcmp(payload, ping->bytes, ping->length) != 0) {
      blame("another answer to PING than its bytes", connections);
    }
    ping->id = 0;
    return;
  }
}

static void takeFrames(struct hearing *hearing) {
  size_t offset = 0;
  while (hearing->count - offset >= headerBytes) {
    struct header header;
    const char *reason;
    memcpy(&header, hearing->bytes + offset, sizeof header);
    if (!isFromServer(&header, heardBytes, &reason)) {
      blame(reason, connections);
      hearing->isOver = true;
      return;
    }
    size_t bytes = frameBytes(&header);
    if (hearing->count - offset < bytes) break;
    const uint8_t *payload = hearing->bytes + offset + headerBytes;
    for (size_t at = header.length; at < aligned(header.length); at++) {
      if (payload[at] != 0) blame("padding of an answer", connections);
    }
    if (header.code == (opGoaway | opAnswer)) goaways[header.detail]++, hearing->isGone = true;
    else if (header.detail != statusOK) refusals[header.detail]++;
    else answers++;
    if (header.detail != statusOK && memchr(payload, '\n', header.length)) {
      blame("a refusal of two lines", connections);
    }
    if (header.code == (opPing | opAnswer)) checkPing(&header, payload, hearing->pings);
    offset += bytes;
  }
  memmove(hearing->bytes, hearing->bytes + offset, hearing->count - offset);
  hearing->count -= offset;
}

static void receive(int fd, struct hearing *hearing) {
  ssize_t count = recv(fd, hearing->bytes + hearing->count, heardBytes - hearing->count, MSG_DONTWAIT);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count <= 0) {
    hearing->isOver = true;
    return;
  }
  hearing->count += (size_t)count;
  takeFrames(hearing);
}

/* Sends the volley in pieces and hears the server out. */
static void exchange(int fd, const uint8_t *bytes, size_t count, struct hearing *hearing) {
  bool isSmall = oneIn(16);
  size_t sent = 0;
  bool isClosed = false;
  while (!hearing->isOver) {
    struct pollfd ready = {fd, (short)(sent < count ? POLLIN | POLLOUT : POLLIN), 0};
    int found = poll(&ready, 1, patienceMilliseconds);
    if (found == 0) return blame("the connection does not end", connections);
    if (ready.revents & (POLLIN | POLLHUP | POLLERR)) receive(fd, hearing);
    if (hearing->isOver || !(ready.revents & POLLOUT)) continue;
    size_t piece = isSmall ? 1 + below(64) : count;
    if (piece > count - sent) piece = count - sent;
    ssize_t done = send(fd, bytes + sent, piece, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (done > 0) sent += (size_t)done;
    else if (done < 0 && errno != EAGAIN && errno != EINTR) sent = count;
    if (sent == count && !isClosed) {
      shutdown(fd, SHUT_WR);
      isClosed = true;
    }
  }
}

static void attack(const char *path, uint64_t goal, bool isControl) {
  static uint8_t volley[volleyBytes + 65536], heard[heardBytes];
  int fd = connectTo(path, 0);
  if (fd < 0) die("%s: %s", path, strerror(errno));
  connections++;
  size_t count = 0;
  uint32_t known = 0;
  bool isLegal = true;
  if (!oneIn(64)) {
    writeHello(volley);
    /* Some want descriptors. */
    volley[headerBytes + 4] = (uint8_t)oneIn(4);
    count = helloFrameBytes;
  } else isLegal = false;
  /* Mostly frames that leave the connection open, so that many of them are heard. */
  uint64_t lies = 4 + below(60), frames = 1 + below(200);
  for (uint64_t made = 0; made < frames && framesSent < goal && count < volleyBytes; made++) {
    uint8_t *frame = volley + count;
    size_t bytes = legalFrame(frame, isControl);
    if (oneIn(lies)) {
      bytes = garble(frame, bytes, isControl);
      isLegal = false;
    } else if (isLegal && frame[5] == opPing && known < 64) {
      struct header header;
      memcpy(&header, frame, sizeof header);
      expected[known].id = header.id;
      expected[known].length = header.length;
      memcpy(expected[known++].bytes, frame + headerBytes, header.length);
    }
    count += bytes;
    framesSent++;
  }
  struct hearing hearing = {.bytes = heard, .pings = known};
  exchange(fd, volley, count, &hearing);
  if (!hearing.isGone) silentEnds++;
  close(fd);
}

static void printCounts(const char *name, const uint64_t *counts) {
  printf("\"%s\": {", name);
  const char *comma = "";
  for (int status = 0; status <= greatestStatus; status++) {
    if (counts[status] == 0) continue;
    printf("%s\"%d\": %llu", comma, status, (unsigned long long)counts[status]);
    comma = ", ";
  }
  printf("}, ");
}

int main(int count, char **words) {
  if (count != 5) die("usage: garble SOCKET FRAMES SEED KIND");
  uint64_t goal = strtoull(words[2], NULL, 10);
  state = strtoull(words[3], NULL, 10);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  while (framesSent < goal && faults == 0) attack(words[1], goal, atoi(words[4]) == 2);
  printf(
      "{\"frames\": %llu, \"connections\": %llu, \"answers\": %llu, \"pings\": %llu, "
      "\"silentEnds\": %llu, ",
      (unsigned long long)framesSent, (unsigned long long)connections,
      (unsigned long long)answers, (unsigned long long)pings, (unsigned long long)silentEnds);
  printCounts("refusals", refusals);
  printCounts("goaways", goaways);
  printf("\"faults\": %llu, \"fault\": \"%s\"}\n", (unsigned long long)faults, fault);
  return 0;
}
