/* A row's letter, and what an attempt means for the row; the clock stands still. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "mail/backoff.h"
#include "mail/delivery.h"
#include "mail/outbox.h"

#define NOW_MS  INT64_C(1795146791318) /* 2026-11-20T03:53:11.318Z */
#define HOUR_MS (INT64_C(3600) * 1000)

static const struct delivery_style style = {
	.templates = &templates_built_in,
	.from = { STR_INIT("Tasks"), STR_INIT("tasks@example.org") },
	.product = STR_INIT("Tasks"),
};

static struct outbox_row a_row(void)
{
	return (struct outbox_row){
		.id = STR("0123456789abcdef"),
		.kind = STR("reset-password"),
		.recipient = STR("ann@example.com"),
		.name = STR("Ann"),
		.url = STR("https://t.example/api/auth/reset-password/abc?callbackURL=%2F"),
		.state = STR("sending"),
		.attempts = 1,
		.created_ms = NOW_MS,
		.expires_ms = NOW_MS + HOUR_MS,
	};
}

static char letter[DELIVERY_LETTER_BYTES];

static enum delivery_rc written(const struct outbox_row *row, const struct delivery_style *how)
{
	struct buf b;
	enum delivery_rc rc;

	buf_init_fixed(&b, letter, sizeof(letter) - 1);
	rc = delivery_write(&b, how, row);
	letter[rc == DELIVERY_WRITTEN ? b.n : 0] = '\0';
	return rc;
}

/* ---- letters ---- */

static void a_letter_has_all_its_headers_and_both_parts(void **state)
{
	static const char head[] = "Date: Fri, 20 Nov 2026 03:53:11 +0000\r\n"
				   "From: \"Tasks\"\r\n <tasks@example.org>\r\n"
				   "To: ann@example.com\r\n"
				   "Message-ID: <0123456789abcdef@example.org>\r\n"
				   "Subject: Reset your Tasks password\r\n"
				   "Auto-Submitted: auto-generated\r\n"
				   "MIME-Version: 1.0\r\n"
				   "Content-Type: multipart/alternative;\r\n "
				   "boundary=\"=_ostiary_0123456789abcdef\"\r\n"
				   "\r\n"
				   "--=_ostiary_0123456789abcdef\r\n"
				   "Content-Type: text/plain; charset=utf-8\r\n"
				   "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
				   "Hello Ann,\r\n";
	struct outbox_row row = a_row();

	(void)state;
	assert_int_equal(written(&row, &style), DELIVERY_WRITTEN);
	assert_memory_equal(letter, head, sizeof(head) - 1);
	assert_non_null(strstr(letter, "\r\nContent-Type: text/html; charset=utf-8\r\n"));
	assert_non_null(strstr(letter, "https://t.example/api/auth/reset-password/abc?callback"));
	assert_true(str_ends(str_z(letter), STR("\r\n--=_ostiary_0123456789abcdef--\r\n")));
}

static void every_kind_has_a_letter_of_its_own(void **state)
{
	static const char *const kinds[][2] = {
		{ "reset-password", "Subject: Reset your Tasks password\r\n" },
		{ "invitation", "Subject: Your account at Tasks\r\n" },
		{ "verify-email", "Subject: Confirm your e-mail address for Tasks\r\n" },
		{ "change-email",
		  "Subject: Confirm the change of your e-mail address at Tasks\r\n" },
		{ "delete-account", "Subject: Confirm the deletion of your Tasks account\r\n" },
		{ "sign-in-changed", "Subject: The sign-in to your Tasks account has changed\r\n" },
	};
	struct outbox_row row = a_row();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		row.kind = str_z(kinds[i][0]);
		assert_int_equal(written(&row, &style), DELIVERY_WRITTEN);
		assert_non_null(strstr(letter, kinds[i][1]));
	}
	row.kind = STR("newsletter");
	assert_int_equal(written(&row, &style), DELIVERY_UNKNOWN_KIND);
}

/* Lines end with CRLF and with nothing else, and are no longer than RFC 5322 section 2.1.1
 * wants. */
static void well_formed(void)
{
	size_t column = 0;

	for (const char *c = letter; *c; c++) {
		assert_true((unsigned char)*c < 0x7F);
		assert_true(*c != '\r' || c[1] == '\n');
		assert_true(*c != '\n' || (c > letter && c[-1] == '\r'));
		assert_false(column == 0 && *c == '.');
		column = *c == '\n' ? 0 : column + 1;
		assert_true(column <= 79);
	}
}

static size_t count(const char *needle)
{
	size_t n = 0;

	for (const char *at = letter; (at = strstr(at, needle)); at++)
		n++;
	return n;
}

static void hostile_values_add_no_header_and_no_part(void **state)
{
	static const struct str names[] = {
		STR_INIT("x\r\nBcc: eve@example.org\r\n\r\nBuy"),
		STR_INIT("\r\n.\r\nMAIL FROM:<eve@example.org>"),
		STR_INIT("\n--=_ostiary_0123456789abcdef--\n"),
		STR_INIT("</p><script>alert(1)</script>"),
		STR_INIT("=?UTF-8?B?QmNj?="),
		STR_INIT("\xE2\x80\xAE\xF0\x9F\x92\xA9 \xC2\x85"),
		STR_INIT("\xFF\xFE\0"),
		STR_INIT("{{url}}"),
	};
	struct delivery_style hostile = style;
	struct outbox_row row = a_row();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		row.name = names[i];
		hostile.product = names[i];
		row.url = names[i];
		assert_int_equal(written(&row, &hostile), DELIVERY_WRITTEN);
		well_formed();
		assert_int_equal(count("\r\nBcc:"), 0);
		assert_int_equal(count("\r\nMAIL"), 0);
		assert_null(strstr(strstr(letter, "text/html"), "<script"));
		assert_int_equal(count("\r\n--=_ostiary_"), 3);
		assert_int_equal(count("\r\nSubject:"), 1);
	}
	row = a_row();
	assert_int_equal(written(&row, &style), DELIVERY_WRITTEN);
	well_formed();
}

static void a_hostile_address_gets_no_letter(void **state)
{
	struct outbox_row row = a_row();

	(void)state;
	row.recipient = STR("ann@example.com\r\nBcc: eve@example.org");
	assert_int_equal(written(&row, &style), DELIVERY_BAD_ADDRESS);
	delivery_unwritable(&row, DELIVERY_BAD_ADDRESS);
	assert_true(str_eq(row.state, STR("failed")));
	assert_true(str_contains(row.note, STR("address")));
	row.recipient = STR("ann@example.com");
	assert_int_equal(written(&row, &style), DELIVERY_WRITTEN);
}

static void a_link_that_is_too_long_gets_no_letter(void **state)
{
	static char url[200000];
	struct outbox_row row = a_row();

	(void)state;
	memset(url, 'a', sizeof(url));
	row.url = str_of(url, 60000); /* a body's bound */
	assert_int_equal(written(&row, &style), DELIVERY_WRITTEN);
	well_formed();
	row.url = str_of(url, sizeof(url));
	assert_int_equal(written(&row, &style), DELIVERY_TOO_LARGE);
}

/* ---- what an attempt means ---- */

static void all_zeros(const struct random *random, void *out, size_t n)
{
	(void)random;
	memset(out, 0, n);
}

static void all_ones(const struct random *random, void *out, size_t n)
{
	(void)random;
	memset(out, 0xFF, n);
}

static const struct random lowest = { .fill = all_zeros };
static const struct random other = { .fill = all_ones };

static void waits_double_up_to_a_bound_and_differ(void **state)
{
	int64_t whole = BACKOFF_FIRST_MS;

	(void)state;
	for (int64_t attempts = 1; attempts <= 100; attempts++) {
		assert_int_equal(backoff_ms(attempts, &lowest), whole / 2);
		assert_in_range(backoff_ms(attempts, &other), whole / 2 + 1, whole);
		for (int i = 0; i < 20; i++)
			assert_in_range(backoff_ms(attempts, &random_kernel), whole / 2, whole);
		whole = whole * 2 < BACKOFF_MAX_MS ? whole * 2 : BACKOFF_MAX_MS;
	}
	assert_int_equal(whole, BACKOFF_MAX_MS);
}

static const struct {
	const char *name;
	enum smtp_rc rc;
	int64_t attempts, now_ms;
	const char *state;
	int64_t due_ms;
	const char *note;
} outcomes[] = {
	{ "accepted", SMTP_ACCEPTED, 1, NOW_MS, "sent", NOW_MS, "250 ok" },
	{ "refused", SMTP_REFUSED, 1, NOW_MS, "failed", NOW_MS, "why: 250 ok" },
	{ "later, first", SMTP_LATER, 1, NOW_MS, "pending", NOW_MS + 2500, "why: 250 ok" },
	{ "later, third", SMTP_LATER, 3, NOW_MS, "pending", NOW_MS + 10000, "why: 250 ok" },
	{ "later, with time for one more", SMTP_LATER, 1, NOW_MS + HOUR_MS - 2501, "pending",
	  NOW_MS + HOUR_MS - 1, "why: 250 ok" },
	{ "later, without", SMTP_LATER, 1, NOW_MS + HOUR_MS - 2500, "failed", NOW_MS + HOUR_MS,
	  "expires before another" },
	{ "accepted at the last moment", SMTP_ACCEPTED, 9, NOW_MS + HOUR_MS, "sent",
	  NOW_MS + HOUR_MS, "250 ok" },
};

static void an_attempt_settles_its_row(void **state)
{
	const struct smtp_answer answer = { .said = "250 ok", .why = { .text = "why" } };
	struct arena arena;

	(void)state;
	arena_init(&arena, NULL, 0);
	for (size_t i = 0; i < ARRAY_LEN(outcomes); i++) {
		struct outbox_row row = a_row();

		row.attempts = outcomes[i].attempts;
		delivery_record_result(&row, outcomes[i].rc, &answer, outcomes[i].now_ms, &lowest,
				       &arena);
		if (!str_eq(row.state, str_z(outcomes[i].state)) ||
		    row.due_ms != outcomes[i].due_ms ||
		    !str_contains(row.note, str_z(outcomes[i].note)))
			fail_msg("%s: %.*s", outcomes[i].name, STR_FMT(row.note));
	}
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_letter_has_all_its_headers_and_both_parts),
		cmocka_unit_test(every_kind_has_a_letter_of_its_own),
		cmocka_unit_test(hostile_values_add_no_header_and_no_part),
		cmocka_unit_test(a_hostile_address_gets_no_letter),
		cmocka_unit_test(a_link_that_is_too_long_gets_no_letter),
		cmocka_unit_test(waits_double_up_to_a_bound_and_differ),
		cmocka_unit_test(an_attempt_settles_its_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
