/* Attestation statements of the authenticator in software (WebAuthn level 3 section 8). */
#ifndef OSTIARY_TESTS_STATEMENTS_H
#define OSTIARY_TESTS_STATEMENTS_H

#include "support/authenticator.h"

/* Appends an attestation object. Formats and flaws are those of authenticator.h. */
void statement_put(const struct authenticator *a, const char *format, struct str auth_data,
		   struct str client_data_hash, struct buf *out);

#endif
