/* Settings that promise a mail which does not come, and paths to switch off that are none: each is
 * warned of, and its twin is not. */
#include "unit/cli/settings/read.h"

#include <sys/mman.h>

#include "cli/nodes/warnings.h"

#define SMTP   "OSTIARY_SMTP_HOST=mail.example", "OSTIARY_MAIL_FROM=a@example.org"
#define PUBLIC "https://tasks.example"
#define LOCAL  "http://127.0.0.1:8080"

static const struct {
	const char *environment[WORDS];
	const char *origin;
	const char *setting; /* that the warning names; NULL: there is none */
} rows[] = {
	{ { SMTP }, PUBLIC, NULL },
	{ { SMTP, "OSTIARY_REQUIRE_EMAIL_VERIFICATION=on" }, PUBLIC, NULL },
	{ { SMTP, "OSTIARY_REQUIRE_EMAIL_VERIFICATION=on", "OSTIARY_EMAIL_VERIFICATION=off" },
	  PUBLIC,
	  "OSTIARY_REQUIRE_EMAIL_VERIFICATION" },
	{ { SMTP, "OSTIARY_REQUIRE_EMAIL_VERIFICATION=on",
	    "OSTIARY_SEND_VERIFICATION_ON_SIGN_UP=off" },
	  PUBLIC,
	  "OSTIARY_REQUIRE_EMAIL_VERIFICATION" },
	{ { SMTP, "OSTIARY_REQUIRE_EMAIL_VERIFICATION=on",
	    "OSTIARY_SEND_VERIFICATION_ON_SIGN_UP=off", "OSTIARY_SEND_VERIFICATION_ON_SIGN_IN=on" },
	  PUBLIC,
	  NULL },
	{ { SMTP, "OSTIARY_CHANGE_EMAIL=on" }, PUBLIC, NULL },
	{ { SMTP, "OSTIARY_CHANGE_EMAIL=on", "OSTIARY_EMAIL_VERIFICATION=off" },
	  PUBLIC,
	  "OSTIARY_CHANGE_EMAIL" },
	/* Without a mail server, except where links are logged: */
	{ { "OSTIARY_EMAIL_VERIFICATION=off", "OSTIARY_PASSWORD_RESET=off",
	    "OSTIARY_TWO_FACTOR_OTP=off" },
	  PUBLIC,
	  NULL },
	{ { "OSTIARY_EMAIL_VERIFICATION=off", "OSTIARY_PASSWORD_RESET=off",
	    "OSTIARY_TWO_FACTOR=off" },
	  PUBLIC,
	  NULL },
	{ { "OSTIARY_TWO_FACTOR=required" }, PUBLIC, "OSTIARY_TWO_FACTOR_OTP" },
	{ { "OSTIARY_EMAIL_VERIFICATION=off" }, PUBLIC, "OSTIARY_PASSWORD_RESET" },
	{ { "OSTIARY_PASSWORD_RESET=off" }, PUBLIC, "OSTIARY_EMAIL_VERIFICATION" },
	{ { "OSTIARY_DELETE_USER_CONFIRMATION=on" }, PUBLIC, "OSTIARY_DELETE_USER_CONFIRMATION" },
	{ { "OSTIARY_CHANGE_EMAIL=on", "OSTIARY_CHANGE_EMAIL_CONFIRMATION=on" },
	  PUBLIC,
	  "OSTIARY_CHANGE_EMAIL_CONFIRMATION" },
	{ { NULL }, LOCAL, NULL },
	{ { "OSTIARY_ROLE=tasks" }, PUBLIC, NULL },
};

static void warnings_of(const char *const environment[WORDS], const char *origin, char *out,
			size_t room)
{
	const struct listen_address listening = { STR("127.0.0.1"), 8080 };
	const struct public_address outside = { .origin = str_z(origin) };
	struct log log = { .fd = memfd_create("log", MFD_CLOEXEC),
			   .level = LOG_LEVEL_WARN,
			   .clock = &clock_real };
	struct row row = { .rc = SETTINGS_OK };
	struct settings settings;
	struct err err = { 0 };
	ARENA(a);
	ssize_t n;

	memcpy(row.environment, environment, sizeof(row.environment));
	read_row(&row, &a, &settings, &err);
	warnings_log(&a, &settings, &listening, &outside, &log);
	n = pread(log.fd, out, room - 1, 0);
	out[n > 0 ? n : 0] = '\0';
	close(log.fd);
}

static void a_mail_that_is_promised_and_does_not_come_is_warned_of(void **state)
{
	static const char words[] = "a mail that a setting promises does not come";

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char text[16384], wanted[128];

		warnings_of(rows[i].environment, rows[i].origin, text, sizeof(text));
		snprintf(wanted, sizeof(wanted),
			 "setting=%s effect=", rows[i].setting ? rows[i].setting : "");
		if (rows[i].setting ? !strstr(text, wanted) : strstr(text, words) != NULL)
			fail_msg("row %zu: %s", i, text);
	}
}

static void a_path_to_switch_off_that_is_none_is_warned_of(void **state)
{
	static const struct {
		const char *environment[WORDS];
		const char *path; /* that the warning names; NULL: there is none */
	} paths[] = {
		{ { "OSTIARY_DISABLED_PATHS=/sign-up/email,/update-user/" }, NULL },
		{ { "OSTIARY_DISABLED_PATHS=/sign-up/email,/sign-up" }, "path=/sign-up\n" },
		{ { "OSTIARY_DISABLED_PATHS=/sign-up/*" }, "path=/sign-up/*" },
		{ { "OSTIARY_DISABLED_PATHS=/api/auth/sign-up/email" }, "path=/api/auth/sign-up" },
		{ { "OSTIARY_DISABLED_PATHS=/reset-password/:token" }, "path=/reset-password/:t" },
		{ { "OSTIARY_ROLE=tasks", "OSTIARY_DISABLED_PATHS=/sign-up" }, NULL },
	};
	static const char words[] = "a path to switch off is none of the issuer";

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		const char *wanted = paths[i].path ? paths[i].path : words;
		char text[16384];

		warnings_of(paths[i].environment, LOCAL, text, sizeof(text));
		if ((strstr(text, wanted) != NULL) != (paths[i].path != NULL))
			fail_msg("paths %zu: %s", i, text);
	}
}

static void metrics_that_other_machines_can_read_are_warned_of(void **state)
{
	static const struct {
		const char *environment[WORDS];
		bool warned;
	} cases[] = {
		{ { NULL }, false },
		{ { "OSTIARY_METRICS_LISTEN=9464" }, false },
		{ { "OSTIARY_METRICS_LISTEN=127.0.0.1:9464" }, false },
		{ { "OSTIARY_METRICS_LISTEN=[::1]:9464" }, false },
		{ { "OSTIARY_METRICS_LISTEN=0.0.0.0:9464" }, true },
		{ { "OSTIARY_METRICS_LISTEN=10.0.0.5:9464" }, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char text[16384];

		warnings_of(cases[i].environment, LOCAL, text, sizeof(text));
		if ((strstr(text, "setting=OSTIARY_METRICS_LISTEN") != NULL) != cases[i].warned)
			fail_msg("case %zu: %s", i, text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_to_switch_off_that_is_none_is_warned_of),
		cmocka_unit_test(a_mail_that_is_promised_and_does_not_come_is_warned_of),
		cmocka_unit_test(metrics_that_other_machines_can_read_are_warned_of),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
