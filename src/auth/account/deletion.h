/* Deletion of an account by its user: user, sessions, accounts and tasks in one transaction. */
#ifndef OSTIARY_AUTH_ACCOUNT_DELETION_H
#define OSTIARY_AUTH_ACCOUNT_DELETION_H

#include "auth/account/password.h"

/* The proofs that the request is the user's. An empty text counts as absent; when both are given,
 * both must be valid. */
struct deletion {
	struct str password; /* the caller wipes it */
	struct str token;    /* of a link that was sent to the user */
};

/* Deletes signed_in->user. Without password and token the session must be fresh. AUTH_OK,
 * REFUSED_NO_PASSWORD, REFUSED_WRONG_PASSWORD, REFUSED_THROTTLED,
 * REFUSED_DELETION_TOKEN_INVALID, REFUSED_PROOF_MISSING, REFUSED_USER_IN_USE (the log names the
 * constraint), AUTH_FAULT. */
enum auth_result user_delete(struct issuer *issuer, struct arena *a,
			     const struct deletion *deletion, const struct signed_in *signed_in,
			     struct err *err);

/* Inside a transaction: deletes the user with all that the database has of the user, and revokes
 * the access tokens; revocation_confirm() must follow the commit. STORE_OK also when there is no
 * such user; STORE_ORPHAN: a row of another program's table refers to the user, and *out_reference
 * names the constraint; STORE_FAULT. */
enum store_rc user_remove(struct sql *sql, const struct issuer *issuer, struct str user_id,
			  struct err *out_reference, struct err *err);

/* Announces a link that deletes signed_in->user; the link then redirects to callback. AUTH_OK,
 * AUTH_FAULT. */
enum auth_result user_delete_by_mail(struct issuer *issuer, struct arena *a, struct str callback,
				     const struct signed_in *signed_in, struct err *err);

/* Compares password with the password of signed_in->user. AUTH_OK, REFUSED_NO_PASSWORD,
 * REFUSED_WRONG_PASSWORD, REFUSED_THROTTLED, AUTH_FAULT. */
enum auth_result user_delete_check(struct issuer *issuer, struct arena *a, struct str password,
				   const struct signed_in *signed_in, struct err *err);

#endif
