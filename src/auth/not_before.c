#include "auth/not_before.h"

#include "auth/not_before_list.h"
#include "base/b64url.h"
#include "crypto/digest.h"
#include "store/not_before.h"

#define SUBJECT_BYTES 16

void not_before_subject(struct str user_id, struct not_before_subject *out)
{
	unsigned char digest[DIGEST_BYTES];
	struct buf text;

	digest_sha256(user_id, digest);
	buf_init_fixed(&text, out->text, sizeof(out->text));
	b64url_write(&text, digest, SUBJECT_BYTES);
}

/* As long as any process on this database has made tokens to live. */
static enum store_rc longest_life(struct sql *sql, const struct issuer *issuer, int64_t *out_s,
				  struct err *err)
{
	enum store_rc rc = not_before_longest_life(sql, out_s, err);

	if (rc == STORE_OK && *out_s < issuer->settings.jwt_expires_s)
		*out_s = issuer->settings.jwt_expires_s;
	return rc;
}

enum store_rc not_before_mark(struct sql *sql, const struct issuer *issuer, struct str user_id,
			      enum departure why, struct err *err)
{
	struct not_before_subject subject;
	struct not_before_row row;
	enum store_rc rc;
	int64_t life_s;

	if (!issuer->settings.not_before)
		return STORE_OK;
	rc = longest_life(sql, issuer, &life_s, err);
	if (rc != STORE_OK)
		return rc;
	not_before_subject(user_id, &subject);
	row.subject = str_of(subject.text, sizeof(subject.text));
	row.not_before_ms = clock_now_ms(issuer->clock);
	row.until_ms = row.not_before_ms + (life_s + NOT_BEFORE_LEEWAY_S) * 1000;
	row.deleted_ms = why == DEPARTURE_DELETED ? row.not_before_ms : 0;
	return not_before_put(sql, &row, err);
}

struct sealing {
	const struct issuer *issuer;
	struct str user_id;
};

static enum store_rc move_on(struct sql *sql, void *arg, struct err *err)
{
	const struct sealing *s = arg;

	return not_before_mark(sql, s->issuer, s->user_id, DEPARTURE_THROWN_OUT, err);
}

void not_before_seal(struct issuer *issuer, struct str user_id)
{
	struct sealing s = { issuer, user_id };
	struct err err = { 0 };

	if (!issuer->settings.not_before)
		return;
	if (store_write(issuer->store, move_on, &s, &err) != STORE_OK ||
	    (issuer->thrown_out && !not_before_list_reload(issuer->thrown_out, &err)))
		log_error(issuer->log, "a user was thrown out, but the list may not say so yet",
			  err.text);
}

enum store_rc not_before_of_user(struct sql *sql, struct str user_id, int64_t *out_ms,
				 struct err *err)
{
	struct not_before_subject subject;

	not_before_subject(user_id, &subject);
	return not_before_of(sql, str_of(subject.text, sizeof(subject.text)), out_ms, err);
}
