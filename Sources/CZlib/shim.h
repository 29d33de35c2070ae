#ifndef MNISTKIT_CZLIB_SHIM_H
#define MNISTKIT_CZLIB_SHIM_H

/* Input pointers are then pointers to const. */
#define ZLIB_CONST
#include <zlib.h>

/* zlib's initialisers are macros, which Swift does not import. Negative window bits mean raw
   deflate data: the gzip header and trailer are read and written in Swift. */

static inline int mnistkit_inflate_raw_init(z_stream *stream) {
  return inflateInit2(stream, -MAX_WBITS);
}

static inline int mnistkit_deflate_raw_init(z_stream *stream, int level) {
  return deflateInit2(stream, level, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
}

#endif
