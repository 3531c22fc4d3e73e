/* Which settings make which way of sending, and which are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/cleanup.h"
#include "cli/nodes/mail.h"
#include "cli/settings/parse.h"

#define WORDS 7
#define LOCAL "http://127.0.0.1:8080"
#define LIVE  "https://tasks.example"

static const struct {
	const char *environment[WORDS];
	const char *origin;
	const char *error; /* NULL: it is good */
	enum sender_way way;
	enum smtp_security security;
	unsigned port;
} rows[] = {
	{ { NULL }, LIVE, NULL, SENDER_HOLDS, SMTP_STARTTLS, 0 },
	{ { NULL }, "http://tasks.example", NULL, SENDER_HOLDS, SMTP_STARTTLS, 0 },
	{ { NULL }, "https://localhost", NULL, SENDER_HOLDS, SMTP_STARTTLS, 0 },
	{ { NULL }, "http://127.evil.example", NULL, SENDER_HOLDS, SMTP_STARTTLS, 0 },
	{ { NULL }, "http://localhost.evil.example:80", NULL, SENDER_HOLDS, SMTP_STARTTLS, 0 },
	{ { NULL }, LOCAL, NULL, SENDER_LOGS, SMTP_STARTTLS, 0 },
	{ { NULL }, "http://localhost", NULL, SENDER_LOGS, SMTP_STARTTLS, 0 },
	{ { "HOST=::1" }, "http://localhost", NULL, SENDER_LOGS, SMTP_STARTTLS, 0 },
	{ { "HOST=0.0.0.0" }, "http://localhost", NULL, SENDER_HOLDS, SMTP_STARTTLS, 0 },
	{ { "HOST=192.0.2.7" }, "http://localhost", NULL, SENDER_HOLDS, SMTP_STARTTLS, 0 },
	{ { "OSTIARY_LISTEN=[::]:80" }, "http://localhost", NULL, SENDER_HOLDS, SMTP_STARTTLS, 0 },
	{ { NULL }, "http://[::1]:8080", NULL, SENDER_LOGS, SMTP_STARTTLS, 0 },
	{ { NULL }, "http://[::1]", NULL, SENDER_LOGS, SMTP_STARTTLS, 0 },
	{ { "OSTIARY_SMTP_HOST=m.example", "OSTIARY_MAIL_FROM=a@t.example" },
	  LIVE,
	  NULL,
	  SENDER_SENDS,
	  SMTP_STARTTLS,
	  587 },
	{ { "OSTIARY_SMTP_HOST=m.example", "OSTIARY_MAIL_FROM=Tasks <a@t.example>",
	    "OSTIARY_SMTP_SECURITY=tls", "OSTIARY_SMTP_USER=u", "OSTIARY_SMTP_PASSWORD=p" },
	  LIVE,
	  NULL,
	  SENDER_SENDS,
	  SMTP_TLS,
	  465 },
	{ { "OSTIARY_SMTP_HOST=localhost", "OSTIARY_MAIL_FROM=a@t.example",
	    "OSTIARY_SMTP_SECURITY=none" },
	  LIVE,
	  NULL,
	  SENDER_SENDS,
	  SMTP_NONE,
	  25 },
	{ { "OSTIARY_SMTP_HOST=::1", "OSTIARY_MAIL_FROM=a@t.example", "OSTIARY_SMTP_SECURITY=none",
	    "OSTIARY_SMTP_PORT=1025" },
	  LIVE,
	  NULL,
	  SENDER_SENDS,
	  SMTP_NONE,
	  1025 },
	{ { "OSTIARY_SMTP_HOST=mailbox", "OSTIARY_MAIL_FROM=a@t.example",
	    "OSTIARY_SMTP_SECURITY=none" },
	  LOCAL,
	  NULL,
	  SENDER_SENDS,
	  SMTP_NONE,
	  25 },
	{ { "OSTIARY_SMTP_HOST=mailbox", "OSTIARY_MAIL_FROM=a@t.example",
	    "OSTIARY_SMTP_SECURITY=none" },
	  LIVE,
	  "OSTIARY_SMTP_SECURITY=none",
	  SENDER_HOLDS,
	  SMTP_STARTTLS,
	  0 },
	{ { "OSTIARY_SMTP_HOST=m.example" },
	  LIVE,
	  "OSTIARY_MAIL_FROM must say",
	  SENDER_HOLDS,
	  SMTP_STARTTLS,
	  0 },
	{ { "OSTIARY_SMTP_HOST=m.example", "OSTIARY_MAIL_FROM=Tasks" },
	  LIVE,
	  "OSTIARY_MAIL_FROM must be",
	  SENDER_HOLDS,
	  SMTP_STARTTLS,
	  0 },
	{ { "OSTIARY_SMTP_HOST=m.example", "OSTIARY_MAIL_FROM=a@t.example", "OSTIARY_SMTP_USER=u" },
	  LIVE,
	  "only the user",
	  SENDER_HOLDS,
	  SMTP_STARTTLS,
	  0 },
	{ { "OSTIARY_SMTP_HOST=m.example", "OSTIARY_MAIL_FROM=a@t.example",
	    "OSTIARY_SMTP_PASSWORD=p" },
	  LIVE,
	  "only the password",
	  SENDER_HOLDS,
	  SMTP_STARTTLS,
	  0 },
	{ { "OSTIARY_SMTP_HOST=smtp://m.example:25", "OSTIARY_MAIL_FROM=a@t.example" },
	  LIVE,
	  "OSTIARY_SMTP_HOST must be",
	  SENDER_HOLDS,
	  SMTP_STARTTLS,
	  0 },
	{ { "OSTIARY_SMTP_HOST=u:p@m.example", "OSTIARY_MAIL_FROM=a@t.example" },
	  LIVE,
	  "OSTIARY_SMTP_HOST must be",
	  SENDER_HOLDS,
	  SMTP_STARTTLS,
	  0 },
	{ { "OSTIARY_MAIL_TEMPLATES=/nowhere/at/all" },
	  LIVE,
	  "OSTIARY_MAIL_TEMPLATES: the folder /nowhere/at/all",
	  SENDER_HOLDS,
	  SMTP_STARTTLS,
	  0 },
};

static void check(struct arena *a, size_t i)
{
	char *environment[WORDS + 1] = { 0 };
	struct settings settings = { 0 };
	struct mail_node mail;
	struct err err = { 0 };
	bool good;

	for (size_t j = 0; j < WORDS && rows[i].environment[j]; j++)
		environment[j] = strdup(rows[i].environment[j]);
	if (settings_read(a, environment, &settings, &err) != SETTINGS_OK)
		fail_msg("row %zu: %s", i, err.text);
	good = mail_node_prepare(&mail, a, &settings, str_z(rows[i].origin), &err);
	if (good != !rows[i].error || (!good && !strstr(err.text, rows[i].error)))
		fail_msg("row %zu: %s", i, err.text);
	if (good) {
		assert_int_equal(mail.config.way, rows[i].way);
		assert_int_equal(mail.config.smtp.security, rows[i].security);
		assert_int_equal(mail.config.smtp.port, rows[i].port);
	}
	for (size_t j = 0; environment[j]; j++)
		free(environment[j]);
}

static void settings_make_a_way_or_are_refused(void **state)
{
	struct arena arena;

	(void)state;
	arena_init(&arena, NULL, 0);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		check(&arena, i);
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(settings_make_a_way_or_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
