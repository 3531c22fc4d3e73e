#include "people.h"

#include "auth/deletion.h"
#include "store/outbox.h"
#include "store/tasks.h"
#include "store/verifications.h"

#define DAY_MS INT64_C(86400000)

static enum account_rc delete (struct fixture *f, const char *password, const char *token,
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
	assert_int_equal(delete (f, NULL, NULL, &who), ACCOUNT_DONE);
	assert_int_equal(test_find(f, who.session.token, &found), SESSION_GONE);
	assert_int_equal(test_find(f, second.session.token, &found), SESSION_GONE);
	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &found), SIGN_IN_REFUSED);
	assert_int_equal(store_read(f->store, count_tasks, &c, &f->err), STORE_OK);
	assert_int_equal(c.n, 0);
	assert_int_equal(store_write(f->store, add_task, &c.owner, &f->err), STORE_ORPHAN);
	assert_int_equal(test_find(f, other.session.token, &found), SESSION_LIVE);
	test_sign_up(f, "a@example.com"); /* the address is free again */
}

static void a_stale_session_needs_the_password(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com");

	test_advance(f, DAY_MS);
	assert_int_equal(delete (f, NULL, NULL, &who), ACCOUNT_STALE);
	assert_int_equal(delete (f, "", "", &who), ACCOUNT_STALE);
	assert_int_equal(delete (f, "wrong-password", NULL, &who), ACCOUNT_WRONG_PASSWORD);
	assert_int_equal(delete (f, TEST_PASSWORD, NULL, &who), ACCOUNT_DONE);
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
	assert_int_equal(delete (f, NULL, "other", &who), ACCOUNT_INVALID_TOKEN);
	assert_int_equal(delete (f, NULL, "tok", &other), ACCOUNT_INVALID_TOKEN);
	assert_int_equal(delete (f, "wrong-password", "tok", &who), ACCOUNT_WRONG_PASSWORD);
	test_advance(f, 1001);
	assert_int_equal(delete (f, NULL, "tok", &who), ACCOUNT_INVALID_TOKEN);
	test_advance(f, -1);
	assert_int_equal(delete (f, NULL, "tok", &who), ACCOUNT_DONE);
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

		rc = outbox_insert(sql, &row, err);
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
	assert_int_equal(delete (f, NULL, NULL, &who), ACCOUNT_DONE);
	assert_int_equal(store_read(f->store, list_mails, &left, &f->err), STORE_OK);
	assert_int_equal(left.n_mails, 1);
	assert_true(str_eq(left.mails[0].recipient, STR("b@example.com")));
	left.link.identifier = STR("reset-password:v");
	assert_int_equal(store_read(f->store, find_link, &left, &f->err), STORE_NONE);
	left.link.identifier = STR("reset-password:w");
	assert_int_equal(store_read(f->store, find_link, &left, &f->err), STORE_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_ISSUER(everything_goes_with_the_user),
		TEST_WITH_ISSUER(neither_mails_nor_links_are_left),
		TEST_WITH_ISSUER(a_stale_session_needs_the_password),
		TEST_WITH_ISSUER(a_link_is_good_for_its_user_and_in_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
