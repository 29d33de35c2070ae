#include "zlib_oracle.h"

#include <zlib.h>

int zlib_oracle_member(const unsigned char *bytes, unsigned count, unsigned char *output,
                       unsigned room, unsigned *used, unsigned *made) {
  z_stream stream = {0};
  stream.next_in = (unsigned char *)bytes;
  stream.avail_in = count;
  stream.next_out = output;
  stream.avail_out = room;
  // 16 more than the window's bits: a gzip header and trailer around the data.
  if (inflateInit2(&stream, 15 + 16) != Z_OK) return 0;
  int result = inflate(&stream, Z_FINISH);
  *used = count - stream.avail_in;
  *made = room - stream.avail_out;
  inflateEnd(&stream);
  return result == Z_STREAM_END;
}
