/* What an operator does for a person, where the command line cannot show it: what has changed
 * between the look-up and the transaction, on both databases. */
#include "support/mailbag.h"
#include "support/people.h"

#include "auth/people/people.h"
#include "store/sql/rows.h"
#include "store/tables/users.h"

#define ACTOR STR("uid 0 (root)")

static enum store_rc count_audit(struct sql *sql, struct str action, int64_t *out, struct err *err)
{
	OWNED(sql_end)
	struct sql_run *run =
		sql_start(sql, "select count(*) from ostiary_audit where action = $1");

	sql_bind_text(run, 1, action);
	return sql_number(run, out, err);
}

static int64_t audited(struct fixture *f, struct str action)
{
	int64_t n = -1;

	assert_int_equal(STORE_READ(f->store, sql, &f->err, count_audit(sql, action, &n, &f->err)),
			 STORE_OK);
	return n;
}

static struct user user_of(struct fixture *f, struct str id)
{
	struct user user = { .email_verified = false };

	assert_int_equal(
		STORE_READ(f->store, sql, &f->err, users_by_id(sql, &f->arena, id, &user, &f->err)),
		STORE_OK);
	return user;
}

STORE_TX(update_tx, const struct user *user, users_update(sql, user, err))

static void change_address(struct fixture *f, const struct user *user, const char *address)
{
	struct user changed = *user;

	changed.email = str_z(address);
	assert_int_equal(store_write(f->store, update_tx, &changed, &f->err), STORE_OK);
}

static enum auth_result verify(struct fixture *f, const struct user *seen)
{
	return person_verify(f->issuer, &f->arena, seen, ACTOR, &f->err);
}

static void an_address_is_verified_once(void **state)
{
	struct fixture *f = *state;
	struct user seen = test_sign_up(f, "a@example.com").user;
	struct user other = test_sign_up(f, "b@example.com").user;

	assert_int_equal(verify(f, &seen), AUTH_OK);
	assert_true(user_of(f, seen.id).email_verified);
	assert_false(user_of(f, other.id).email_verified);
	assert_int_equal(verify(f, &seen), REFUSED_EMAIL_ALREADY_VERIFIED);
	assert_int_equal(audited(f, STR("user-verified")), 1);
}

static void an_address_that_nobody_has_looked_at_is_not_verified(void **state)
{
	struct fixture *f = *state;
	struct user seen = test_sign_up(f, "a@example.com").user;

	change_address(f, &seen, "mallory@example.com");
	assert_int_equal(verify(f, &seen), REFUSED_EMAIL_MISMATCH);
	assert_false(user_of(f, seen.id).email_verified);
	assert_int_equal(audited(f, STR("user-verified")), 0);
	seen = user_of(f, seen.id);
	assert_int_equal(verify(f, &seen), AUTH_OK);
}

static void nobody_is_verified_or_removed_who_is_gone(void **state)
{
	struct fixture *f = *state;
	struct user seen = test_sign_up(f, "a@example.com").user;

	assert_int_equal(person_remove(f->issuer, &f->arena, seen.id, ACTOR, &f->err), AUTH_OK);
	assert_int_equal(audited(f, STR("user-deleted")), 1);
	assert_int_equal(verify(f, &seen), REFUSED_USER_GONE);
	assert_int_equal(person_remove(f->issuer, &f->arena, seen.id, ACTOR, &f->err),
			 REFUSED_USER_GONE);
	assert_int_equal(audited(f, STR("user-verified")), 0);
	assert_int_equal(audited(f, STR("user-deleted")), 1);
}

static enum auth_result invite(struct fixture *f, const char *address, struct created_person *out)
{
	const struct new_person person = { .email = str_z(address),
					   .name = STR("Guest"),
					   .how = FIRST_PASSWORD_BY_MAIL,
					   .actor = ACTOR };

	return person_create(f->issuer, &f->arena, &person, out, &f->err);
}

static void nobody_is_created_whose_mail_is_not_taken(void **state)
{
	struct fixture *f = *state;
	struct created_person made;

	mailbag_is_full = true;
	assert_int_equal(invite(f, "guest@example.com", &made), REFUSED_THROTTLED);
	assert_int_equal(audited(f, STR("user-created")), 0);
	mailbag_is_full = false;
	assert_int_equal(invite(f, "guest@example.com", &made), AUTH_OK);
	assert_string_equal(mailbag_last()->to, "guest@example.com");
	assert_int_equal(audited(f, STR("user-created")), 1);
	assert_int_equal(invite(f, "Guest@example.com", &made), REFUSED_EMAIL_TAKEN);
	assert_int_equal(mailbag_count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_ISSUER(an_address_is_verified_once),
		TEST_WITH_ISSUER(an_address_that_nobody_has_looked_at_is_not_verified),
		TEST_WITH_ISSUER(nobody_is_verified_or_removed_who_is_gone),
		TEST_WITH_MAIL(nobody_is_created_whose_mail_is_not_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
