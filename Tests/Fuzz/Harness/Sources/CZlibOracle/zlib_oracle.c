#include "zlib_oracle.h"

#include <string.h>
#include <zlib.h>

// With 16 added to the bits of its window zlib reads gzip members; negative ones are raw data.
enum { GZIP = 15 + 16, RAW = -15 };

static int inflate_all(int window, const unsigned char *bytes, unsigned count,
                       unsigned char *output, unsigned room, unsigned *used, unsigned *made) {
  z_stream stream = {0};
  stream.next_in = (unsigned char *)bytes;
  stream.avail_in = count;
  stream.next_out = output;
  stream.avail_out = room;
  if (inflateInit2(&stream, window) != Z_OK) return 0;
  int result = inflate(&stream, Z_FINISH);
  *used = count - stream.avail_in;
  *made = room - stream.avail_out;
  inflateEnd(&stream);
  return result == Z_STREAM_END;
}

int zlib_oracle_member(const unsigned char *bytes, unsigned count, unsigned char *output,
                       unsigned room, unsigned *used, unsigned *made) {
  return inflate_all(GZIP, bytes, count, output, room, used, made);
}

static void set_number(unsigned char *bytes, unsigned long number, unsigned count) {
  for (unsigned i = 0; i < count; i++) bytes[i] = (unsigned char)(number >> (8 * i));
}

// Passes over a text and its zero; beyond the end where there is none.
static unsigned after_text(const unsigned char *bytes, unsigned offset, unsigned count) {
  const unsigned char *zero = offset < count ? memchr(bytes + offset, 0, count - offset) : NULL;
  return zero ? (unsigned)(zero - bytes) + 1 : count + 1;
}

// The length of the header, its checksum made right; beyond the end where it is cut.
static unsigned repair_header(unsigned char *bytes, unsigned count) {
  if (count < 10 || bytes[0] != 0x1F || bytes[1] != 0x8B) return count + 1;
  unsigned flags = bytes[3], offset = 10;
  if (flags & 4) {
    if (count - offset < 2) return count + 1;
    offset += 2 + bytes[offset] + 256u * bytes[offset + 1];
  }
  if (flags & 8) offset = after_text(bytes, offset, count);
  if (flags & 16) offset = after_text(bytes, offset, count);
  if (!(flags & 2)) return offset;
  if (offset > count || count - offset < 2) return count + 1;
  set_number(bytes + offset, crc32(0, bytes, offset), 2);
  return offset + 2;
}

void zlib_oracle_repair(unsigned char *bytes, unsigned count, unsigned char *scratch,
                        unsigned room) {
  while (count > 0) {
    unsigned start = repair_header(bytes, count), used, made;
    if (start > count) return;
    if (!inflate_all(RAW, bytes + start, count - start, scratch, room, &used, &made)) return;
    unsigned end = start + used;
    if (count - end < 8) return;
    set_number(bytes + end, crc32(0, scratch, made), 4);
    set_number(bytes + end + 4, made, 4);
    bytes += end + 8;
    count -= end + 8;
  }
}
