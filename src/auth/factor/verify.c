#include "auth/factor/verify.h"

#include "auth/abuse/attempt.h"
#include "auth/email/notice.h"
#include "auth/factor/backup.h"
#include "auth/factor/mail_code.h"
#include "auth/factor/totp.h"
#include "auth/session/barred.h"
#include "auth/session/proof.h"
#include "auth/session/session_list.h"
#include "store/tables/factors/factor_states.h"
#include "store/tables/factors/two_factors.h"

/* One try. The transaction may run again, so all new values are made before it. */
struct factor_try {
	struct issuer *issuer;
	struct arena *a;
	enum factor_method method;
	const struct factor_form *form;
	int64_t now_ms;
	/* read, before the transaction and in it: */
	struct pending_found pending; /* without a session */
	struct session held;          /* with one */
	struct user user;
	bool has_row;
	struct two_factor row;
	/* found out about the code, in between: */
	struct str judged; /* the column that the code was compared with */
	int64_t step;
	bool found;
	struct str left;
	struct mail_code mail_code;
	/* new: */
	struct session session;
	struct trust trust;
	/* the outcome: */
	enum auth_result result;
	bool new_session;
};

static bool refuse_try(struct factor_try *t, enum auth_result reason)
{
	t->result = reason;
	return false;
}

/* --- who it is -------------------------------------------------------------------------------- */

static enum store_rc find_user(struct sql *sql, struct factor_try *t, struct err *err)
{
	const struct signed_in *signed_in = t->form->signed_in;
	enum store_rc rc;

	if (!signed_in) {
		rc = pending_find(sql, t->a, t->form->pending, t->now_ms, &t->pending, err);
		t->user = t->pending.user;
	} else {
		rc = sessions_by_token(sql, t->a, signed_in->session.token, &t->held, &t->user,
				       err);
	}
	return rc;
}

/* STORE_NONE: there is no such session, or no such sign-in. */
static enum store_rc find_tx(struct sql *sql, void *arg, struct err *err)
{
	struct factor_try *t = arg;
	enum store_rc rc = find_user(sql, t, err);

	if (rc != STORE_OK)
		return rc;
	rc = two_factors_of(sql, t->a, t->user.id, &t->row, err);
	t->has_row = rc == STORE_OK;
	return rc == STORE_NONE ? STORE_OK : rc;
}

/* --- what the code is, outside of transactions ------------------------------------------------ */

static bool look_at_totp(struct factor_try *t, struct err *err)
{
	if (!t->has_row || (!t->form->signed_in && !t->row.verified))
		return refuse_try(t, REFUSED_TOTP_OFF);
	t->judged = t->row.secret;
	return totp_step_of(t->issuer, t->row.secret, t->form->code, t->now_ms, &t->step, err) ||
	       refuse_try(t, AUTH_FAULT);
}

static bool look_at_mail_code(struct factor_try *t, struct err *err)
{
	(void)err;
	t->mail_code =
		mail_code_of(t->issuer, t->a, t->form->signed_in, t->form->pending, t->form->code);
	return true;
}

static bool look_at_backup_code(struct factor_try *t, struct err *err)
{
	if (!t->has_row)
		return refuse_try(t, REFUSED_BACKUP_CODES_OFF);
	t->judged = t->row.backup_codes;
	return backup_codes_find(t->issuer, t->a, t->user.id, t->row.backup_codes, t->form->code,
				 &t->found, &t->left, err) ||
	       refuse_try(t, AUTH_FAULT);
}

/* --- whether it counts, inside of the transaction --------------------------------------------- */

static enum store_rc judge_totp(struct sql *sql, struct factor_try *t, struct err *err)
{
	enum store_rc rc = STORE_NONE;

	if (t->step && t->has_row && str_eq(t->row.secret, t->judged))
		rc = factor_states_use(sql, t->user.id, t->step, err);
	t->result = rc == STORE_OK ? AUTH_OK : REFUSED_FACTOR_CODE_WRONG;
	return rc == STORE_NONE ? STORE_OK : rc;
}

static enum store_rc judge_mail_code(struct sql *sql, struct factor_try *t, struct err *err)
{
	return mail_code_judge(sql, t->issuer, t->a, &t->mail_code, &t->result, err);
}

static enum store_rc judge_backup_code(struct sql *sql, struct factor_try *t, struct err *err)
{
	enum store_rc rc;

	t->result = REFUSED_BACKUP_CODE_WRONG;
	if (!t->found)
		return STORE_OK;
	rc = two_factors_set_codes(sql, t->row.id, t->judged, t->left, err);
	t->result = rc == STORE_OK ? AUTH_OK : REFUSED_BACKUP_CODE_RACED;
	return rc == STORE_NONE ? STORE_OK : rc;
}

static const struct {
	bool (*look)(struct factor_try *t, struct err *err);
	enum store_rc (*judge)(struct sql *sql, struct factor_try *t, struct err *err);
	bool counts_tries; /* for the sign-in; a code by mail counts its own */
	unsigned proof;
} methods[FACTOR_METHODS] = {
	[FACTOR_TOTP] = { look_at_totp, judge_totp, true, PROOF_BY_TOTP },
	[FACTOR_MAIL_CODE] = { look_at_mail_code, judge_mail_code, false, PROOF_BY_MAIL },
	[FACTOR_BACKUP_CODE] = { look_at_backup_code, judge_backup_code, true,
				 PROOF_BY_BACKUP_CODE },
};

/* The code, with what was shown before it. */
static struct session_proof proof_of(const struct factor_try *t)
{
	struct session_proof before =
		t->form->signed_in ? t->held.proof : pending_proof(&t->pending);

	return proof_with(&before, methods[t->method].proof, t->now_ms);
}

/* --- wrong codes of a user -------------------------------------------------------------------- */

struct failures {
	int64_t n;
	int64_t locked_ms;
};

/* They are in the plugin's row, and in ours for a user without one. */
static enum store_rc read_failures(struct sql *sql, const struct factor_try *t,
				   struct failures *out, struct err *err)
{
	struct factor_state state = { 0 };
	enum store_rc rc = STORE_OK;

	if (t->has_row) {
		*out = (struct failures){ t->row.failures, t->row.locked_ms };
		return STORE_OK;
	}
	rc = factor_states_of(sql, t->user.id, &state, err);
	*out = (struct failures){ state.failures, state.locked_ms };
	return rc;
}

static enum store_rc write_failures(struct sql *sql, const struct factor_try *t,
				    struct failures failures, struct err *err)
{
	if (t->has_row)
		return two_factors_count(sql, t->row.id, failures.n, failures.locked_ms, err);
	return factor_states_count(sql, t->user.id, failures.n, failures.locked_ms, err);
}

/* After a lock the count starts again. */
static enum store_rc add_failure(struct sql *sql, const struct factor_try *t,
				 struct failures failures, struct err *err)
{
	const struct two_factor_settings *s = &t->issuer->settings.two_factor;
	struct failures next = { failures.locked_ms ? 1 : failures.n + 1, 0 };

	if (next.n >= s->lock_failures)
		next.locked_ms = t->now_ms + s->lock_s * 1000;
	return write_failures(sql, t, next, err);
}

static bool is_wrong(enum auth_result result)
{
	return result == REFUSED_FACTOR_CODE_WRONG || result == REFUSED_BACKUP_CODE_WRONG;
}

/* --- a sign-in that waits --------------------------------------------------------------------- */

/* Whoever was asked for a code by mail alone has it as a second factor from now on. */
static enum store_rc enrol_by_mail(struct sql *sql, const struct factor_try *t, struct err *err)
{
	enum store_rc rc = users_set_factor(sql, t->user.id, true, t->now_ms, err);

	return rc == STORE_OK ? sign_in_notice(sql, t->issuer, &t->user, err) : rc;
}

static enum store_rc start_session(struct sql *sql, struct factor_try *t, struct err *err)
{
	enum store_rc rc = STORE_OK;

	t->new_session = !t->form->no_session;
	if (t->new_session)
		rc = sessions_insert(sql, &t->session, err);
	if (rc == STORE_OK && t->form->trust)
		rc = verifications_insert(sql, &t->trust.row, err);
	return rc;
}

static enum store_rc admit(struct sql *sql, struct factor_try *t, struct err *err)
{
	struct entry_decision decision = { .entry = ENTRY_REFUSED };
	enum store_rc rc = pending_end(sql, t->a, &t->pending, err);

	if (rc == STORE_NONE) {
		t->result = REFUSED_FACTOR_PENDING_GONE;
		return STORE_OK;
	}
	if (rc == STORE_OK)
		rc = entry_settle(sql, t->issuer, t->a, &t->user, WAY_SECOND_FACTOR, false,
				  &decision, err);
	if (rc == STORE_OK && decision.entry != ENTRY_SESSION) {
		t->result = REFUSED_SECOND_FACTOR;
		return STORE_OK;
	}
	if (rc == STORE_OK && !t->user.second_factor && t->method == FACTOR_MAIL_CODE)
		rc = enrol_by_mail(sql, t, err);
	return rc == STORE_OK ? start_session(sql, t, err) : rc;
}

/* STORE_FULL: the tries are used up, which is to be kept. */
static enum store_rc begin_try(struct sql *sql, struct factor_try *t, struct failures *out,
			       struct err *err)
{
	enum store_rc rc = STORE_OK;

	if (methods[t->method].counts_tries)
		rc = pending_try(sql, t->a, &t->pending, t->issuer->settings.two_factor.attempts,
				 t->now_ms, err);
	t->result = rc == STORE_FULL ? REFUSED_FACTOR_TRIES_USED : AUTH_OK;
	if (rc != STORE_OK)
		return rc == STORE_FULL ? STORE_OK : rc;
	rc = read_failures(sql, t, out, err);
	if (rc == STORE_OK && out->locked_ms > t->now_ms)
		t->result = REFUSED_FACTOR_LOCKED;
	return rc;
}

static enum store_rc try_pending(struct sql *sql, struct factor_try *t, struct err *err)
{
	struct failures failures = { 0 };
	enum store_rc rc = begin_try(sql, t, &failures, err);

	if (rc != STORE_OK || t->result != AUTH_OK)
		return rc;
	t->result = user_may_stay(&t->user, t->now_ms);
	if (t->result == AUTH_OK)
		rc = methods[t->method].judge(sql, t, err);
	if (rc == STORE_OK && is_wrong(t->result))
		rc = add_failure(sql, t, failures, err);
	if (rc != STORE_OK || t->result != AUTH_OK)
		return rc;
	if (failures.n || failures.locked_ms)
		rc = write_failures(sql, t, (struct failures){ 0 }, err);
	return rc == STORE_OK ? admit(sql, t, err) : rc;
}

/* --- a signed-in user ------------------------------------------------------------------------- */

static bool turns_on(const struct factor_try *t)
{
	switch (t->method) {
	case FACTOR_TOTP:
		return !t->user.second_factor || !t->row.verified;
	case FACTOR_MAIL_CODE:
		return !t->user.second_factor;
	case FACTOR_BACKUP_CODE:
	case FACTOR_METHODS:
		break;
	}
	return false;
}

static enum store_rc turn_on(struct sql *sql, struct factor_try *t, struct err *err)
{
	enum store_rc rc = users_set_factor(sql, t->user.id, true, t->now_ms, err);

	if (rc == STORE_OK && t->method == FACTOR_TOTP)
		rc = two_factors_verify(sql, t->row.id, err);
	if (rc == STORE_OK)
		rc = sessions_delete(sql, t->form->signed_in->session.token, err);
	if (rc == STORE_OK)
		rc = sessions_insert(sql, &t->session, err);
	t->new_session = rc == STORE_OK;
	return rc == STORE_OK ? sign_in_notice(sql, t->issuer, &t->user, err) : rc;
}

static enum store_rc try_signed_in(struct sql *sql, struct factor_try *t, struct err *err)
{
	bool on = turns_on(t);
	enum store_rc rc;

	if (on && !session_is_fresh(t->issuer, &t->form->signed_in->session)) {
		t->result = REFUSED_SESSION_NOT_FRESH;
		return STORE_OK;
	}
	rc = methods[t->method].judge(sql, t, err);
	if (rc != STORE_OK || t->result != AUTH_OK)
		return rc;
	t->session.proof = proof_of(t);
	return on ? turn_on(sql, t, err)
		  : sessions_set_proof(sql, t->held.id, &t->session.proof, err);
}

/* --- both ------------------------------------------------------------------------------------- */

/* A refusal is kept as a success is: it has counted. */
static enum store_rc try_tx(struct sql *sql, void *arg, struct err *err)
{
	struct factor_try *t = arg;
	enum store_rc rc = find_tx(sql, t, err);

	t->new_session = false;
	if (rc != STORE_OK)
		return rc;
	return t->form->signed_in ? try_signed_in(sql, t, err) : try_pending(sql, t, err);
}

static void fill(struct factor_try *t, struct factor_passed *out)
{
	const struct signed_in *signed_in = t->form->signed_in;

	*out = (struct factor_passed){ .user = t->user, .new_session = t->new_session };
	if (t->new_session)
		out->session = t->session;
	else if (signed_in)
		out->session = signed_in->session;
	out->session.proof = t->session.proof;
	if (t->method == FACTOR_MAIL_CODE)
		out->user.second_factor = true;
	out->trusts = !signed_in && t->form->trust;
	out->trust = t->trust;
}

static enum auth_result run_try(struct factor_try *t, struct err *err)
{
	enum store_rc rc = store_read(t->issuer->store, find_tx, t, err);
	struct session_proof proof;

	if (rc == STORE_OK && !methods[t->method].look(t, err))
		return t->result;
	if (rc == STORE_OK) {
		proof = proof_of(t);
		t->session = session_make(t->issuer, t->a, t->user.id, &t->form->from,
					  t->form->remember, &proof, t->now_ms);
		if (t->form->trust)
			t->trust = trust_make(t->issuer, t->a, t->user.id);
		rc = store_write(t->issuer->store, try_tx, t, err);
	}
	switch (rc) {
	case STORE_OK:
		return t->result;
	case STORE_NONE: /* of whoever it was; or a row was deleted meanwhile */
	case STORE_ORPHAN:
		return t->form->signed_in ? REFUSED_NO_SESSION : REFUSED_FACTOR_PENDING_GONE;
	case STORE_CONFLICT:
	case STORE_FULL:
		store_misfit("second factor", err);
		break;
	case STORE_FAULT:
		break;
	}
	return AUTH_FAULT;
}

static struct str wait_key(struct arena *a, const struct user *user)
{
	return throttle_key(a, user->email, STR("second factor"));
}

int64_t factor_wait_s(struct issuer *issuer, struct arena *a, const struct user *user,
		      int64_t now_ms)
{
	return throttle_wait_s(issuer->throttle, wait_key(a, user), now_ms);
}

enum auth_result factor_verify(struct issuer *issuer, struct arena *a, enum factor_method method,
			       const struct factor_form *form, struct factor_passed *out,
			       struct err *err)
{
	struct factor_try t = { .issuer = issuer,
				.a = a,
				.method = method,
				.form = form,
				.now_ms = clock_now_ms(issuer->clock),
				.result = AUTH_FAULT };
	const struct user *user = form->signed_in ? &form->signed_in->user : NULL;
	enum auth_result rc;

	if (user && attempt_begin(issuer->throttle, issuer->store, user->email, wait_key(a, user),
				  t.now_ms))
		return REFUSED_THROTTLED;
	rc = run_try(&t, err);
	if (rc != AUTH_OK)
		return rc;
	if (user)
		throttle_forget(issuer->throttle, wait_key(a, user));
	fill(&t, out);
	return AUTH_OK;
}
