/* Table ostiary_second_factor: what Better Auth's plugin does not keep of a user's second factor. A
 * user without a row has zeros. */
#ifndef OSTIARY_STORE_TABLES_FACTORS_FACTOR_STATES_H
#define OSTIARY_STORE_TABLES_FACTORS_FACTOR_STATES_H

#include "store/store.h"

struct factor_state {
	int64_t step;      /* of the last code that counted (RFC 6238 section 4.2) */
	int64_t failures;  /* wrong codes in a row of a user without a row in "twoFactor" */
	int64_t locked_ms; /* and until when none counts; 0: it is not locked */
	int64_t asked_ms;  /* when a policy first asked the user to have one; 0: never */
};

/* STORE_OK, STORE_FAULT. */
enum store_rc factor_states_of(struct sql *sql, struct str user_id, struct factor_state *out,
			       struct err *err);

/* Records that the code of this step has counted. STORE_OK; STORE_NONE: the code of this step, or
 * of a later one, has counted before; STORE_ORPHAN (there is no such user), STORE_FAULT. Of two
 * transactions with one step, one gets STORE_OK. */
enum store_rc factor_states_use(struct sql *sql, struct str user_id, int64_t step, struct err *err);

/* With a new secret every step is good again. STORE_OK, STORE_FAULT. */
enum store_rc factor_states_renew(struct sql *sql, struct str user_id, struct err *err);

/* Write failures and locked_ms, or asked_ms. STORE_OK, STORE_ORPHAN, STORE_FAULT. */
enum store_rc factor_states_count(struct sql *sql, struct str user_id, int64_t failures,
				  int64_t locked_ms, struct err *err);
enum store_rc factor_states_ask(struct sql *sql, struct str user_id, int64_t asked_ms,
				struct err *err);

/* Deletes the row. STORE_OK, STORE_FAULT. */
enum store_rc factor_states_forget(struct sql *sql, struct str user_id, struct err *err);

#endif
