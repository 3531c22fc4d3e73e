#include "crypto/digest.h"

#include <sodium.h>

#include "base/b64url.h"

void digest_sha256_hex(struct str text, struct buf *out)
{
	unsigned char digest[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(digest, (const unsigned char *)text.p, text.n);
	buf_hex(out, digest, sizeof(digest));
}

void digest_sha256_b64url(struct str text, struct buf *out)
{
	unsigned char digest[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(digest, (const unsigned char *)text.p, text.n);
	b64url_write(out, digest, sizeof(digest));
}
