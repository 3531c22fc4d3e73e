/* Reminders on a real database: taken once, put into the outbox and the queue of pushes, late ones
 * marked, and none for what is done or whose user has no proved address. */
#include "support/place.h"

#include "core/limits.h"
#include "mail/reminder.h"
#include "remind/remind.h"
#include "base/cleanup.h"
#include "store/tables/outbox.h"
#include "store/tables/push/subscriptions.h"
#include "store/tables/tasks/preferences.h"
#include "store/tables/tasks/reminders.h"
#include "store/tables/tasks/tasks.h"
#include "store/tables/users.h"

#define HOUR_MS (INT64_C(3600) * 1000)

static const struct owner anna = { STR_INIT("anna") };

static int64_t now_ms = NOW_MS;

static int64_t fixed_now(const struct clock *clock)
{
	(void)clock;
	return now_ms;
}

static const struct clock fixed_clock = { .now_ms = fixed_now };

static int with_a_user(void **state)
{
	struct user user = { .id = anna.user_id,
			     .email = STR("anna@example.org"),
			     .name = STR("Anna"),
			     .email_verified = true };
	struct place *p;

	if (place_setup(state) < 0)
		return -1;
	now_ms = NOW_MS;
	p = *state;
	place_open(p);
	place_connect(p);
	return users_insert(p->sql, &user, &p->err) == STORE_OK ? 0 : -1;
}

static struct task task_to_do(int64_t id)
{
	return (struct task){ .id = id,
			      .title = STR("Buy\nmilk"),
			      .priority = STR("none"),
			      .tags_json = STR("[]"),
			      .due_date = STR("2026-12-01"),
			      .due_time = STR("09:00"),
			      .time_zone = STR("Europe/Berlin"),
			      .position = STR("0"),
			      .created_ms = NOW_MS,
			      .updated_ms = NOW_MS };
}

static void add_with(struct place *p, const struct task *task, int64_t at_ms)
{
	assert_int_equal(tasks_insert(p->sql, &anna, task, &p->err), STORE_OK);
	assert_int_equal(reminders_put(p->sql, &anna, task->id, &at_ms, 1, &p->err), STORE_OK);
}

static void add(struct place *p, int64_t id, int64_t at_ms)
{
	struct task task = task_to_do(id);

	add_with(p, &task, at_ms);
}

static size_t run_with(struct place *p, bool mail, bool push)
{
	struct remind remind = { .store = p->store,
				 .clock = &fixed_clock,
				 .url = STR("https://t.example"),
				 .mail.open = mail,
				 .push.open = push };
	size_t n = 77;

	if (remind_run(&remind, &n, &p->err) != STORE_OK)
		fail_msg("%s", p->err.text);
	return n;
}

static size_t run(struct place *p)
{
	return run_with(p, true, false);
}

static int64_t waiting(struct place *p)
{
	return place_number(p->sql, "select count(*) from ostiary_reminder");
}

static struct outbox_row only_mail(struct place *p)
{
	struct outbox_row *rows;
	size_t n;

	assert_int_equal(outbox_list(p->sql, &p->arena, &rows, &n, &p->err), STORE_OK);
	assert_int_equal(n, 1);
	return rows[0];
}

static void a_reminder_that_is_due_is_put_into_the_outbox_once(void **state)
{
	struct place *p = *state;
	struct outbox_row row;
	struct mail_reminder said;

	add(p, 5, NOW_MS + 1);
	assert_int_equal(run(p), 0);
	now_ms = NOW_MS + 1;
	assert_int_equal(run(p), 1);
	assert_int_equal(run(p), 0);
	assert_int_equal(waiting(p), 0);
	row = only_mail(p);
	assert_true(str_eq(row.kind, STR("reminder/5")));
	assert_true(str_eq(row.recipient, STR("anna@example.org")));
	said = mail_reminder_unpack(row.url);
	assert_true(str_eq(said.url, STR("https://t.example")));
	assert_true(str_eq(said.due, STR("2026-12-01 09:00, Europe/Berlin")));
	assert_int_equal(said.late.n, 0);
	assert_true(str_eq(said.task, STR("Buy\nmilk")));
}

static void a_late_one_says_so_and_a_very_late_one_is_dropped(void **state)
{
	struct place *p = *state;
	struct mail_reminder said;

	add(p, 5, NOW_MS);
	now_ms = NOW_MS + 24 * HOUR_MS;
	assert_int_equal(run(p), 1);
	said = mail_reminder_unpack(only_mail(p).url);
	assert_true(str_starts(said.late, STR("It is late: it was meant for ")));
	add(p, 6, NOW_MS);
	now_ms = NOW_MS + REMIND_LATE_MOST_MS + 1;
	assert_int_equal(run(p), 0);
	assert_int_equal(waiting(p), 0);
}

static void nothing_is_sent_for_what_is_done_or_in_the_trash(void **state)
{
	struct place *p = *state;
	struct task done = task_to_do(5), trash = task_to_do(6);

	done.completed = true;
	done.completed_ms = NOW_MS;
	trash.deleted_ms = NOW_MS;
	add_with(p, &done, NOW_MS);
	add_with(p, &trash, NOW_MS);
	assert_int_equal(run(p), 0);
	assert_int_equal(waiting(p), 0);
	add(p, 7, NOW_MS);
	assert_int_equal(run(p), 1);
}

static void nothing_is_sent_to_an_address_that_is_not_proved(void **state)
{
	struct place *p = *state;
	static const char *const scripts[] = {
		"update \"user\" set \"emailVerified\" = false",
		"update \"user\" set \"emailVerified\" = true",
	};

	for (size_t i = 0; i < ARRAY_LEN(scripts); i++) {
		place_script(p->sql, scripts[i]);
		add(p, (int64_t)i + 5, NOW_MS);
		assert_int_equal(run(p), i);
	}
}

static void nothing_is_sent_to_who_wants_no_reminders_by_mail(void **state)
{
	static const char *const wishes[] = { "{\"reminders_by\":[\"push\"]}",
					      "{\"reminders_by\":[\"mail\"]}" };
	struct place *p = *state;

	for (size_t i = 0; i < ARRAY_LEN(wishes); i++) {
		const struct preferences_row row = { .settings = str_z(wishes[i]), .revision = 1 };

		assert_int_equal(preferences_put(p->sql, &anna, &row, &p->err), STORE_OK);
		add(p, (int64_t)i + 5, NOW_MS);
		assert_int_equal(run(p), i);
	}
}

static void a_deleted_task_takes_its_reminders_along(void **state)
{
	struct place *p = *state;

	add(p, 5, NOW_MS + 1);
	assert_int_equal(waiting(p), 1);
	assert_int_equal(tasks_delete(p->sql, &anna, 5, &p->err), STORE_OK);
	assert_int_equal(waiting(p), 0);
}

static void further_ones_within_the_hour_wait_and_links_are_not_counted(void **state)
{
	struct place *p = *state;
	struct outbox_recent recent;

	for (int64_t id = 1; id <= LIMIT_REMINDERS_PER_HOUR + 2; id++)
		add(p, id, NOW_MS);
	assert_int_equal(run(p), LIMIT_REMINDERS_PER_HOUR);
	assert_int_equal(waiting(p), 2);
	assert_int_equal(outbox_recent(p->sql, STR("anna@example.org"), STR("reset-password"),
				       NOW_MS - HOUR_MS, &recent, &p->err),
			 STORE_OK);
	assert_int_equal(recent.all, 0);
	now_ms = NOW_MS + HOUR_MS + REMIND_AGAIN_MS;
	assert_int_equal(run(p), 2);
	assert_int_equal(waiting(p), 0);
}

static void new_times_take_the_place_of_the_old_ones(void **state)
{
	struct place *p = *state;
	const int64_t times[] = { NOW_MS + 5, NOW_MS + 6 };

	add(p, 5, NOW_MS);
	assert_int_equal(reminders_put(p->sql, &anna, 5, times, 2, &p->err), STORE_OK);
	assert_int_equal(waiting(p), 2);
	assert_int_equal(run(p), 0);
	assert_int_equal(reminders_put(p->sql, &anna, 5, NULL, 0, &p->err), STORE_OK);
	assert_int_equal(waiting(p), 0);
}

static void many_are_taken_in_batches(void **state)
{
	struct place *p = *state;
	int64_t times[LIMIT_REMINDERS];

	for (int64_t id = 1; id <= 12; id++) {
		struct task task = task_to_do(id);

		assert_int_equal(tasks_insert(p->sql, &anna, &task, &p->err), STORE_OK);
		for (size_t i = 0; i < LIMIT_REMINDERS; i++)
			times[i] = NOW_MS - (int64_t)i;
		assert_int_equal(reminders_put(p->sql, &anna, id, times, LIMIT_REMINDERS, &p->err),
				 STORE_OK);
	}
	/* Those of one task replace each other in the outbox. */
	assert_true(run(p) >= 12);
	assert_int_equal(waiting(p), 0);
	assert_int_equal(place_number(p->sql, "select count(*) from ostiary_mail"), 12);
}

/* --- by Web Push ------------------------------------------------------------------------------ */

static void wish(struct place *p, const char *wishes)
{
	const struct preferences_row row = { .settings = str_z(wishes), .revision = 1 };

	assert_int_equal(preferences_put(p->sql, &anna, &row, &p->err), STORE_OK);
}

static void add_device(struct place *p, int64_t id, const char *endpoint)
{
	const struct push_subscription device = { .id = id,
						  .endpoint = str_z(endpoint),
						  .p256dh = STR("p"),
						  .auth = STR("a"),
						  .created_ms = NOW_MS };

	assert_int_equal(push_subscriptions_insert(p->sql, &anna, &device, &p->err), STORE_OK);
}

static int64_t mails(struct place *p)
{
	return place_number(p->sql, "select count(*) from ostiary_mail");
}

static int64_t pushes(struct place *p)
{
	return place_number(p->sql, "select count(*) from ostiary_push_message");
}

static void it_leaves_in_the_ways_that_the_user_wants(void **state)
{
	static const struct {
		const char *wishes;
		int64_t sent, mails, pushes;
	} cases[] = {
		{ "{\"reminders_by\":[\"push\"]}", 1, 0, 2 },
		{ "{\"reminders_by\":[\"mail\",\"push\"]}", 1, 1, 2 },
		{ "{\"reminders_by\":[\"mail\"]}", 1, 1, 0 },
		{ "{\"reminders_by\":[]}", 0, 0, 0 },
	};
	struct place *p = *state;
	int64_t n_mails = 0, n_pushes = 0;

	add_device(p, 1, "https://push.example/1");
	add_device(p, 2, "https://push.example/2");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		wish(p, cases[i].wishes);
		add(p, (int64_t)i + 5, NOW_MS);
		assert_int_equal(run_with(p, true, true), cases[i].sent);
		assert_int_equal(waiting(p), 0);
		assert_int_equal(mails(p), n_mails += cases[i].mails);
		assert_int_equal(pushes(p), n_pushes += cases[i].pushes);
	}
}

static void of_one_task_the_newest_waits_to_be_pushed(void **state)
{
	struct place *p = *state;
	const int64_t times[] = { NOW_MS - 2, NOW_MS - 1 };

	wish(p, "{\"reminders_by\":[\"push\"]}");
	add_device(p, 1, "https://push.example/1");
	add(p, 5, NOW_MS);
	assert_int_equal(reminders_put(p->sql, &anna, 5, times, 2, &p->err), STORE_OK);
	assert_int_equal(run_with(p, true, true), 2);
	assert_int_equal(pushes(p), 1);
}

/* I4 */
static void without_a_mail_server_one_by_mail_alone_waits_for_it(void **state)
{
	struct place *p = *state;

	wish(p, "{\"reminders_by\":[\"mail\",\"push\"]}");
	add_device(p, 1, "https://push.example/1");
	add(p, 5, NOW_MS);
	assert_int_equal(run_with(p, false, true), 1);
	assert_int_equal(waiting(p), 0);
	wish(p, "{\"reminders_by\":[\"mail\"]}");
	add(p, 6, NOW_MS);
	assert_int_equal(run_with(p, false, true), 0);
	assert_int_equal(waiting(p), 1);
	now_ms = NOW_MS + 1000;
	assert_int_equal(run_with(p, false, true), 0);
	assert_int_equal(run_with(p, true, true), 1); /* at once */
	assert_int_equal(waiting(p), 0);
	assert_int_equal(mails(p), 1);
}

static void without_a_device_or_the_way_one_by_push_alone_goes(void **state)
{
	struct place *p = *state;

	wish(p, "{\"reminders_by\":[\"push\"]}");
	add(p, 5, NOW_MS);
	assert_int_equal(run_with(p, true, true), 0);
	assert_int_equal(waiting(p), 0);
	add_device(p, 1, "https://push.example/1");
	add(p, 6, NOW_MS);
	assert_int_equal(run_with(p, true, false), 0);
	assert_int_equal(waiting(p) + pushes(p) + mails(p), 0);
}

static void further_pushes_within_the_hour_wait(void **state)
{
	struct place *p = *state;

	wish(p, "{\"reminders_by\":[\"push\"]}");
	add_device(p, 1, "https://push.example/1");
	for (int64_t id = 1; id <= LIMIT_REMINDERS_PER_HOUR + 2; id++)
		add(p, id, NOW_MS);
	assert_int_equal(run_with(p, true, true), LIMIT_REMINDERS_PER_HOUR);
	assert_int_equal(waiting(p), 2);
	now_ms = NOW_MS + HOUR_MS + REMIND_AGAIN_MS;
	assert_int_equal(run_with(p, true, true), 2);
	assert_int_equal(waiting(p), 0);
}

#define TEST(name)                                                                                 \
	{                                                                                          \
#name, name, with_a_user, place_teardown, NULL                                     \
	}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_reminder_that_is_due_is_put_into_the_outbox_once),
		TEST(a_late_one_says_so_and_a_very_late_one_is_dropped),
		TEST(nothing_is_sent_for_what_is_done_or_in_the_trash),
		TEST(nothing_is_sent_to_an_address_that_is_not_proved),
		TEST(nothing_is_sent_to_who_wants_no_reminders_by_mail),
		TEST(a_deleted_task_takes_its_reminders_along),
		TEST(further_ones_within_the_hour_wait_and_links_are_not_counted),
		TEST(new_times_take_the_place_of_the_old_ones),
		TEST(many_are_taken_in_batches),
		TEST(it_leaves_in_the_ways_that_the_user_wants),
		TEST(of_one_task_the_newest_waits_to_be_pushed),
		TEST(without_a_mail_server_one_by_mail_alone_waits_for_it),
		TEST(without_a_device_or_the_way_one_by_push_alone_goes),
		TEST(further_pushes_within_the_hour_wait),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
