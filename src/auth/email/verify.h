/* Verifying that a user reads the mail of an address. */
#ifndef OSTIARY_AUTH_EMAIL_VERIFY_H
#define OSTIARY_AUTH_EMAIL_VERIFY_H

#include "auth/issuer/issuer.h"
#include "auth/issuer/result.h"
#include "auth/session/signed_in.h"
#include "core/arena.h"
#include "core/err.h"

struct link_opening;

/* Sends a link to an address that is not verified. Without signed_in (NULL), neither the answer
 * nor its duration reveals whether the address has an account: as much is written to the disk.
 * AUTH_OK, REFUSED_EMAIL_MISMATCH, REFUSED_EMAIL_ALREADY_VERIFIED, AUTH_FAULT. */
enum auth_result verification_send(struct issuer *issuer, struct arena *a, struct str email,
				   struct str callback, const struct signed_in *signed_in,
				   struct err *err);

/* Marks the link's address as verified; a part of link_open(). STORE_OK, STORE_NONE with
 * o->refusal, STORE_FAULT. */
enum store_rc verify_address_tx(struct sql *sql, struct link_opening *o, struct err *err);

#endif
