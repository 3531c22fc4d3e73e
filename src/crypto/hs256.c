#include "crypto/hs256.h"

#include "base/b64url.h"
#include "base/cleanup.h"

#define HEADER      "eyJhbGciOiJIUzI1NiJ9" /* {"alg":"HS256"} */
#define CLAIMS_MAX  (64 << 10)
#define CLAIMS_DEEP 8 /* the user in a cookie cache may have members of plugins */

void hs256_put(const struct cookie_key *key, struct str claims, struct buf *out)
{
	unsigned char mac[COOKIE_MAC_BYTES];
	size_t start = out->n;

	buf_z(out, HEADER ".");
	b64url_write(out, claims.p, claims.n);
	if (!buf_ok(out))
		return;
	cookie_mac(key, str_of(out->p + start, out->n - start), mac);
	buf_char(out, '.');
	b64url_write(out, mac, sizeof(mac));
}

static bool signature_is_good(const struct cookie_key *key, struct str input, struct str signature)
{
	unsigned char mac[COOKIE_MAC_BYTES];
	char expected[64];
	struct buf b;

	cookie_mac(key, input, mac);
	buf_init_fixed(&b, expected, sizeof(expected));
	b64url_write(&b, mac, sizeof(mac));
	return str_eq_constant_time(signature, buf_text(&b));
}

/* A part of the token, decoded and parsed; NULL when it is no JSON. The caller frees it. */
static struct json *read_part(struct str part)
{
	size_t n = b64url_decoded_len(part.n);
	__attribute__((cleanup(owned_free))) char *bytes = n && n <= CLAIMS_MAX ? malloc(n) : NULL;
	struct json *value = NULL;

	if (bytes && b64url_decode(part, (unsigned char *)bytes))
		(void)json_parse(str_of(bytes, n), CLAIMS_DEEP, &value);
	return value;
}

/* Whether the header names HS256 and has no "crit". */
static bool header_is_good(struct str part)
{
	OWNED(json_free) struct json *header = read_part(part);

	return str_eq(json_to_str(json_member(header, "alg")), STR("HS256")) &&
	       !json_member(header, "crit");
}

bool hs256_open(const struct cookie_key *key, struct str token, struct json **out)
{
	ptrdiff_t first = str_find(token, '.'), last = str_rfind(token, '.');
	OWNED(json_free) struct json *claims = NULL;
	struct str input;

	if (first < 1 || last <= first + 1)
		return false;
	input = str_head(token, (size_t)last);
	if (!signature_is_good(key, input, str_tail(token, (size_t)last + 1)) ||
	    !header_is_good(str_head(token, (size_t)first)))
		return false;
	claims = read_part(str_tail(input, (size_t)first + 1));
	if (json_kind(claims) != JSON_KIND_OBJECT)
		return false;
	*out = TAKE(claims);
	return true;
}
