/* The kinds of mail that the issuer sends. */
#ifndef OSTIARY_MAIL_KIND_H
#define OSTIARY_MAIL_KIND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum mail_kind {
	MAIL_RESET_PASSWORD,
	MAIL_VERIFY_EMAIL,
	MAIL_CHANGE_EMAIL,
	MAIL_DELETE_ACCOUNT,
	MAIL_KINDS,
};

/* "reset-password", "verify-email", "change-email", "delete-account". */
struct str mail_kind_name(enum mail_kind kind);
bool mail_kind_parse(struct str name, enum mail_kind *out);

/* How long a link of that kind is good where nobody says otherwise. */
int64_t mail_kind_life_ms(struct str name);

#endif
