#include "auth/factor/pending.h"

#include "auth/email/link_row.h"
#include "auth/session/proof.h"
#include "base/b64url.h"
#include "crypto/cookie_mac.h"
#include "crypto/id.h"
#include "store/tables/factors/trusted_devices.h"
#include "store/tables/factors/two_factors.h"

#define TOKEN_CHARS     20
#define TRUST_CHARS     32
#define KEY_PREFIX      PENDING_FACTOR_PREFIX "key-"
#define ATTEMPTS_PREFIX PENDING_FACTOR_PREFIX "attempts-"
#define ATTEMPTS_MAX    1000000
#define TRUST_VALUE_MAX 256

/* --- rows ------------------------------------------------------------------------------------- */

static struct verification row_make(const struct issuer *issuer, struct arena *a,
				    struct str identifier, struct str value, int64_t life_s)
{
	int64_t now_ms = clock_now_ms(issuer->clock);

	return (struct verification){
		.id = id_make(issuer->random, a, issuer->settings.id_kind),
		.identifier = identifier,
		.value = value,
		.expires_ms = now_ms + life_s * 1000,
		.created_ms = now_ms,
		.updated_ms = now_ms,
	};
}

static struct str random_name(const struct issuer *issuer, struct arena *a, const char *prefix,
			      size_t n)
{
	struct str id = id_new(issuer->random, a, ID_LETTERS_AND_DIGITS, n);

	return arena_fmt(a, "%s%.*s", prefix, STR_FMT(id));
}

struct pending pending_make(const struct issuer *issuer, struct arena *a, struct str user_id,
			    enum way_in way)
{
	int64_t life_s = issuer->settings.two_factor.pending_s;
	const char *prefix = way == WAY_PASSKEY_TOUCHED ? KEY_PREFIX : PENDING_FACTOR_PREFIX;
	struct str token = random_name(issuer, a, prefix, TOKEN_CHARS);
	struct str attempts = arena_fmt(a, ATTEMPTS_PREFIX "%.*s", STR_FMT(token));

	return (struct pending){
		.token = token,
		.rows = { row_make(issuer, a, token, user_id, life_s),
			  row_make(issuer, a, attempts, STR("0"), life_s) },
	};
}

/* --- sign-ins that wait ----------------------------------------------------------------------- */

static enum store_rc read_methods(struct sql *sql, const struct issuer *issuer, struct arena *a,
				  struct pending *pending, struct err *err)
{
	struct two_factor row = { 0 };
	enum store_rc rc = two_factors_of(sql, a, pending->rows[0].value, &row, err);

	pending->totp = rc == STORE_OK && row.verified;
	pending->mail_code = issuer->settings.two_factor.mail_codes;
	return rc == STORE_NONE ? STORE_OK : rc;
}

enum store_rc pending_insert(struct sql *sql, const struct issuer *issuer, struct arena *a,
			     struct pending *pending, bool mail_code_alone, struct err *err)
{
	enum store_rc rc = STORE_OK;

	pending->totp = false;
	pending->mail_code = mail_code_alone;
	if (!mail_code_alone)
		rc = read_methods(sql, issuer, a, pending, err);
	if (rc == STORE_OK)
		rc = verifications_insert(sql, &pending->rows[0], err);
	return rc == STORE_OK ? verifications_insert(sql, &pending->rows[1], err) : rc;
}

static bool follows_a_key(struct str token)
{
	return str_starts(token, STR(KEY_PREFIX)) &&
	       token.n == TOKEN_CHARS + sizeof(KEY_PREFIX) - 1;
}

/* A row of attempts has a longer identifier. */
static bool is_token(struct str token)
{
	return follows_a_key(token) || (str_starts(token, STR(PENDING_FACTOR_PREFIX)) &&
					token.n == TOKEN_CHARS + sizeof(PENDING_FACTOR_PREFIX) - 1);
}

enum store_rc pending_find(struct sql *sql, struct arena *a, struct str token, int64_t now_ms,
			   struct pending_found *out, struct err *err)
{
	enum store_rc rc =
		is_token(token) ? link_row_find(sql, a, "", token, &out->row, err) : STORE_NONE;

	out->token = token;
	if (rc == STORE_OK && out->row.expires_ms <= now_ms)
		return STORE_NONE;
	return rc == STORE_OK ? users_by_id(sql, a, out->row.value, &out->user, err) : rc;
}

struct session_proof pending_proof(const struct pending_found *found)
{
	return proof_at(follows_a_key(found->token) ? PROOF_BY_TOUCHED_KEY : PROOF_BY_PASSWORD,
			found->row.created_ms);
}

enum store_rc pending_end(struct sql *sql, struct arena *a, const struct pending_found *found,
			  struct err *err)
{
	struct verification attempts;
	enum store_rc rc = link_row_find(sql, a, ATTEMPTS_PREFIX, found->token, &attempts, err);

	if (rc == STORE_OK)
		rc = verifications_delete(sql, attempts.identifier, err);
	return rc == STORE_OK || rc == STORE_NONE
		       ? verifications_delete(sql, found->row.identifier, err)
		       : rc;
}

/* A row without its count has used up all attempts. */
enum store_rc pending_try(struct sql *sql, struct arena *a, const struct pending_found *found,
			  int64_t most, int64_t now_ms, struct err *err)
{
	struct verification row;
	enum store_rc rc = link_row_find(sql, a, ATTEMPTS_PREFIX, found->token, &row, err);
	uint64_t n = (uint64_t)most;

	if (rc != STORE_OK && rc != STORE_NONE)
		return rc;
	if (rc == STORE_OK && !str_to_u64(row.value, ATTEMPTS_MAX, &n))
		n = (uint64_t)most;
	if (n >= (uint64_t)most) {
		rc = pending_end(sql, a, found, err);
		return rc == STORE_OK || rc == STORE_NONE ? STORE_FULL : rc;
	}
	return verifications_set(sql, row.identifier,
				 arena_fmt(a, "%llu", (unsigned long long)n + 1), now_ms, err);
}

/* --- browsers that are trusted ---------------------------------------------------------------- */

/* The user is part of the value, so that one user's browser is not another's. */
static void put_mac(const struct issuer *issuer, struct str user_id, struct str name,
		    struct buf *out)
{
	unsigned char mac[COOKIE_MAC_BYTES];
	char memory[TRUST_VALUE_MAX];
	struct buf text;

	buf_init_fixed(&text, memory, sizeof(memory));
	buf_str(&text, user_id);
	buf_char(&text, '!');
	buf_str(&text, name);
	out->failed |= text.failed;
	cookie_mac(issuer->cookie_key, buf_text(&text), mac);
	b64url_write(out, mac, sizeof(mac));
}

struct trust trust_make(const struct issuer *issuer, struct arena *a, struct str user_id)
{
	struct str name = random_name(issuer, a, TRUSTED_DEVICE_PREFIX, TRUST_CHARS);
	struct buf value;

	arena_buf(a, &value, TRUST_VALUE_MAX, TRUST_VALUE_MAX);
	put_mac(issuer, user_id, name, &value);
	buf_char(&value, '!');
	buf_str(&value, name);
	return (struct trust){
		.value = buf_text(&value),
		.row = row_make(issuer, a, name, user_id, issuer->settings.two_factor.trust_s),
	};
}

enum store_rc trust_find(struct sql *sql, const struct issuer *issuer, struct arena *a,
			 struct str value, struct str user_id, struct verification *out_row,
			 struct err *err)
{
	char memory[TRUST_VALUE_MAX];
	struct str mac, name;
	struct buf expected;
	enum store_rc rc;

	buf_init_fixed(&expected, memory, sizeof(memory));
	if (!str_cut(value, '!', &mac, &name) || !str_starts(name, STR(TRUSTED_DEVICE_PREFIX)))
		return STORE_NONE;
	put_mac(issuer, user_id, name, &expected);
	if (!buf_ok(&expected) || !str_eq_constant_time(mac, buf_text(&expected)))
		return STORE_NONE;
	rc = link_row_find(sql, a, "", name, out_row, err);
	if (rc == STORE_OK && (!str_eq(out_row->value, user_id) ||
			       out_row->expires_ms <= clock_now_ms(issuer->clock)))
		return STORE_NONE;
	return rc;
}

/* --- ways in ---------------------------------------------------------------------------------- */

/* Of two sign-ins with one cookie at once, one is asked for the second factor. */
static enum store_rc renew_trust(struct sql *sql, const struct verification *before,
				 const struct trust *trust, struct err *err)
{
	enum store_rc rc = verifications_delete(sql, before->identifier, err);

	return rc == STORE_OK ? verifications_insert(sql, &trust->row, err) : rc;
}

static enum store_rc carry_out(struct sql *sql, const struct issuer *issuer, struct arena *a,
			       const struct entry_decision *decision,
			       const struct verification *trusted, struct factor_outcome *outcome,
			       struct err *err)
{
	if (decision->entry == ENTRY_PENDING)
		return pending_insert(sql, issuer, a, &outcome->pending, decision->mail_code_alone,
				      err);
	if (decision->entry == ENTRY_SESSION && trusted)
		return renew_trust(sql, trusted, &outcome->trust, err);
	return STORE_OK;
}

/* The MAC of a trusted browser may ask the keeper, so it is made for those who have one. */
struct factor_outcome factor_outcome_make(const struct issuer *issuer, struct arena *a,
					  const struct user *user, enum way_in way,
					  struct str trust)
{
	struct factor_outcome outcome = { .pending = pending_make(issuer, a, user->id, way) };

	if (trust.n && user->second_factor)
		outcome.trust = trust_make(issuer, a, user->id);
	return outcome;
}

enum store_rc factor_settle(struct sql *sql, const struct issuer *issuer, struct arena *a,
			    const struct user *user, enum way_in way, struct str trust,
			    struct factor_outcome *outcome, enum entry *out, struct err *err)
{
	struct entry_decision decision = { .entry = ENTRY_REFUSED };
	struct verification row;
	enum store_rc found = STORE_NONE, rc;

	if (trust.n && user->second_factor)
		found = trust_find(sql, issuer, a, trust, user->id, &row, err);
	if (found != STORE_OK && found != STORE_NONE)
		return found;
	rc = entry_settle(sql, issuer, a, user, way, found == STORE_OK, &decision, err);
	if (rc == STORE_OK)
		rc = carry_out(sql, issuer, a, &decision, found == STORE_OK ? &row : NULL, outcome,
			       err);
	if (rc != STORE_OK)
		return rc;
	outcome->waits = decision.entry == ENTRY_PENDING;
	outcome->trusts = decision.entry == ENTRY_SESSION && found == STORE_OK;
	outcome->trust_is_bad = trust.n && user->second_factor && found != STORE_OK;
	outcome->enrol_by_ms = decision.enrol_by_ms;
	*out = decision.entry;
	return STORE_OK;
}
