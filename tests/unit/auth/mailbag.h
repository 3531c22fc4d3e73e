/* What the issuer announces, as somebody who reads the mail sees it. */
#ifndef OSTIARY_TESTS_AUTH_MAILBAG_H
#define OSTIARY_TESTS_AUTH_MAILBAG_H

#include "people.h"

#define MAILBAG_MAX 16

static struct mail {
	char kind[32];
	char to[64];
	char url[1024];
} mailbag[MAILBAG_MAX];
static int mails;

/* Called on the store's writing thread, while the caller waits for it. */
static inline enum store_rc mailbag_add(struct sql *sql, const struct announcement *what,
					struct err *err)
{
	struct mail *mail = &mailbag[mails % MAILBAG_MAX];

	(void)sql;
	(void)err;
	snprintf(mail->kind, sizeof(mail->kind), "%.*s", STR_FMT(what->kind));
	snprintf(mail->to, sizeof(mail->to), "%.*s", STR_FMT(what->to));
	snprintf(mail->url, sizeof(mail->url), "%.*s", STR_FMT(what->url));
	mails++;
	return STORE_OK;
}

static inline int mailbag_setup(void **state)
{
	struct fixture *f;

	test_setup_open(state);
	f = *state;
	f->issuer->announce = mailbag_add;
	f->issuer->settings.reset_password = true;
	f->issuer->settings.verify_email = true;
	mails = 0;
	return 0;
}

static inline const struct mail *last_mail(void)
{
	assert_true(mails > 0);
	return &mailbag[(mails - 1) % MAILBAG_MAX];
}

/* What stands in the last link between those two texts. */
static inline struct str in_link(const char *before, const char *after)
{
	const char *start = strstr(last_mail()->url, before), *end;

	assert_non_null(start);
	start += strlen(before);
	end = strstr(start, after);
	assert_non_null(end);
	return str_of(start, (size_t)(end - start));
}

#define TEST_WITH_MAIL(fn) cmocka_unit_test_setup_teardown(fn, mailbag_setup, test_teardown)

#endif
