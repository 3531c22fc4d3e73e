#include "auth/email/link_row.h"

#include "crypto/digest.h"

static struct str in_clear(struct arena *a, const char *prefix, struct str token)
{
	struct buf text;

	arena_buf(a, &text, strlen(prefix) + token.n, strlen(prefix) + token.n);
	buf_z(&text, prefix);
	buf_str(&text, token);
	return buf_text(&text);
}

static struct str hashed(struct arena *a, struct str name)
{
	struct buf text;

	arena_buf(a, &text, VERIFICATION_HASH_CHARS, VERIFICATION_HASH_CHARS);
	digest_sha256_b64url(name, &text);
	return buf_text(&text);
}

struct str link_row_name(const struct issuer *issuer, struct arena *a, const char *prefix,
			 struct str token)
{
	struct str name = in_clear(a, prefix, token);

	return issuer->settings.hash_links ? hashed(a, name) : name;
}

enum store_rc link_row_find(struct sql *sql, struct arena *a, const char *prefix, struct str token,
			    struct verification *out, struct err *err)
{
	struct str name = in_clear(a, prefix, token);
	enum store_rc rc = verifications_find(sql, a, hashed(a, name), out, err);

	return rc == STORE_NONE ? verifications_find(sql, a, name, out, err) : rc;
}

enum store_rc link_row_announce(struct sql *sql, const struct issuer *issuer,
				const struct verification *row, const struct announcement *mail,
				struct err *err)
{
	enum store_rc rc = verifications_insert(sql, row, err);

	if (rc == STORE_OK)
		rc = issuer->announce(sql, mail, err);
	return rc == STORE_NONE ? verifications_delete(sql, row->identifier, err) : rc;
}
