/* The outbox on a real database: adding, claiming, settling, expiring, and the thread that empties it. */
#include "../store/place.h"

#include <pthread.h>

#include "mail/outbox.h"
#include "mail/sender.h"
#include "store/outbox.h"

#define HOUR_MS (INT64_C(3600) * 1000)
#define LEASE   (NOW_MS + 1000)

static int with_tables(void **state)
{
	struct place *p;

	if (place_setup(state) < 0)
		return -1;
	p = *state;
	place_open(p);
	place_connect(p);
	return 0;
}

static struct mail_message a_message(void)
{
	return (struct mail_message){
		.kind = STR("reset-password"),
		.to = STR("ann@example.com"),
		.name = STR("Ann"),
		.url = STR("https://t.example/reset"),
		.now_ms = NOW_MS,
	};
}

static void add(struct place *p)
{
	struct mail_message message = a_message();

	assert_int_equal(outbox_add(p->sql, &message, &p->err), STORE_OK);
}

static struct outbox_row the_row(struct place *p)
{
	struct outbox_row *rows;
	size_t n;

	assert_int_equal(outbox_list(p->sql, &p->arena, &rows, &n, &p->err), STORE_OK);
	assert_int_equal(n, 1);
	return rows[0];
}

static enum store_rc claim(struct place *p, int64_t now_ms, struct outbox_row *out)
{
	return outbox_claim(p->sql, &p->arena, now_ms, now_ms + 1000, out, &p->err);
}

/* ---- adding ---- */

static void a_message_becomes_a_row_that_is_due(void **state)
{
	struct place *p = *state;
	struct outbox_row row;

	add(p);
	row = the_row(p);
	assert_int_equal(row.id.n, 16);
	assert_text(row.kind, "reset-password");
	assert_text(row.recipient, "ann@example.com");
	assert_text(row.name, "Ann");
	assert_text(row.url, "https://t.example/reset");
	assert_text(row.state, "pending");
	assert_null(row.note.p);
	assert_int_equal(row.attempts, 0);
	assert_int_equal(row.created_ms, NOW_MS);
	assert_int_equal(row.due_ms, NOW_MS);
	assert_int_equal(row.expires_ms, NOW_MS + HOUR_MS);
}

static void a_row_lives_as_long_as_its_link_and_at_most_a_day(void **state)
{
	static const struct {
		const char *kind;
		int64_t expires_ms, expected_ms;
	} cases[] = {
		{ "reset-password", 0, HOUR_MS },
		{ "delete-account", 0, 24 * HOUR_MS },
		{ "verify-email", NOW_MS + 60000, 60000 },
		{ "verify-email", NOW_MS + 24 * HOUR_MS, 24 * HOUR_MS },
		{ "verify-email", NOW_MS + 24 * HOUR_MS + 1, 24 * HOUR_MS },
		{ "verify-email", NOW_MS + 900 * HOUR_MS, 24 * HOUR_MS },
	};
	struct place *p = *state;

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct mail_message message = a_message();

		message.kind = str_z(cases[i].kind);
		message.expires_ms = cases[i].expires_ms;
		assert_int_equal(outbox_add(p->sql, &message, &p->err), STORE_OK);
		assert_int_equal(the_row(p).expires_ms, NOW_MS + cases[i].expected_ms);
		script(p->sql, "delete from ostiary_outbox");
	}
}

static enum store_rc add_and_fail(struct sql *sql, void *arg, struct err *err)
{
	struct mail_message message = a_message();

	(void)arg;
	assert_int_equal(outbox_add(sql, &message, err), STORE_OK);
	return STORE_CONFLICT;
}

static void a_transaction_that_fails_sends_nothing(void **state)
{
	struct place *p = *state;

	assert_int_equal(store_write(p->store, add_and_fail, NULL, &p->err), STORE_CONFLICT);
	assert_int_equal(number(p->sql, "select count(*) from ostiary_outbox"), 0);
	add(p);
	assert_int_equal(number(p->sql, "select count(*) from ostiary_outbox"), 1);
}

static void hostile_texts_are_kept_as_they_are(void **state)
{
	struct place *p = *state;
	struct mail_message message = a_message();

	message.to = STR("a\r\nBcc: b@example.org");
	message.name = STR("'; drop table ostiary_outbox; --\n");
	assert_int_equal(outbox_add(p->sql, &message, &p->err), STORE_OK);
	assert_text(the_row(p).recipient, "a\r\nBcc: b@example.org");
	assert_text(the_row(p).name, "'; drop table ostiary_outbox; --\n");
}

/* ---- claiming and settling ---- */

static void a_due_row_is_claimed_once(void **state)
{
	struct place *p = *state;
	struct outbox_row row = { 0 }, second = { .attempts = 77 };

	assert_int_equal(claim(p, NOW_MS, &row), STORE_NONE);
	add(p);
	assert_int_equal(claim(p, NOW_MS - 1, &row), STORE_NONE);
	assert_int_equal(claim(p, NOW_MS, &row), STORE_OK);
	assert_text(row.state, "sending");
	assert_text(row.url, "https://t.example/reset");
	assert_int_equal(row.attempts, 1);
	assert_int_equal(claim(p, NOW_MS, &second), STORE_NONE);
	assert_int_equal(second.attempts, 77);
}

static void the_longest_due_goes_first(void **state)
{
	struct place *p = *state;
	struct outbox_row row;

	add(p);
	script(p->sql, "update ostiary_outbox set id = 'late'");
	add(p);
	script(p->sql, "update ostiary_outbox set due_ms = due_ms - 5, id = 'early'"
		       " where id <> 'late'");
	assert_int_equal(claim(p, NOW_MS, &row), STORE_OK);
	assert_text(row.id, "early");
	assert_int_equal(claim(p, NOW_MS, &row), STORE_OK);
	assert_text(row.id, "late");
}

static void a_claimant_that_never_settles_is_given_up(void **state)
{
	struct place *p = *state;
	struct outbox_row crashed, row;

	add(p);
	assert_int_equal(claim(p, NOW_MS, &crashed), STORE_OK);
	assert_int_equal(claim(p, LEASE - 1, &row), STORE_NONE);
	assert_int_equal(claim(p, LEASE, &row), STORE_OK);
	assert_int_equal(row.attempts, 2);
}

static void a_settled_row_is_done_or_comes_back(void **state)
{
	struct place *p = *state;
	struct outbox_row row;

	add(p);
	assert_int_equal(claim(p, NOW_MS, &row), STORE_OK);
	row.state = STR("pending");
	row.note = STR("451");
	row.due_ms = NOW_MS + 5;
	assert_int_equal(outbox_settle(p->sql, &row, &p->err), STORE_OK);
	assert_text(the_row(p).note, "451");
	assert_text(the_row(p).url, "https://t.example/reset");
	assert_int_equal(claim(p, NOW_MS + 4, &row), STORE_NONE);
	assert_int_equal(claim(p, NOW_MS + 5, &row), STORE_OK);
	row.state = STR("sent");
	assert_int_equal(outbox_settle(p->sql, &row, &p->err), STORE_OK);
	assert_int_equal(claim(p, NOW_MS + HOUR_MS - 1, &row), STORE_NONE);
	assert_null(the_row(p).url.p); /* I2, and the link is gone */
	assert_text(the_row(p).name, "");
	assert_text(the_row(p).state, "sent");
}

static void who_was_given_up_settles_nothing(void **state)
{
	struct place *p = *state;
	struct outbox_row slow, row;

	add(p);
	assert_int_equal(claim(p, NOW_MS, &slow), STORE_OK);
	assert_int_equal(claim(p, LEASE, &row), STORE_OK);
	slow.state = STR("failed");
	assert_int_equal(outbox_settle(p->sql, &slow, &p->err), STORE_NONE);
	assert_text(the_row(p).state, "sending");
	row.state = STR("sent");
	assert_int_equal(outbox_settle(p->sql, &row, &p->err), STORE_OK);
	assert_int_equal(outbox_settle(p->sql, &row, &p->err), STORE_NONE);
	assert_text(the_row(p).state, "sent");
}

static void the_next_due_time_is_known(void **state)
{
	struct place *p = *state;
	struct outbox_row row;
	int64_t due_ms = 5;

	assert_int_equal(outbox_next_due(p->sql, &due_ms, &p->err), STORE_NONE);
	assert_int_equal(due_ms, 5);
	add(p);
	assert_int_equal(outbox_next_due(p->sql, &due_ms, &p->err), STORE_OK);
	assert_int_equal(due_ms, NOW_MS);
	assert_int_equal(claim(p, NOW_MS, &row), STORE_OK);
	assert_int_equal(outbox_next_due(p->sql, &due_ms, &p->err), STORE_OK);
	assert_int_equal(due_ms, LEASE);
	row.state = STR("failed");
	assert_int_equal(outbox_settle(p->sql, &row, &p->err), STORE_OK);
	assert_int_equal(outbox_next_due(p->sql, &due_ms, &p->err), STORE_NONE);
}

/* ---- expiry and the operator ---- */

static void what_expires_is_given_up_wiped_and_later_forgotten(void **state)
{
	const int64_t end_ms = NOW_MS + HOUR_MS;
	struct place *p = *state;
	struct outbox_row row;

	add(p);
	script(p->sql, "update ostiary_outbox set note = '451 later'");
	assert_int_equal(outbox_is_dirty(p->sql, end_ms - 1, &p->err), STORE_NONE);
	assert_int_equal(outbox_sweep(p->sql, end_ms - 1, &p->err), STORE_OK);
	assert_text(the_row(p).state, "pending");
	assert_int_equal(claim(p, end_ms, &row), STORE_NONE); /* its link is dead */
	assert_int_equal(outbox_is_dirty(p->sql, end_ms, &p->err), STORE_OK);
	assert_int_equal(outbox_sweep(p->sql, end_ms, &p->err), STORE_OK);
	row = the_row(p);
	assert_text(row.state, "failed");
	assert_text(row.note, "451 later; the link has expired unsent");
	assert_null(row.url.p);
	assert_text(row.name, "");
	assert_int_equal(outbox_is_dirty(p->sql, end_ms + OUTBOX_KEPT_MS - 1, &p->err), STORE_NONE);
	assert_int_equal(outbox_is_dirty(p->sql, end_ms + OUTBOX_KEPT_MS, &p->err), STORE_OK);
	assert_int_equal(outbox_sweep(p->sql, end_ms + OUTBOX_KEPT_MS, &p->err), STORE_OK);
	assert_int_equal(number(p->sql, "select count(*) from ostiary_outbox"), 0);
}

static void a_row_that_is_being_sent_keeps_its_link_until_its_claimant_is_given_up(void **state)
{
	struct place *p = *state;
	struct outbox_row row;

	add(p);
	assert_int_equal(claim(p, NOW_MS + HOUR_MS - 1, &row), STORE_OK);
	assert_int_equal(outbox_sweep(p->sql, NOW_MS + HOUR_MS, &p->err), STORE_OK);
	assert_text(the_row(p).state, "sending");
	assert_text(the_row(p).url, "https://t.example/reset");
	assert_int_equal(outbox_sweep(p->sql, NOW_MS + HOUR_MS + 999, &p->err), STORE_OK);
	assert_text(the_row(p).state, "failed");
	assert_null(the_row(p).url.p);
}

static void an_operator_can_have_it_sent_again_while_the_link_lives(void **state)
{
	static const struct {
		const char *make; /* a script */
		int64_t now_ms;
		enum store_rc rc;
	} cases[] = {
		{ "update ostiary_outbox set state = 'pending'", NOW_MS, STORE_OK },
		{ "update ostiary_outbox set state = 'failed'", NOW_MS, STORE_OK },
		{ "update ostiary_outbox set state = 'logged'", NOW_MS, STORE_OK },
		{ "update ostiary_outbox set state = 'sending'", NOW_MS, STORE_NONE },
		{ "update ostiary_outbox set state = 'sent', url = null", NOW_MS, STORE_NONE },
		{ "update ostiary_outbox set state = 'failed'", NOW_MS + HOUR_MS - 1, STORE_OK },
		{ "update ostiary_outbox set state = 'failed'", NOW_MS + HOUR_MS, STORE_NONE },
		{ "update ostiary_outbox set id = 'other'", NOW_MS, STORE_NONE },
	};
	struct place *p = *state;

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str id;

		add(p);
		id = the_row(p).id;
		script(p->sql, "update ostiary_outbox set due_ms = due_ms + 99999999");
		script(p->sql, cases[i].make);
		assert_int_equal(outbox_retry(p->sql, id, cases[i].now_ms, &p->err), cases[i].rc);
		if (cases[i].rc == STORE_OK) {
			assert_text(the_row(p).state, "pending");
			assert_int_equal(the_row(p).due_ms, cases[i].now_ms);
		}
		script(p->sql, "delete from ostiary_outbox");
	}
}

/* ---- several at once ---- */

#define SENDERS 4
#define MAILS   60

/* A log whose lines can be counted. */
static size_t logged(struct place *p, const char *words)
{
	static char text[256 << 10];
	ssize_t n = pread(p->log_fd, text, sizeof(text) - 1, 0);
	size_t found = 0;

	text[n > 0 ? n : 0] = '\0';
	for (const char *at = text; (at = strstr(at, words)); at++)
		found++;
	return found;
}

static enum store_rc add_one(struct sql *sql, void *arg, struct err *err)
{
	return outbox_add(sql, arg, err);
}

static struct sender *start(struct place *p, enum sender_way way)
{
	const struct sender_config config = {
		.way = way,
		.store = p->store,
		.clock = &place_clock,
		.random = &random_kernel,
		.log = &p->log,
	};
	struct sender *sender = sender_start(&config);

	assert_non_null(sender);
	return sender;
}

static bool becomes(struct place *p, const char *statement, int64_t expected)
{
	for (int i = 0; i < 500; i++) {
		if (number(p->sql, statement) == expected)
			return true;
		usleep(10000);
	}
	return false;
}

static void several_senders_take_each_mail_once(void **state)
{
	static const char done[] = "select count(*) from ostiary_outbox where state = 'logged'"
				   " and attempts = 1 and url is not null";
	struct place *p = *state;
	struct mail_message message = a_message();
	struct sender *senders[SENDERS];

	for (size_t i = 0; i < SENDERS; i++)
		senders[i] = start(p, SENDER_LOGS);
	for (size_t i = 0; i < MAILS; i++) {
		assert_int_equal(store_write(p->store, add_one, &message, &p->err), STORE_OK);
		sender_wake(senders[i % SENDERS]);
	}
	assert_true(becomes(p, done, MAILS));
	for (size_t i = 0; i < SENDERS; i++)
		sender_free(senders[i]);
	assert_int_equal(logged(p, "url=https://t.example/reset"), MAILS);
	assert_int_equal(logged(p, "level=notice msg=\"no mail server"), MAILS);
}

static void a_sender_without_a_server_outside_of_development_only_holds(void **state)
{
	struct place *p = *state;
	struct mail_message message = a_message();
	struct sender *sender = start(p, SENDER_HOLDS);

	assert_int_equal(store_write(p->store, add_one, &message, &p->err), STORE_OK);
	sender_wake(sender);
	usleep(300000);
	sender_free(sender);
	assert_text(the_row(p).state, "pending");
	assert_text(the_row(p).url, "https://t.example/reset");
	assert_int_equal(logged(p, "t.example"), 0);
	assert_int_equal(logged(p, "ann@"), 0);
}

static void an_expired_link_is_wiped_by_any_sender(void **state)
{
	struct place *p = *state;
	struct sender *sender;

	add(p);
	script(p->sql, "update ostiary_outbox set expires_ms = created_ms");
	sender = start(p, SENDER_HOLDS);
	assert_true(becomes(p, "select count(*) from ostiary_outbox where url is null", 1));
	sender_free(sender);
	assert_text(the_row(p).state, "failed");
}

#define THERE(test) cmocka_unit_test_setup_teardown(test, with_tables, place_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		THERE(a_message_becomes_a_row_that_is_due),
		THERE(a_row_lives_as_long_as_its_link_and_at_most_a_day),
		THERE(a_transaction_that_fails_sends_nothing),
		THERE(hostile_texts_are_kept_as_they_are),
		THERE(a_due_row_is_claimed_once),
		THERE(the_longest_due_goes_first),
		THERE(a_claimant_that_never_settles_is_given_up),
		THERE(a_settled_row_is_done_or_comes_back),
		THERE(who_was_given_up_settles_nothing),
		THERE(the_next_due_time_is_known),
		THERE(what_expires_is_given_up_wiped_and_later_forgotten),
		THERE(a_row_that_is_being_sent_keeps_its_link_until_its_claimant_is_given_up),
		THERE(an_operator_can_have_it_sent_again_while_the_link_lives),
		THERE(several_senders_take_each_mail_once),
		THERE(a_sender_without_a_server_outside_of_development_only_holds),
		THERE(an_expired_link_is_wiped_by_any_sender),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
