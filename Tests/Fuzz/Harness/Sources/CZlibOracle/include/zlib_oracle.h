// zlib's own reader of gzip members, beside which ours is held: ours takes raw deflate data from
// zlib and reads headers and trailers itself.
#pragma once

/// Inflates one member; 1 where zlib accepts it, and then `used` and `made` say how much.
int zlib_oracle_member(const unsigned char *bytes, unsigned count, unsigned char *output,
                       unsigned room, unsigned *used, unsigned *made);
