/* Rows with a value that cannot be read count as none, whatever asks for them, and the log says
 * why: one table of what is broken, what is tried, and what a stranger sees. */
#include "support/mailbag.h"

#include <sys/mman.h>

#include "auth/account/deletion.h"
#include "auth/account/password.h"
#include "auth/account/profile.h"
#include "auth/account/reset.h"
#include "auth/email/change.h"
#include "auth/email/link_open.h"
#include "auth/email/verify.h"
#include "auth/session/session_list.h"
#include "auth/token/token.h"
#include "store/sql/sql.h"

/* Two users, and links of the first, from before anything is broken. */
struct trial {
	struct fixture *f;
	struct signed_in who, other;
	struct str reset, verify, deletion;
	int mails;
};

static enum store_rc script_tx(struct sql *sql, void *arg, struct err *err)
{
	return sql_script(sql, arg, err);
}

static void script(struct fixture *f, const char *text)
{
	if (store_write(f->store, script_tx, (void *)(uintptr_t)text, &f->err) != STORE_OK)
		fail_msg("%s: %s", text, f->err.text);
}

static bool on_postgres(void)
{
	const char *engine = getenv("OSTIARY_TEST_ENGINE");

	return engine && strcmp(engine, "postgres") == 0;
}

/* PostgreSQL has times only, but a column may have none where one is needed. */
static void spoil(struct trial *t, const char *table, const char *column)
{
	struct arena *a = &t->f->arena;
	struct str statement =
		on_postgres() ? arena_fmt(a,
					  "alter table \"%s\" alter \"%s\" drop not null;"
					  " update \"%s\" set \"%s\" = null",
					  table, column, table, column)
			      : arena_fmt(a, "update \"%s\" set \"%s\" = 'once upon a time'", table,
					  column);

	script(t->f, arena_z(a, statement));
}

/* --- what is tried ---------------------------------------------------------------------------- */

static enum auth_result find_session(struct trial *t)
{
	struct signed_in found;

	return test_find(t->f, t->who.session.token, &found);
}

static enum auth_result sign_in_again(struct trial *t)
{
	struct signed_in in;

	return test_sign_in(t->f, "a@example.com", TEST_PASSWORD, &in);
}

static enum auth_result sign_up_again(struct trial *t)
{
	const struct sign_up_form form = { .name = STR("Somebody"),
					   .email = STR("a@example.com"),
					   .password = STR(TEST_PASSWORD),
					   .remember = REMEMBER_YES };
	struct signed_in who;

	return sign_up(t->f->issuer, &t->f->arena, &form, &who, &t->f->err);
}

static enum auth_result sign_up_quietly(struct trial *t)
{
	t->f->issuer->settings.verification.required = true;
	return sign_up_again(t);
}

static enum auth_result ask_for_reset(struct trial *t)
{
	return reset_request(t->f->issuer, &t->f->arena, STR("a@example.com"), STR(""), &t->f->err);
}

static enum auth_result look_at_reset(struct trial *t)
{
	return reset_check(t->f->issuer, &t->f->arena, t->reset, &t->f->err);
}

static enum auth_result use_reset(struct trial *t)
{
	struct str user_id;

	return reset_password(t->f->issuer, &t->f->arena, t->reset, STR("password5678"), &user_id,
			      &t->f->err);
}

static enum auth_result ask_to_verify(struct trial *t)
{
	return verification_send(t->f->issuer, &t->f->arena, STR("a@example.com"), STR(""), NULL,
				 &t->f->err);
}

static enum auth_result open_verify(struct trial *t)
{
	const struct link_context visit = { .signed_in = NULL };
	struct link_outcome out;
	struct email_link link;

	assert_int_equal(email_link_read(t->f->issuer, &t->f->arena, t->verify, &link), AUTH_OK);
	return link_open(t->f->issuer, &t->f->arena, &link, &visit, &out, &t->f->err);
}

static enum auth_result change(struct trial *t, struct signed_in *who, struct str email)
{
	const struct email_change to = { .email = email };
	bool changed;

	return email_change(t->f->issuer, &t->f->arena, &to, who, &changed, &t->f->err);
}

static enum auth_result take_the_address(struct trial *t)
{
	return change(t, &t->other, STR("a@example.com"));
}

static enum auth_result change_address(struct trial *t)
{
	return change(t, &t->who, STR("c@example.com"));
}

static enum auth_result get_token(struct trial *t)
{
	struct str token;

	t->f->issuer->revocations.enabled = true;
	return token_issue_in(t->f->issuer, &t->f->arena, &t->who, &token, &t->f->err);
}

static enum auth_result rename_user(struct trial *t)
{
	const struct profile_change to = { .set_name = true, .name = STR("B") };
	struct user user;

	return profile_update(t->f->issuer, &t->f->arena, t->who.user.id, &to, &user, &t->f->err);
}

static enum auth_result list_sessions(struct trial *t)
{
	struct session *list;
	size_t n = 99;
	enum auth_result rc =
		session_list(t->f->issuer, &t->f->arena, t->who.user.id, &list, &n, &t->f->err);

	assert_int_equal(n, 0);
	return rc;
}

static enum auth_result end_session(struct trial *t)
{
	t->f->issuer->revocations.enabled = true;
	return session_list_end(t->f->issuer, t->who.user.id, SESSIONS_THIS, t->who.session.token,
				&t->f->err);
}

static enum auth_result list_accounts(struct trial *t)
{
	struct account_view *list;
	size_t n = 99;
	enum auth_result rc =
		accounts_list(t->f->issuer, &t->f->arena, t->who.user.id, &list, &n, &t->f->err);

	assert_int_equal(n, 0);
	return rc;
}

static enum auth_result check_password(struct trial *t)
{
	return password_check(t->f->issuer, &t->f->arena, &t->who.user, STR(TEST_PASSWORD),
			      &t->f->err);
}

static enum auth_result set_password(struct trial *t)
{
	const struct password_change to = { .current = STR(TEST_PASSWORD),
					    .wanted = STR("password5678") };

	return password_change(t->f->issuer, &t->f->arena, &to, &t->who, &t->f->err);
}

static enum auth_result delete_by_link(struct trial *t)
{
	const struct deletion by = { .token = t->deletion };

	return user_delete(t->f->issuer, &t->f->arena, &by, &t->who, &t->f->err);
}

/* --- the table -------------------------------------------------------------------------------- */

/* `whole` is the outcome of the same attempt while every row can be read. */
static const struct {
	const char *table, *column;
	enum auth_result (*try)(struct trial *t);
	enum auth_result whole, spoiled;
} rows[] = {
	{ "user", "createdAt", find_session, AUTH_OK, REFUSED_NO_SESSION },
	{ "user", "updatedAt", find_session, AUTH_OK, REFUSED_NO_SESSION },
	{ "user", "createdAt", sign_in_again, AUTH_OK, REFUSED_WRONG_CREDENTIALS },
	{ "user", "createdAt", sign_up_again, REFUSED_EMAIL_TAKEN, REFUSED_EMAIL_TAKEN },
	{ "user", "createdAt", sign_up_quietly, AUTH_OK, AUTH_OK },
	{ "user", "createdAt", ask_for_reset, AUTH_OK, AUTH_OK },
	{ "user", "createdAt", use_reset, AUTH_OK, REFUSED_RESET_USER_GONE },
	{ "user", "createdAt", ask_to_verify, AUTH_OK, AUTH_OK },
	{ "user", "createdAt", open_verify, AUTH_OK, REFUSED_LINK_USER_GONE },
	{ "user", "createdAt", take_the_address, AUTH_OK, AUTH_OK },
	{ "user", "createdAt", get_token, AUTH_OK, REFUSED_NO_SESSION },
	{ "user", "createdAt", rename_user, AUTH_OK, REFUSED_USER_GONE },
	{ "session", "createdAt", find_session, AUTH_OK, REFUSED_NO_SESSION },
	{ "session", "expiresAt", find_session, AUTH_OK, REFUSED_NO_SESSION },
	{ "session", "createdAt", end_session, AUTH_OK, AUTH_OK },
	{ "session", "createdAt", get_token, AUTH_OK, REFUSED_NO_SESSION },
	{ "account", "createdAt", sign_in_again, AUTH_OK, REFUSED_WRONG_CREDENTIALS },
	{ "account", "updatedAt", check_password, AUTH_OK, REFUSED_WRONG_PASSWORD },
	{ "account", "createdAt", set_password, AUTH_OK, REFUSED_NO_PASSWORD },
	{ "account", "createdAt", change_address, AUTH_OK, REFUSED_USER_GONE },
	{ "account", "createdAt", use_reset, AUTH_OK, REFUSED_RESET_USER_GONE },
	{ "verification", "expiresAt", look_at_reset, AUTH_OK, REFUSED_RESET_TOKEN_INVALID },
	{ "verification", "updatedAt", use_reset, AUTH_OK, REFUSED_RESET_TOKEN_INVALID },
	{ "verification", "updatedAt", delete_by_link, AUTH_OK, REFUSED_DELETION_TOKEN_INVALID },
	/* Lists without the row, which is their only one: */
	{ "session", "createdAt", list_sessions, AUTH_FAULT, AUTH_OK },
	{ "account", "createdAt", list_accounts, AUTH_FAULT, AUTH_OK },
};

static struct str ask_for(struct trial *t, enum auth_result rc, const char *before,
			  const char *after)
{
	assert_int_equal(rc, AUTH_OK);
	return arena_copy(&t->f->arena, mailbag_link_part(before, after));
}

static void prepare(struct trial *t, void **state)
{
	mailbag_setup(state);
	*t = (struct trial){ .f = *state };
	close(t->f->log.fd);
	t->f->log.fd = memfd_create("log", MFD_CLOEXEC);
	assert_true(t->f->log.fd >= 0);
	t->other = test_sign_up(t->f, "b@example.com");
	script(t->f, "delete from \"session\"; delete from \"account\"");
	t->who = test_sign_up(t->f, "a@example.com");
	t->reset = ask_for(t, ask_for_reset(t), "/reset-password/", "?");
	t->verify = ask_for(t, ask_to_verify(t), "token=", "&callbackURL=");
	t->deletion = ask_for(
		t, user_delete_by_mail(t->f->issuer, &t->f->arena, STR(""), &t->who, &t->f->err),
		"token=", "&callbackURL=");
	t->mails = mailbag_count;
}

static bool log_names(struct fixture *f, const char *column)
{
	char text[16384] = { 0 };

	return pread(f->log.fd, text, sizeof(text) - 1, 0) > 0 &&
	       strstr(text, "a row cannot be read") && strstr(text, column);
}

static void a_row_that_cannot_be_read_is_none_and_the_log_says_why(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct trial t;
		enum auth_result rc;

		if (rows[i].whole != AUTH_FAULT) {
			prepare(&t, state);
			rc = rows[i].try(&t);
			if (rc != rows[i].whole)
				fail_msg("row %zu, whole: %d, %s", i, rc, t.f->err.text);
			test_teardown(state);
		}
		prepare(&t, state);
		spoil(&t, rows[i].table, rows[i].column);
		rc = rows[i].try(&t);
		if (rc != rows[i].spoiled)
			fail_msg("row %zu, %s.%s: %d, %s", i, rows[i].table, rows[i].column, rc,
				 t.f->err.text);
		if (!log_names(t.f, rows[i].column))
			fail_msg("row %zu: the log does not name %s", i, rows[i].column);
		assert_int_equal(mailbag_count, t.mails);
		test_teardown(state);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_row_that_cannot_be_read_is_none_and_the_log_says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
