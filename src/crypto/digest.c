#include "crypto/digest.h"

#include <sodium.h>

#include "base/b64url.h"

void digest_sha256(struct str text, unsigned char out[DIGEST_BYTES])
{
	_Static_assert(DIGEST_BYTES == crypto_hash_sha256_BYTES, "SHA-256 has 32 bytes");
	crypto_hash_sha256(out, (const unsigned char *)text.p, text.n);
}

void digest_sha256_hex(struct str text, struct buf *out)
{
	unsigned char digest[DIGEST_BYTES];

	digest_sha256(text, digest);
	buf_hex(out, digest, sizeof(digest));
}

void digest_sha256_b64url(struct str text, struct buf *out)
{
	unsigned char digest[DIGEST_BYTES];

	digest_sha256(text, digest);
	b64url_write(out, digest, sizeof(digest));
}
