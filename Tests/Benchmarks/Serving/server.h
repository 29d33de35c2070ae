// Connections to a server, and waiting for its answers.

#ifndef SERVER_H
#define SERVER_H

#include "batches.h"

enum { RECEIVE_BYTES = 1 << 19 };

/// A connection and what was received on it.
typedef struct {
  int stream;
  uint8_t *received;
  size_t begin, end;
} connection;

/// Connects, and says HELLO where the protocol has it. Returns false where nobody listens.
bool try_to_connect(connection *connection, const char *path, protocol protocol);

/// Connects, or ends the program.
connection connect_to(const char *path, protocol protocol);

void disconnect(connection *connection);

/// Sends all of some bytes, waiting as long as that takes; with a descriptor where it is not -1.
void send_all(connection *connection, const uint8_t *bytes, size_t count, int descriptor);

/// Receives once what is there and fits; returns false where there is nothing without waiting.
bool receive_some(connection *connection, bool waits);

/// Takes the next answer off what was received; returns false where it is not all there.
bool take_answer(connection *connection, protocol protocol, answer *found);

/// Waits for the next answer.
void await_answer(connection *connection, protocol protocol, answer *found);

uint64_t nanoseconds(void);

#endif
