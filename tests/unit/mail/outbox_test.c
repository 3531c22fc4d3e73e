/* The outbox on a real database: adding, claiming, settling, expiring, and the thread that empties
 * it. */
#include "support/queue.h"

#include <pthread.h>

#include "core/limits.h"
#include "mail/sender.h"

#define HOUR_MS (INT64_C(3600) * 1000)
#define LEASE   (NOW_MS + 1000)

/* ---- adding ---- */

static void a_message_becomes_a_row_that_is_due(void **state)
{
	struct place *p = *state;
	struct outbox_row row;

	queue_add(p);
	row = queue_row(p);
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
		struct mail_message message = queue_message();

		message.kind = str_z(cases[i].kind);
		message.expires_ms = cases[i].expires_ms;
		assert_int_equal(outbox_add(p->sql, &message, 0, &p->err), STORE_OK);
		assert_int_equal(queue_row(p).expires_ms, NOW_MS + cases[i].expected_ms);
		place_script(p->sql, "delete from ostiary_mail");
	}
}

static enum store_rc add_and_fail(struct sql *sql, void *arg, struct err *err)
{
	struct mail_message message = queue_message();

	(void)arg;
	assert_int_equal(outbox_add(sql, &message, 0, err), STORE_OK);
	return STORE_CONFLICT;
}

static void a_transaction_that_fails_sends_nothing(void **state)
{
	struct place *p = *state;

	assert_int_equal(store_write(p->store, add_and_fail, NULL, &p->err), STORE_CONFLICT);
	assert_int_equal(place_number(p->sql, "select count(*) from ostiary_mail"), 0);
	queue_add(p);
	assert_int_equal(place_number(p->sql, "select count(*) from ostiary_mail"), 1);
}

static void hostile_texts_are_kept_as_they_are(void **state)
{
	struct place *p = *state;
	struct mail_message message = queue_message();

	message.to = STR("a\r\nBcc: b@example.org");
	message.name = STR("'; drop table ostiary_mail; --\n");
	assert_int_equal(outbox_add(p->sql, &message, 0, &p->err), STORE_OK);
	assert_text(queue_row(p).recipient, "a\r\nBcc: b@example.org");
	assert_text(queue_row(p).name, "'; drop table ostiary_mail; --\n");
}

/* ---- claiming and settling ---- */

static void a_due_row_is_claimed_once(void **state)
{
	struct place *p = *state;
	struct outbox_row row = { 0 }, second = { .attempts = 77 };

	assert_int_equal(queue_claim(p, NOW_MS, &row), STORE_NONE);
	queue_add(p);
	assert_int_equal(queue_claim(p, NOW_MS - 1, &row), STORE_NONE);
	assert_int_equal(queue_claim(p, NOW_MS, &row), STORE_OK);
	assert_text(row.state, "sending");
	assert_text(row.url, "https://t.example/reset");
	assert_int_equal(row.attempts, 1);
	assert_int_equal(queue_claim(p, NOW_MS, &second), STORE_NONE);
	assert_int_equal(second.attempts, 77);
}

static void the_earliest_turn_goes_first(void **state)
{
	struct place *p = *state;
	struct outbox_row row;

	queue_add_to(p, "late@example.com");
	queue_add_to(p, "early@example.com");
	place_script(p->sql, "update ostiary_mail set turn_ms = turn_ms - 5"
			     " where recipient = 'early@example.com'");
	assert_int_equal(queue_claim(p, NOW_MS, &row), STORE_OK);
	assert_text(row.recipient, "early@example.com");
	assert_int_equal(queue_claim(p, NOW_MS, &row), STORE_OK);
	assert_text(row.recipient, "late@example.com");
}

static void a_claimant_that_never_settles_is_given_up(void **state)
{
	struct place *p = *state;
	struct outbox_row crashed, row;

	queue_add(p);
	assert_int_equal(queue_claim(p, NOW_MS, &crashed), STORE_OK);
	assert_int_equal(queue_claim(p, LEASE - 1, &row), STORE_NONE);
	assert_int_equal(queue_claim(p, LEASE, &row), STORE_OK);
	assert_int_equal(row.attempts, 2);
}

static void a_settled_row_is_done_or_comes_back(void **state)
{
	struct place *p = *state;
	struct outbox_row row;

	queue_add(p);
	assert_int_equal(queue_claim(p, NOW_MS, &row), STORE_OK);
	row.state = STR("pending");
	row.note = STR("451");
	row.due_ms = NOW_MS + 5;
	assert_int_equal(outbox_settle(p->sql, &row, &p->err), STORE_OK);
	assert_text(queue_row(p).note, "451");
	assert_text(queue_row(p).url, "https://t.example/reset");
	assert_int_equal(queue_claim(p, NOW_MS + 4, &row), STORE_NONE);
	assert_int_equal(queue_claim(p, NOW_MS + 5, &row), STORE_OK);
	row.state = STR("sent");
	assert_int_equal(outbox_settle(p->sql, &row, &p->err), STORE_OK);
	assert_int_equal(queue_claim(p, NOW_MS + HOUR_MS - 1, &row), STORE_NONE);
	assert_null(queue_row(p).url.p); /* I2, and the link is gone */
	assert_text(queue_row(p).name, "");
	assert_text(queue_row(p).state, "sent");
}

static void who_was_given_up_settles_nothing(void **state)
{
	struct place *p = *state;
	struct outbox_row slow, row;

	queue_add(p);
	assert_int_equal(queue_claim(p, NOW_MS, &slow), STORE_OK);
	assert_int_equal(queue_claim(p, LEASE, &row), STORE_OK);
	slow.state = STR("failed");
	assert_int_equal(outbox_settle(p->sql, &slow, &p->err), STORE_NONE);
	assert_text(queue_row(p).state, "sending");
	row.state = STR("sent");
	assert_int_equal(outbox_settle(p->sql, &row, &p->err), STORE_OK);
	assert_int_equal(outbox_settle(p->sql, &row, &p->err), STORE_NONE);
	assert_text(queue_row(p).state, "sent");
}

static void the_next_due_time_is_known(void **state)
{
	struct place *p = *state;
	struct outbox_row row;
	int64_t due_ms = 5;

	assert_int_equal(outbox_next_due(p->sql, &due_ms, &p->err), STORE_NONE);
	assert_int_equal(due_ms, 5);
	queue_add(p);
	assert_int_equal(outbox_next_due(p->sql, &due_ms, &p->err), STORE_OK);
	assert_int_equal(due_ms, NOW_MS);
	assert_int_equal(queue_claim(p, NOW_MS, &row), STORE_OK);
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

	queue_add(p);
	place_script(p->sql, "update ostiary_mail set note = '451 later'");
	assert_int_equal(outbox_is_dirty(p->sql, end_ms - 1, &p->err), STORE_NONE);
	assert_int_equal(outbox_sweep(p->sql, end_ms - 1, &p->err), STORE_OK);
	assert_text(queue_row(p).state, "pending");
	assert_int_equal(queue_claim(p, end_ms, &row), STORE_NONE); /* its link is dead */
	assert_int_equal(outbox_is_dirty(p->sql, end_ms, &p->err), STORE_OK);
	assert_int_equal(outbox_sweep(p->sql, end_ms, &p->err), STORE_OK);
	row = queue_row(p);
	assert_text(row.state, "failed");
	assert_text(row.note, "451 later; the link has expired unsent");
	assert_null(row.url.p);
	assert_text(row.name, "");
	assert_int_equal(outbox_is_dirty(p->sql, end_ms + OUTBOX_KEPT_MS - 1, &p->err), STORE_NONE);
	assert_int_equal(outbox_is_dirty(p->sql, end_ms + OUTBOX_KEPT_MS, &p->err), STORE_OK);
	assert_int_equal(outbox_sweep(p->sql, end_ms + OUTBOX_KEPT_MS, &p->err), STORE_OK);
	assert_int_equal(place_number(p->sql, "select count(*) from ostiary_mail"), 0);
}

static void a_row_that_is_being_sent_keeps_its_link_until_its_claimant_is_given_up(void **state)
{
	struct place *p = *state;
	struct outbox_row row;

	queue_add(p);
	assert_int_equal(queue_claim(p, NOW_MS + HOUR_MS - 1, &row), STORE_OK);
	assert_int_equal(outbox_sweep(p->sql, NOW_MS + HOUR_MS, &p->err), STORE_OK);
	assert_text(queue_row(p).state, "sending");
	assert_text(queue_row(p).url, "https://t.example/reset");
	assert_int_equal(outbox_sweep(p->sql, NOW_MS + HOUR_MS + 999, &p->err), STORE_OK);
	assert_text(queue_row(p).state, "failed");
	assert_null(queue_row(p).url.p);
}

static void an_operator_can_have_it_sent_again_while_the_link_lives(void **state)
{
	static const struct {
		const char *make; /* a script */
		int64_t now_ms;
		enum store_rc rc;
	} cases[] = {
		{ "update ostiary_mail set state = 'pending'", NOW_MS, STORE_OK },
		{ "update ostiary_mail set state = 'failed'", NOW_MS, STORE_OK },
		{ "update ostiary_mail set state = 'logged'", NOW_MS, STORE_OK },
		{ "update ostiary_mail set state = 'sending'", NOW_MS, STORE_NONE },
		{ "update ostiary_mail set state = 'sent', url = null", NOW_MS, STORE_NONE },
		{ "update ostiary_mail set state = 'failed'", NOW_MS + HOUR_MS - 1, STORE_OK },
		{ "update ostiary_mail set state = 'failed'", NOW_MS + HOUR_MS, STORE_NONE },
		{ "update ostiary_mail set id = 'other'", NOW_MS, STORE_NONE },
	};
	struct place *p = *state;

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str id;

		queue_add(p);
		id = queue_row(p).id;
		place_script(p->sql, "update ostiary_mail set due_ms = due_ms + 99999999");
		place_script(p->sql, cases[i].make);
		assert_int_equal(outbox_retry(p->sql, id, cases[i].now_ms, &p->err), cases[i].rc);
		if (cases[i].rc == STORE_OK) {
			assert_text(queue_row(p).state, "pending");
			assert_int_equal(queue_row(p).due_ms, cases[i].now_ms);
		}
		place_script(p->sql, "delete from ostiary_mail");
	}
}

#define THERE(test) cmocka_unit_test_setup_teardown(test, queue_setup, place_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		THERE(a_message_becomes_a_row_that_is_due),
		THERE(a_row_lives_as_long_as_its_link_and_at_most_a_day),
		THERE(a_transaction_that_fails_sends_nothing),
		THERE(hostile_texts_are_kept_as_they_are),
		THERE(a_due_row_is_claimed_once),
		THERE(the_earliest_turn_goes_first),
		THERE(a_claimant_that_never_settles_is_given_up),
		THERE(a_settled_row_is_done_or_comes_back),
		THERE(who_was_given_up_settles_nothing),
		THERE(the_next_due_time_is_known),
		THERE(what_expires_is_given_up_wiped_and_later_forgotten),
		THERE(a_row_that_is_being_sent_keeps_its_link_until_its_claimant_is_given_up),
		THERE(an_operator_can_have_it_sent_again_while_the_link_lives),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
