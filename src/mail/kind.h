/* The kinds of mail that are sent. */
#ifndef OSTIARY_MAIL_KIND_H
#define OSTIARY_MAIL_KIND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum mail_kind {
	MAIL_RESET_PASSWORD,
	MAIL_INVITATION, /* to choose the first password */
	MAIL_VERIFY_EMAIL,
	MAIL_CHANGE_EMAIL,
	MAIL_DELETE_ACCOUNT,
	MAIL_SIGN_IN_CHANGED, /* a notice, whose link is the service */
	MAIL_SIGN_IN_CODE,    /* a code in the place of the link */
	MAIL_REMINDER,        /* of a task: see mail/reminder.h */
	MAIL_KINDS,
};

/* "reset-password", "invitation", "verify-email", "change-email", "delete-account",
 * "sign-in-changed", "sign-in-code", "reminder". */
struct str mail_kind_name(enum mail_kind kind);

/* Also of the text of a row of the outbox, which has the id of the task after "reminder/": of
 * several mails that wait for one recipient, those of one kind replace each other. */
bool mail_kind_parse(struct str name, enum mail_kind *out);

/* Whether a client without a session can have mails of this kind sent. */
bool mail_kind_is_public(struct str name);

/* The default lifetime of a link of this kind. */
int64_t mail_kind_life_ms(struct str name);

#endif
