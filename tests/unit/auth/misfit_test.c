/* Outcomes of the store that the rows of a database rule out, such as a second row of a fresh id: a
 * fault in each operation, whose reason names the constraint. */
#include "support/mailbag.h"

#include "auth/account/deletion.h"
#include "auth/account/password.h"
#include "auth/account/profile.h"
#include "auth/account/reset.h"
#include "auth/email/link_open.h"
#include "auth/email/verify.h"
#include "store/sql/sql.h"

static enum store_rc script_tx(struct sql *sql, void *arg, struct err *err)
{
	return sql_script(sql, arg, err);
}

static enum auth_result sign_in_again(struct fixture *f, struct signed_in *who)
{
	struct signed_in in;

	(void)who;
	return test_sign_in(f, "a@example.com", TEST_PASSWORD, &in);
}

static enum auth_result sign_up_another(struct fixture *f, struct signed_in *who)
{
	const struct sign_up_form form = { .email = STR("c@example.com"),
					   .password = STR(TEST_PASSWORD),
					   .remember = REMEMBER_YES };

	return sign_up(f->issuer, &f->arena, &form, who, &f->err);
}

static enum auth_result set_password(struct fixture *f, struct signed_in *who)
{
	const struct password_change to = { .current = STR(TEST_PASSWORD),
					    .wanted = STR("password5678"),
					    .end_sessions = true };

	return password_change(f->issuer, &f->arena, &to, who, &f->err);
}

static enum auth_result open_verify(struct fixture *f, struct signed_in *who)
{
	const struct link_context visit = { .signed_in = NULL };
	struct link_outcome out;
	struct email_link link;
	struct str token;

	(void)who;
	f->issuer->settings.verification.sign_in_after = true;
	assert_int_equal(verification_send(f->issuer, &f->arena, STR("a@example.com"), STR(""),
					   NULL, &f->err),
			 AUTH_OK);
	token = mailbag_link_part("token=", "&callbackURL=");
	assert_int_equal(email_link_read(f->issuer, &f->arena, token, &link), AUTH_OK);
	return link_open(f->issuer, &f->arena, &link, &visit, &out, &f->err);
}

static enum auth_result ask_for_reset(struct fixture *f, struct signed_in *who)
{
	(void)who;
	return reset_request(f->issuer, &f->arena, STR("a@example.com"), STR(""), &f->err);
}

static enum auth_result ask_for_deletion(struct fixture *f, struct signed_in *who)
{
	return user_delete_by_mail(f->issuer, &f->arena, STR(""), who, &f->err);
}

static enum auth_result rename_user(struct fixture *f, struct signed_in *who)
{
	const struct profile_change to = { .set_name = true, .name = STR("Bea") };
	struct user user;

	return profile_update(f->issuer, &f->arena, who->user.id, &to, &user, &f->err);
}

/* An index that no migration makes leaves no room for a second row of one kind. */
#define ONE_AGENT "create unique index one_row on \"session\" (\"userAgent\")"
#define ONE_VALUE "create unique index one_row on \"verification\" (\"value\")"
#define ONE_NAME  "create unique index one_row on \"user\" (\"name\")"

static const struct {
	const char *index;
	const char *column; /* SQLite names the column, and PostgreSQL the index */
	enum auth_result (*try)(struct fixture *f, struct signed_in *who);
	const char *doing;
} rows[] = {
	{ ONE_AGENT, "session.userAgent", sign_in_again, "sign-in" },
	{ ONE_AGENT, "session.userAgent", sign_up_another, "sign-up" },
	{ ONE_AGENT, "session.userAgent", set_password, "change of a password" },
	{ ONE_AGENT, "session.userAgent", open_verify, "verification" },
	{ ONE_VALUE, "verification.value", ask_for_reset, "request of a reset" },
	{ ONE_VALUE, "verification.value", ask_for_deletion, "request of a deletion" },
	{ ONE_NAME, "user.name", rename_user, "profile" },
};

/* Each of the two users has one session, and the second is called Bea. */
static const char two_users[] =
	"update \"session\" set \"userAgent\" = \"id\";"
	"update \"session\" set \"userAgent\" = '' where \"userId\" ="
	" (select \"id\" from \"user\" where \"email\" = 'b@example.com');"
	"update \"user\" set \"name\" = 'Bea' where \"email\" = 'b@example.com'";

static void script(struct fixture *f, const char *text)
{
	if (store_write(f->store, script_tx, (void *)(uintptr_t)text, &f->err) != STORE_OK)
		fail_msg("%s", f->err.text);
}

static void prepare(struct fixture *f, const char *index, struct signed_in *who)
{
	*who = test_sign_up(f, "a@example.com");
	test_sign_up(f, "b@example.com");
	assert_int_equal(ask_for_reset(f, who), AUTH_OK);
	script(f, two_users);
	script(f, index);
}

static void a_misfit_names_what_was_done_and_the_constraint(void **state)
{
	const char *engine = getenv("OSTIARY_TEST_ENGINE");
	bool postgres = engine && strcmp(engine, "postgres") == 0;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct signed_in who;
		struct fixture *f;
		char begin[128];

		mailbag_setup(state);
		f = *state;
		prepare(f, rows[i].index, &who);
		snprintf(begin, sizeof(begin), "%s: the rows do not fit together: ", rows[i].doing);
		assert_int_equal(rows[i].try(f, &who), AUTH_FAULT);
		if (strncmp(f->err.text, begin, strlen(begin)) != 0 ||
		    !strstr(f->err.text, postgres ? "one_row" : rows[i].column))
			fail_msg("row %zu: %s", i, f->err.text);
		test_teardown(state);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_misfit_names_what_was_done_and_the_constraint),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
