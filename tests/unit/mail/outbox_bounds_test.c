/* The bounds of the outbox: one waiting mail of a kind for each recipient, turns, mails within an
 * hour, waiting mails. */
#include "support/queue.h"

#include <pthread.h>

#include "core/limits.h"

#define HOUR_MS (INT64_C(3600) * 1000)

static enum store_rc add_link(struct place *p, const char *url, int64_t now_ms, unsigned most)
{
	struct mail_message message = queue_message();

	message.url = str_z(url);
	message.now_ms = now_ms;
	return outbox_add(p->sql, &message, most, &p->err);
}

static void settle_as(struct place *p, struct outbox_row *row, const char *outcome, int64_t due_ms)
{
	row->state = str_z(outcome);
	row->due_ms = due_ms;
	assert_int_equal(outbox_settle(p->sql, row, &p->err), STORE_OK);
}

static void a_newer_mail_takes_the_place_of_one_that_waits(void **state)
{
	struct place *p = *state;
	struct mail_message other = queue_message();

	assert_int_equal(add_link(p, "https://t.example/1", NOW_MS, 0), STORE_OK);
	assert_int_equal(add_link(p, "https://t.example/2", NOW_MS + 7, 0), STORE_OK);
	assert_text(queue_row(p).url, "https://t.example/2");
	assert_int_equal(queue_row(p).turn_ms, NOW_MS);
	assert_int_equal(queue_row(p).due_ms, NOW_MS + 7);
	assert_int_equal(queue_row(p).expires_ms, NOW_MS + 7 + HOUR_MS);
	other.kind = STR("verify-email");
	assert_int_equal(outbox_add(p->sql, &other, 0, &p->err), STORE_OK);
	queue_add_to(p, "ben@example.com");
	assert_int_equal(queue_rows(p), 3);
}

static void a_newer_mail_waits_as_long_as_the_failed_one(void **state)
{
	struct place *p = *state;
	struct outbox_row row;

	queue_add(p);
	assert_int_equal(queue_claim(p, NOW_MS, &row), STORE_OK);
	settle_as(p, &row, "pending", NOW_MS + 5000);
	assert_int_equal(add_link(p, "https://t.example/2", NOW_MS + 7, 0), STORE_OK);
	assert_int_equal(queue_row(p).due_ms, NOW_MS + 5000);
	assert_int_equal(queue_row(p).attempts, 1);
	assert_int_equal(add_link(p, "https://t.example/3", NOW_MS + 9000, 0), STORE_OK);
	assert_int_equal(queue_row(p).due_ms, NOW_MS + 9000);
	assert_text(queue_row(p).url, "https://t.example/3");
}

static void a_failed_mail_gives_way_to_a_newer_one(void **state)
{
	struct place *p = *state;
	struct outbox_row row;

	queue_add(p);
	assert_int_equal(queue_claim(p, NOW_MS, &row), STORE_OK);
	assert_int_equal(add_link(p, "https://t.example/2", NOW_MS, 0), STORE_OK);
	assert_int_equal(queue_rows(p), 2);
	row.note = STR("451 later");
	settle_as(p, &row, "pending", NOW_MS + 5);
	assert_int_equal(outbox_find(p->sql, &p->arena, row.id, &row, &p->err), STORE_OK);
	assert_text(row.state, "failed");
	assert_text(row.note, "451 later; a newer mail takes its place");
	assert_int_equal(outbox_retry(p->sql, row.id, NOW_MS, &p->err), STORE_NONE);
	assert_int_equal(queue_claim(p, NOW_MS, &row), STORE_OK);
	assert_text(row.url, "https://t.example/2");
	settle_as(p, &row, "sent", NOW_MS);
}

/* Adds a mail and has it sent. */
static enum store_rc send_one_of(struct place *p, const char *kind, int64_t now_ms, unsigned most)
{
	struct mail_message message = queue_message();
	struct outbox_row row;
	enum store_rc rc;

	message.kind = str_z(kind);
	message.now_ms = now_ms;
	rc = outbox_add(p->sql, &message, most, &p->err);
	if (rc != STORE_OK)
		return rc;
	assert_int_equal(queue_claim(p, now_ms, &row), STORE_OK);
	settle_as(p, &row, "sent", now_ms);
	return STORE_OK;
}

static void mails_to_an_address_within_an_hour_are_bounded(void **state)
{
	struct place *p = *state;
	struct mail_message message = queue_message();

	for (int i = 0; i < 2; i++)
		assert_int_equal(send_one_of(p, "reset-password", NOW_MS + i, 6), STORE_OK);
	assert_int_equal(send_one_of(p, "reset-password", NOW_MS + 2, 6), STORE_NONE);
	for (int i = 0; i < 2; i++)
		assert_int_equal(send_one_of(p, "verify-email", NOW_MS + i, 6), STORE_OK);
	assert_int_equal(send_one_of(p, "verify-email", NOW_MS + 2, 6), STORE_NONE);
	for (int i = 0; i < 2; i++)
		assert_int_equal(send_one_of(p, "change-email", NOW_MS + i, 6), STORE_OK);
	assert_int_equal(send_one_of(p, "change-email", NOW_MS + 2, 6), STORE_NONE);
	assert_int_equal(queue_rows(p), 6);
	message.to = STR("ben@example.com");
	assert_int_equal(outbox_add(p->sql, &message, 6, &p->err), STORE_OK);
	assert_int_equal(send_one_of(p, "reset-password", NOW_MS + HOUR_MS + 1, 6), STORE_OK);
	assert_int_equal(send_one_of(p, "reset-password", NOW_MS + 3, 0), STORE_OK);
}

static void recipients_take_turns(void **state)
{
	struct place *p = *state;
	struct outbox_row row;

	for (int i = 0; i < 3; i++)
		assert_int_equal(send_one_of(p, "change-email", NOW_MS, 0), STORE_OK);
	queue_add(p);
	assert_int_equal(place_number(p->sql, "select turn_ms - created_ms from ostiary_mail"
					      " where state = 'pending'"),
			 3 * OUTBOX_TURN_MS);
	queue_add_to(p, "ben@example.com");
	assert_int_equal(queue_claim(p, NOW_MS, &row), STORE_OK);
	assert_text(row.recipient, "ben@example.com");
	assert_int_equal(queue_claim(p, NOW_MS, &row), STORE_OK);
	assert_text(row.recipient, "ann@example.com");
}

static void the_waiting_mails_are_bounded(void **state)
{
	static const char fill[] =
		"insert into ostiary_mail (id, kind, recipient, name, url, state, attempts,"
		" created_ms, due_ms, turn_ms, expires_ms)"
		" with recursive n (i) as (select 1 union all select i + 1 from n where i < %d)"
		" select 'x' || i, 'reset-password', 'x' || i, '', 'u', 'pending', 0, 1, 1, 1, 2"
		" from n";
	struct place *p = *state;
	struct outbox_row row;
	char text[512];

	snprintf(text, sizeof(text), fill, LIMIT_OUTBOX);
	place_script(p->sql, text);
	assert_int_equal(add_link(p, "https://t.example/1", NOW_MS, 0), STORE_NONE);
	assert_int_equal(queue_rows(p), LIMIT_OUTBOX);
	assert_int_equal(queue_claim(p, 1, &row), STORE_OK);
	assert_int_equal(add_link(p, "https://t.example/2", NOW_MS, 0), STORE_OK);
	assert_int_equal(add_link(p, "https://t.example/3", NOW_MS, 0), STORE_OK);
	assert_int_equal(queue_rows(p), LIMIT_OUTBOX + 1);
}

#define ASKERS 16

static enum store_rc add_bounded(struct sql *sql, void *arg, struct err *err)
{
	enum store_rc rc = outbox_add(sql, arg, 3, err);

	return rc == STORE_NONE ? STORE_OK : rc;
}

static void *ask(void *arg)
{
	struct place *p = arg;
	struct mail_message message = queue_message();
	struct err err = { 0 };

	enum store_rc rc;

	do /* on a busy machine, PostgreSQL may give up after the 200 ms of the tests */
		rc = store_write(p->store, add_bounded, &message, &err);
	while (rc == STORE_FAULT && err.kind == ERR_UNAVAILABLE);
	return (void *)(intptr_t)rc;
}

static void concurrent_requests_keep_the_bound(void **state)
{
	struct place *p = *state;
	pthread_t askers[ASKERS];
	void *rc;

	for (size_t i = 0; i < ASKERS; i++)
		assert_int_equal(pthread_create(&askers[i], NULL, ask, p), 0);
	for (size_t i = 0; i < ASKERS; i++) {
		assert_int_equal(pthread_join(askers[i], &rc), 0);
		assert_int_equal((intptr_t)rc, STORE_OK);
	}
	assert_int_equal(queue_rows(p), 1);
}

#define THERE(test) cmocka_unit_test_setup_teardown(test, queue_setup, place_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		THERE(a_newer_mail_takes_the_place_of_one_that_waits),
		THERE(a_newer_mail_waits_as_long_as_the_failed_one),
		THERE(a_failed_mail_gives_way_to_a_newer_one),
		THERE(mails_to_an_address_within_an_hour_are_bounded),
		THERE(recipients_take_turns),
		THERE(the_waiting_mails_are_bounded),
		THERE(concurrent_requests_keep_the_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
