#include "auth/revocation/revocation.h"

#include "auth/revocation/list.h"
#include "base/b64url.h"
#include "crypto/digest.h"
#include "ostiary/revocations.h"
#include "store/tables/revocations.h"

void revocation_subject(struct str user_id, struct revocation_subject *out)
{
	unsigned char digest[DIGEST_BYTES];
	struct buf text;

	digest_sha256(user_id, digest);
	buf_init_fixed(&text, out->text, sizeof(out->text));
	b64url_write(&text, digest, OST_REVOCATIONS_DIGEST_BYTES);
}

/* The longest life of the access tokens of all issuers on this database. */
static enum store_rc longest_token_life(struct sql *sql, const struct revocations *revocations,
					int64_t *out_s, struct err *err)
{
	enum store_rc rc = revocations_longest_life(sql, out_s, err);

	if (rc == STORE_OK && *out_s < revocations->token_life_s)
		*out_s = revocations->token_life_s;
	return rc;
}

enum store_rc revocation_record(struct sql *sql, const struct revocations *revocations,
				struct str user_id, enum revocation_reason reason, struct err *err)
{
	struct revocation_subject subject;
	struct revocation_row row;
	enum store_rc rc;
	int64_t life_s;

	if (!revocations->enabled)
		return STORE_OK;
	rc = longest_token_life(sql, revocations, &life_s, err);
	if (rc != STORE_OK)
		return rc;
	revocation_subject(user_id, &subject);
	row.subject = str_of(subject.text, sizeof(subject.text));
	row.revoked_ms = clock_now_ms(revocations->clock);
	row.until_ms = row.revoked_ms + (life_s + REVOCATION_LEEWAY_S) * 1000;
	row.deleted_ms = reason == REVOCATION_USER_DELETED ? row.revoked_ms : 0;
	return revocations_put(sql, &row, err);
}

struct confirmation {
	const struct revocations *revocations;
	struct str user_id;
};

STORE_TX(record_again_tx, const struct confirmation *c,
	 revocation_record(sql, c->revocations, c->user_id, REVOCATION_SESSIONS_ENDED, err))

void revocation_confirm(const struct revocations *revocations, struct str user_id)
{
	struct confirmation confirmation = { revocations, user_id };
	struct err err = { 0 };

	if (!revocations->enabled)
		return;
	if (store_write(revocations->store, record_again_tx, &confirmation, &err) != STORE_OK ||
	    (revocations->list && !revocation_list_reload(revocations->list, &err)))
		log_error(revocations->log, "a revocation may be missing from the published list",
			  str_z(err.text));
}

enum store_rc revocation_of_user(struct sql *sql, struct str user_id, int64_t *out_ms,
				 struct err *err)
{
	struct revocation_subject subject;

	revocation_subject(user_id, &subject);
	return revocations_of(sql, str_of(subject.text, sizeof(subject.text)), out_ms, err);
}
