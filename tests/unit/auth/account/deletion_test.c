#include "support/people.h"

#include "auth/account/deletion.h"
#include "store/sql/sql.h"
#include "store/tables/outbox.h"
#include "store/tables/tasks/tasks.h"
#include "store/tables/verifications.h"

#define DAY_MS INT64_C(86400000)

static enum auth_result delete (struct fixture *f, const char *password, const char *token,
				const struct signed_in *who) {
	const struct deletion d = { .password = str_z(password), .token = str_z(token) };

		return user_delete(f->issuer, &f->arena, &d, who, &f->err);
}

static enum store_rc add_task(struct sql *sql, void *arg, struct err *err)
{
	const struct owner *owner = arg;
	const struct task task = {
		.id = 7, .title = STR("T"), .priority = STR("none"), .tags_json = STR("[]")
	};

	return tasks_insert(sql, owner, &task, err);
}

static bool count_one(const struct task *task, void *arg)
{
	(void)task;
	++*(int *)arg;
	return true;
}

struct counting {
	struct owner owner;
	int n;
};

static enum store_rc count_tasks(struct sql *sql, void *arg, struct err *err)
{
	struct counting *c = arg;

	return tasks_list(sql, &c->owner, INT64_MAX, 100, count_one, &c->n, err);
}

static void everything_goes_with_the_user(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com"), second, found;
	struct signed_in other = test_sign_up(f, "b@example.com");
	struct counting c = { .owner = { who.user.id } };

	test_sign_in(f, "a@example.com", TEST_PASSWORD, &second);
	assert_int_equal(store_write(f->store, add_task, &c.owner, &f->err), STORE_OK);
	assert_int_equal(delete (f, NULL, NULL, &who), AUTH_OK);
	assert_int_equal(test_find(f, who.session.token, &found), REFUSED_NO_SESSION);
	assert_int_equal(test_find(f, second.session.token, &found), REFUSED_NO_SESSION);
	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &found),
			 REFUSED_WRONG_CREDENTIALS);
	assert_int_equal(store_read(f->store, count_tasks, &c, &f->err), STORE_OK);
	assert_int_equal(c.n, 0);
	assert_int_equal(store_write(f->store, add_task, &c.owner, &f->err), STORE_ORPHAN);
	assert_int_equal(test_find(f, other.session.token, &found), AUTH_OK);
	test_sign_up(f, "a@example.com"); /* the address is free again */
}

static void a_stale_session_needs_the_password(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com");

	test_advance(f, DAY_MS);
	assert_int_equal(delete (f, NULL, NULL, &who), REFUSED_PROOF_MISSING);
	assert_int_equal(delete (f, "", "", &who), REFUSED_PROOF_MISSING);
	assert_int_equal(delete (f, "wrong-password", NULL, &who), REFUSED_WRONG_PASSWORD);
	assert_int_equal(delete (f, TEST_PASSWORD, NULL, &who), AUTH_OK);
}

static enum store_rc insert_row(struct sql *sql, void *arg, struct err *err)
{
	return verifications_insert(sql, arg, err);
}

static void a_link_is_good_for_its_user_and_in_time(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com");
	struct signed_in other = test_sign_up(f, "b@example.com");
	struct verification row = { .id = STR("v"),
				    .identifier = STR("delete-account-tok"),
				    .value = who.user.id,
				    .expires_ms = TEST_NOW_MS + 1000 };

	assert_int_equal(store_write(f->store, insert_row, &row, &f->err), STORE_OK);
	assert_int_equal(delete (f, NULL, "other", &who), REFUSED_DELETION_TOKEN_INVALID);
	assert_int_equal(delete (f, NULL, "tok", &other), REFUSED_DELETION_TOKEN_INVALID);
	assert_int_equal(delete (f, "wrong-password", "tok", &who), REFUSED_WRONG_PASSWORD);
	test_advance(f, 1001);
	assert_int_equal(delete (f, NULL, "tok", &who), REFUSED_DELETION_TOKEN_INVALID);
	test_advance(f, -1);
	assert_int_equal(delete (f, NULL, "tok", &who), AUTH_OK);
}

/* A mail to each of the addresses. */
static enum store_rc write_mails(struct sql *sql, void *arg, struct err *err)
{
	const char *const *addresses = arg;
	enum store_rc rc = STORE_OK;

	for (size_t i = 0; rc == STORE_OK && addresses[i]; i++) {
		const struct outbox_row row = { .id = str_z(addresses[i]),
						.kind = STR("reset-password"),
						.recipient = str_z(addresses[i]),
						.name = STR("Somebody"),
						.url = STR("http://127.0.0.1/link"),
						.expires_ms = INT64_MAX };

		rc = outbox_insert(sql, &row, 0, err);
	}
	return rc;
}

struct left {
	struct fixture *f;
	struct outbox_row *mails;
	size_t n_mails;
	struct verification link;
};

static enum store_rc list_mails(struct sql *sql, void *arg, struct err *err)
{
	struct left *left = arg;

	return outbox_list(sql, &left->f->arena, &left->mails, &left->n_mails, err);
}

static enum store_rc find_link(struct sql *sql, void *arg, struct err *err)
{
	struct left *left = arg;

	return verifications_find(sql, &left->f->arena, left->link.identifier, &left->link, err);
}

static void neither_mails_nor_links_are_left(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com");
	struct signed_in other = test_sign_up(f, "b@example.com");
	const char *addresses[] = { "a@example.com", "b@example.com", NULL };
	struct verification row = { .id = STR("v"),
				    .identifier = STR("reset-password:v"),
				    .value = who.user.id,
				    .expires_ms = TEST_NOW_MS + 1000 };
	struct left left = { .f = f };

	assert_int_equal(store_write(f->store, insert_row, &row, &f->err), STORE_OK);
	row.id = STR("w");
	row.identifier = STR("reset-password:w");
	row.value = other.user.id;
	assert_int_equal(store_write(f->store, insert_row, &row, &f->err), STORE_OK);
	assert_int_equal(store_write(f->store, write_mails, addresses, &f->err), STORE_OK);
	assert_int_equal(delete (f, NULL, NULL, &who), AUTH_OK);
	assert_int_equal(store_read(f->store, list_mails, &left, &f->err), STORE_OK);
	assert_int_equal(left.n_mails, 1);
	assert_true(str_eq(left.mails[0].recipient, STR("b@example.com")));
	left.link.identifier = STR("reset-password:v");
	assert_int_equal(store_read(f->store, find_link, &left, &f->err), STORE_NONE);
	left.link.identifier = STR("reset-password:w");
	assert_int_equal(store_read(f->store, find_link, &left, &f->err), STORE_OK);
}

static enum store_rc script_tx(struct sql *sql, void *arg, struct err *err)
{
	return sql_script(sql, arg, err);
}

static void script(struct fixture *f, const char *text)
{
	if (store_write(f->store, script_tx, (void *)(uintptr_t)text, &f->err) != STORE_OK)
		fail_msg("%s", f->err.text);
}

/* A table of an application: its rows keep their users, and nothing is deleted by halves. */
static void rows_of_an_application_keep_their_user(void **state)
{
	static const char *const rules[] = { "", " on delete restrict",
					     " deferrable initially deferred" };
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
		struct signed_in who = test_sign_up(f, "a@example.com"),
				 other = test_sign_up(f, "b@example.com"), found;

		script(f, arena_z(&f->arena,
				  arena_fmt(&f->arena,
					    "create table invoice (id integer primary key,"
					    " owner text not null references \"user\" (\"id\")%s);"
					    "insert into invoice values (1, '%.*s')",
					    rules[i], STR_FMT(who.user.id))));
		assert_int_equal(delete (f, NULL, NULL, &who), REFUSED_USER_IN_USE);
		assert_int_equal(test_find(f, who.session.token, &found), AUTH_OK);
		assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &found), AUTH_OK);
		assert_int_equal(delete (f, NULL, NULL, &other), AUTH_OK);
		script(f, "delete from invoice");
		assert_int_equal(delete (f, NULL, NULL, &who), AUTH_OK);
		script(f, "drop table invoice");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_ISSUER(everything_goes_with_the_user),
		TEST_WITH_ISSUER(neither_mails_nor_links_are_left),
		TEST_WITH_ISSUER(a_stale_session_needs_the_password),
		TEST_WITH_ISSUER(a_link_is_good_for_its_user_and_in_time),
		TEST_WITH_ISSUER(rows_of_an_application_keep_their_user),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
