/* Collects the mails that the issuer announces, in place of a mail server. */
#ifndef OSTIARY_TESTS_SUPPORT_MAILBAG_H
#define OSTIARY_TESTS_SUPPORT_MAILBAG_H

#include "support/people.h"

#define MAILBAG_MAX 16

/* Each text is NUL-terminated, and cut when it is too long. */
struct mailbag_mail {
	char kind[32];
	char to[64];
	char url[1024];
};

extern struct mailbag_mail mailbag[MAILBAG_MAX]; /* the last MAILBAG_MAX mails, a ring */
extern int mailbag_count;                        /* all mails since mailbag_setup() */
extern bool mailbag_is_full;                     /* set it: no mail is taken, as at a bound */

/* Set-up of cmocka: *state is a fixture of test_setup_open() whose issuer announces its mails to
 * the mailbag, with resets and verification enabled. The mailbag is empty. test_teardown() ends
 * it. */
int mailbag_setup(void **state);

/* The same for a fixture that is open. */
void mailbag_attach(struct fixture *f);

/* The newest mail, until the mailbag has MAILBAG_MAX newer ones. Fails the test when there is
 * none. */
const struct mailbag_mail *mailbag_last(void);

/* The part of the newest mail's link between the first occurrences of the two texts; it lives as
 * long as that mail. Fails the test when the link lacks one of them. */
struct str mailbag_link_part(const char *before, const char *after);

#define TEST_WITH_MAIL(fn) cmocka_unit_test_setup_teardown(fn, mailbag_setup, test_teardown)

#endif
