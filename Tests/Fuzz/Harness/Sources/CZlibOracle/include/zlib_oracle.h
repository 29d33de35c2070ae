// zlib's own reader of gzip members, beside which ours is held: ours takes raw deflate data from
// zlib and reads headers and trailers itself. A mutator uses it, too, because a trap there would
// lose the input.
#pragma once

/// Inflates one member; 1 where zlib accepts it, and then `used` and `made` say how much.
int zlib_oracle_member(const unsigned char *bytes, unsigned count, unsigned char *output,
                       unsigned room, unsigned *used, unsigned *made);

/// Makes the checksums and lengths of all members right in place, as far as the data are sound and
/// a member makes no more than `room` bytes in `scratch`.
void zlib_oracle_repair(unsigned char *bytes, unsigned count, unsigned char *scratch,
                        unsigned room);
