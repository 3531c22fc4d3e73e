/* Writes that are undone in the same transaction. Where an answer must not reveal whether an
 * address has an account, its duration must not reveal it either: a request that has nothing to
 * write does the same work on the disk. */
#ifndef OSTIARY_AUTH_EMAIL_DECOY_H
#define OSTIARY_AUTH_EMAIL_DECOY_H

#include "auth/issuer/issuer.h"
#include "core/arena.h"
#include "core/err.h"
#include "store/tables/verifications.h"

/* A row that no link names, with an id of its own. */
struct verification decoy_make(const struct issuer *issuer, struct arena *a);

/* Inserts the row and deletes it again, inside a transaction. STORE_OK, STORE_FAULT. */
enum store_rc decoy_write_tx(struct sql *sql, const struct verification *decoy, struct err *err);

#endif
