#include "crypto/jwe/jwe_dir.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/b64url.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "crypto/hkdf.h"

#define TEXT_MAX    (64 << 10) /* of a token; far more than cookies can contain */
#define HEADER_MAX  512
#define HEADER_DEEP 2

/* --- the key ---------------------------------------------------------------------------------- */

/* RFC 7638 section 3.2: members are in the order of their names. */
static void name_key(struct jwe_key *key)
{
	unsigned char digest[crypto_hash_sha256_BYTES];
	char memory[128];
	struct buf b;

	buf_init_fixed(&b, memory, sizeof(memory));
	buf_z(&b, "{\"k\":\"");
	b64url_write(&b, key->bytes, sizeof(key->bytes));
	buf_z(&b, "\",\"kty\":\"oct\"}");
	crypto_hash_sha256(digest, (const unsigned char *)b.p, b.n);
	sodium_memzero(memory, sizeof(memory));
	buf_init_fixed(&b, key->kid, sizeof(key->kid));
	b64url_write(&b, digest, sizeof(digest));
}

bool jwe_key_init(struct jwe_key *key, struct str secret, struct str salt, struct str info)
{
	if (sodium_init() < 0 || !hkdf_sha256(secret, salt, info, key->bytes, sizeof(key->bytes)))
		return false;
	name_key(key);
	return true;
}

void jwe_key_done(struct jwe_key *key)
{
	sodium_memzero(key, sizeof(*key));
}

/* --- writing ---------------------------------------------------------------------------------- */

static void jwe_put_header(const struct jwe_key *key, struct buf *out)
{
	char memory[128];
	struct buf header;

	buf_init_fixed(&header, memory, sizeof(memory));
	buf_z(&header, "{\"alg\":\"dir\",\"enc\":\"A256CBC-HS512\",\"kid\":\"");
	buf_str(&header, str_of(key->kid, sizeof(key->kid)));
	buf_z(&header, "\"}");
	b64url_write(out, header.p, header.n);
}

void jwe_dir_put(const struct jwe_key *key, const struct random *random, struct str plain,
		 struct buf *out)
{
	size_t n = cbc_hs512_sealed_len(plain.n), start = out->n;
	__attribute__((cleanup(owned_free))) unsigned char *sealed = malloc(n);
	unsigned char iv[CBC_HS512_IV_BYTES], tag[CBC_HS512_TAG_BYTES];
	struct str aad;

	random_fill(random, iv, sizeof(iv));
	jwe_put_header(key, out);
	aad = buf_ok(out) ? str_of(out->p + start, out->n - start) : str_of(NULL, 0);
	if (!aad.n || !sealed || !cbc_hs512_seal(key->bytes, iv, aad, plain, sealed, tag)) {
		out->failed = true;
		return;
	}
	buf_z(out, ".."); /* the encrypted key between them is empty */
	b64url_write(out, iv, sizeof(iv));
	buf_char(out, '.');
	b64url_write(out, sealed, n);
	buf_char(out, '.');
	b64url_write(out, tag, sizeof(tag));
}

/* --- reading ---------------------------------------------------------------------------------- */

struct parts {
	struct str header, key, iv, text, tag;
};

static bool cut(struct str token, struct parts *out)
{
	struct str rest = token;

	return token.n <= TEXT_MAX && str_cut(rest, '.', &out->header, &rest) &&
	       str_cut(rest, '.', &out->key, &rest) && str_cut(rest, '.', &out->iv, &rest) &&
	       str_cut(rest, '.', &out->text, &out->tag) && str_find(out->tag, '.') < 0;
}

/* Whether the header names our algorithms and has neither "crit" nor "zip". */
static struct json *read_header(struct str part)
{
	unsigned char bytes[HEADER_MAX];
	size_t n = b64url_decoded_len(part.n);
	struct json *header = NULL;

	if (n > sizeof(bytes) || !b64url_decode(part, bytes) ||
	    json_parse(str_of(bytes, n), HEADER_DEEP, &header) != JSON_OK)
		return NULL;
	if (str_eq(json_to_str(json_member(header, "alg")), STR("dir")) &&
	    str_eq(json_to_str(json_member(header, "enc")), STR("A256CBC-HS512")) &&
	    !json_member(header, "zip") && !json_member(header, "crit"))
		return header;
	json_free(header);
	return NULL;
}

static bool decode_exactly(struct str part, unsigned char *out, size_t n)
{
	return b64url_decoded_len(part.n) == n && b64url_decode(part, out);
}

/* The decoded parts. The caller frees text. */
struct sealed {
	unsigned char iv[CBC_HS512_IV_BYTES], tag[CBC_HS512_TAG_BYTES];
	unsigned char *text;
	size_t n;
};

static bool jwe_decode(const struct parts *parts, struct sealed *out)
{
	out->n = b64url_decoded_len(parts->text.n);
	out->text = malloc(out->n + 1);
	return parts->key.n == 0 && out->text &&
	       decode_exactly(parts->iv, out->iv, sizeof(out->iv)) &&
	       decode_exactly(parts->tag, out->tag, sizeof(out->tag)) &&
	       b64url_decode(parts->text, out->text);
}

static bool open_with(const struct jwe_key *key, const struct parts *parts,
		      const struct sealed *sealed, struct buf *out)
{
	unsigned char *plain = (unsigned char *)buf_room(out, sealed->n);
	const struct cbc_hs512_sealed message = { sealed->iv, parts->header,
						  str_of(sealed->text, sealed->n), sealed->tag };
	size_t n;

	if (!plain || !cbc_hs512_open(key->bytes, &message, plain, &n))
		return false;
	buf_wrote(out, n);
	return true;
}

bool jwe_dir_open(const struct jwe_key *keys, size_t n, struct str token, struct buf *out)
{
	OWNED(json_free) struct json *header = NULL;
	struct sealed sealed = { .text = NULL };
	const struct json *kid;
	struct parts parts;
	bool opened = false;

	if (!cut(token, &parts))
		return false;
	header = read_header(parts.header);
	if (!header)
		return false;
	kid = json_member(header, "kid");
	if (jwe_decode(&parts, &sealed))
		for (size_t i = 0; i < n && !opened; i++)
			if (!kid || str_eq(json_to_str(kid), str_of(keys[i].kid, JWE_KID_CHARS)))
				opened = open_with(&keys[i], &parts, &sealed, out);
	free(sealed.text);
	return opened;
}
