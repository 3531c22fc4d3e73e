#include "support/issuer_fixture.h"
#include "support/hash_count.h"

#include "auth/account/sign_in.h"
#include "auth/account/sign_up.h"
#include "auth/account/stored_hashes.h"
#include "crypto/password/password.h"
#include "store/tables/accounts.h"

#define A64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static void sign_up_alice(struct fixture *f, struct signed_in *out)
{
	const struct sign_up_form form = {
		.name = STR("Alice"),
		.email = STR("alice@example.com"),
		.password = STR("P\xC3\xA4ssword\xE2\x91\xA0"), /* a umlaut, circled 1 */
		.remember = REMEMBER_YES,
	};

	assert_int_equal(sign_up(f->issuer, &f->arena, &form, out, &f->err), AUTH_OK);
	hash_count_take();
}

static enum auth_result try_sign_in(struct fixture *f, struct str email, struct str password,
				    struct signed_in *out)
{
	const struct sign_in_form form = { .email = email,
					   .password = password,
					   .remember = REMEMBER_YES,
					   .from = { STR("192.0.2.7"), STR("UA") } };
	struct sign_in_answer answer;

	return sign_in(f->issuer, &f->arena, &form, out, &answer, &f->err);
}

static void the_right_password_begins_another_session(void **state)
{
	struct fixture *f = *state;
	struct signed_in up, in;
	struct signed_in found;

	sign_up_alice(f, &up);
	test_advance(f, 5000);
	assert_int_equal(
		try_sign_in(f, STR("ALICE@example.com"), STR("P\xC3\xA4ssword\xE2\x91\xA0"), &in),
		AUTH_OK);
	assert_int_equal(hash_count_take(), 1);
	assert_true(str_eq(in.user.id, up.user.id));
	assert_false(str_eq(in.session.token, up.session.token));
	assert_int_equal(in.session.created_ms, TEST_NOW_MS + 5000);
	assert_int_equal(session_find(f->issuer, &f->arena, in.session.token,
				      (struct session_rules){ 0 }, &found, &f->err),
			 AUTH_OK);
	assert_true(str_eq(found.session.ip_address, STR("192.0.2.7")));
	assert_int_equal(session_find(f->issuer, &f->arena, up.session.token,
				      (struct session_rules){ 0 }, &found, &f->err),
			 AUTH_OK);
}

static void spellings_that_are_one_under_nfkc_sign_in(void **state)
{
	struct fixture *f = *state;
	struct signed_in up, in;

	sign_up_alice(f, &up);
	assert_int_equal(try_sign_in(f, up.user.email, STR("Pa\xCC\x88ssword1"), &in), AUTH_OK);
	assert_int_equal(try_sign_in(f, up.user.email, STR("Password1"), &in),
			 REFUSED_WRONG_CREDENTIALS);
}

static enum store_rc insert_user(struct sql *sql, void *arg, struct err *err)
{
	return users_insert(sql, arg, err);
}

static enum store_rc insert_account(struct sql *sql, void *arg, struct err *err)
{
	return accounts_insert_credential(sql, arg, err);
}

static void store_user(struct fixture *f, const char *id, const char *email)
{
	struct user user = { .id = str_z(id), .name = STR(""), .email = str_z(email) };

	assert_int_equal(store_write(f->store, insert_user, &user, &f->err), STORE_OK);
}

static void store_account(struct fixture *f, const char *user_id, const char *hash)
{
	struct account account = { .id = str_z(user_id),
				   .user_id = str_z(user_id),
				   .password_hash = str_z(hash) };

	assert_int_equal(store_write(f->store, insert_account, &account, &f->err), STORE_OK);
}

/* What can be told from outside, and the work that is done: all the same. */
static void every_refusal_costs_exactly_one_hash(void **state)
{
	static const struct {
		const char *name;
		const char *email;
		struct str password;
	} cases[] = {
		{ "unknown address", "nobody@example.com", STR_INIT("password1234") },
		{ "wrong password", "alice@example.com", STR_INIT("password1234") },
		{ "empty password", "alice@example.com", STR_INIT("") },
		{ "short password, unknown address", "nobody@example.com", STR_INIT("x") },
		{ "128 characters", "nobody@example.com", STR_INIT(A64 A64) },
		{ "a user without an account", "social@example.com", STR_INIT("password1234") },
		{ "an account without a password", "null@example.com", STR_INIT("password1234") },
		{ "a hash of another make", "foreign@example.com", STR_INIT("password1234") },
	};
	struct fixture *f = *state;
	struct signed_in up, out;

	sign_up_alice(f, &up);
	store_user(f, "u1", "social@example.com");
	store_user(f, "u2", "null@example.com");
	store_account(f, "u2", NULL);
	store_user(f, "u3", "foreign@example.com");
	store_account(f, "u3", "a:b");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		enum auth_result rc =
			try_sign_in(f, str_z(cases[i].email), cases[i].password, &out);
		int hashes = hash_count_take();

		if (rc != REFUSED_WRONG_CREDENTIALS || hashes != 1)
			fail_msg("%s: %d after %d hashes", cases[i].name, rc, hashes);
	}
}

static void forms_that_cannot_be_right_are_refused_before_hashing(void **state)
{
	struct fixture *f = *state;
	struct signed_in out;

	hash_count_take();
	assert_int_equal(try_sign_in(f, STR("alice"), STR("password1234"), &out),
			 REFUSED_INVALID_EMAIL);
	assert_int_equal(try_sign_in(f, STR("alice"), STR(A64 A64 "1"), &out),
			 REFUSED_INVALID_EMAIL);
	assert_int_equal(try_sign_in(f, STR("alice@example.com"), STR(A64 A64 "1"), &out),
			 REFUSED_PASSWORD_TOO_LONG);
	assert_int_equal(hash_count_take(), 0);
}

/* An account for each hash, and an address without one. */
static void every_refusal_costs_the_same_whatever_hash_is_stored(void **state)
{
	static const char *const hashes[] = {
		"a0b1c2d3e4f5061728394a5b6c7d8e9f:"
		"84830087c49164b09b43b96980c6229570c7fbd78cc3d7649c0434520e099d9a"
		"7cd648cc0ac10336a4df6b32538b52119682993d5ec68286b0e5ebca56395a1f",
		"$argon2id$v=19$m=256,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$"
		"YsXfDfCkaZmQptXTMKnYs1Nj1Eg9wRrDMdmQtOS4cuw",
		"$2y$05$abcdefghijklmnopqrstuuxjt7uReUpIWrSqhtnFpnuJDRbYuLo6e",
		"pbkdf2_sha256$1000$seasalt2$lZ34suF7Uv+lNTbLArxRZi3aUVPs0bXksmw09Az/0OI=",
		"$6$of no form that is read",
		"",
		NULL,
	};
	struct fixture *f = *state;
	struct hash_work usual, one;
	struct signed_in out;

	for (size_t i = 0; i < ARRAY_LEN(hashes); i++) {
		const char *id = arena_z(&f->arena, arena_fmt(&f->arena, "v%zu", i));

		store_user(f, id, arena_z(&f->arena, arena_fmt(&f->arena, "v%zu@example.com", i)));
		store_account(f, id, hashes[i]);
	}
	assert_true(stored_hashes_count(f->issuer, &f->err));
	hash_work_take();
	assert_int_equal(try_sign_in(f, STR("nobody@example.com"), STR("password1235"), &out),
			 REFUSED_WRONG_CREDENTIALS);
	usual = hash_work_take();
	assert_int_equal(usual.scrypt, 16384 * 16);
	assert_int_equal(usual.argon2, 512);
	assert_int_equal(usual.bcrypt, 32);
	assert_int_equal(usual.pbkdf2_sha256, 1000);
	for (size_t i = 0; i < ARRAY_LEN(hashes); i++) {
		struct str email = arena_fmt(&f->arena, "v%zu@example.com", i);

		assert_int_equal(try_sign_in(f, email, STR("password1235"), &out),
				 REFUSED_WRONG_CREDENTIALS);
		one = hash_work_take();
		if (memcmp(&one, &usual, sizeof(one)) != 0)
			fail_msg("%s took other work", hashes[i]);
	}
	assert_int_equal(try_sign_in(f, STR("v2@example.com"), STR("password1234"), &out), AUTH_OK);
}

/* The file to which the log of the fixture goes; the caller closes it. */
static FILE *log_to_file(struct fixture *f)
{
	FILE *file = tmpfile();

	assert_non_null(file);
	f->log.fd = fileno(file);
	f->log.level = LOG_LEVEL_WARN;
	return file;
}

static size_t lines_with(FILE *file, const char *text)
{
	char line[4096];
	size_t n = 0;

	rewind(file);
	while (fgets(line, sizeof(line), file))
		n += strstr(line, text) != NULL;
	return n;
}

static void a_hash_that_cannot_be_verified_is_a_wrong_password_and_one_warning(void **state)
{
	struct fixture *f = *state;
	int null_fd = f->log.fd;
	FILE *file = log_to_file(f);
	struct signed_in out;

	store_user(f, "u4", "broken@example.com");
	store_account(f, "u4", "no-colon");
	store_user(f, "u6", "absurd@example.com");
	store_account(f, "u6",
		      "$argon2id$v=19$m=67108864,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$"
		      "YsXfDfCkaZmQptXTMKnYs1Nj1Eg9wRrDMdmQtOS4cuw");
	for (int i = 0; i < 3; i++) {
		assert_int_equal(
			try_sign_in(f, STR("broken@example.com"), STR("password1234"), &out),
			REFUSED_WRONG_CREDENTIALS);
		assert_int_equal(
			try_sign_in(f, STR("absurd@example.com"), STR("password1234"), &out),
			REFUSED_WRONG_CREDENTIALS);
	}
	assert_true(stored_hashes_count(f->issuer, &f->err));
	assert_int_equal(lines_with(file, "level=warn"), 1);
	assert_int_equal(lines_with(file, "cannot be verified"), 1);
	assert_int_equal(lines_with(file, "level=error"), 0);
	f->log.fd = null_fd;
	fclose(file);
}

static void a_count_at_the_start_warns_of_hashes_that_cannot_be_verified(void **state)
{
	struct fixture *f = *state;
	int null_fd = f->log.fd;
	FILE *file = log_to_file(f);

	assert_true(stored_hashes_count(f->issuer, &f->err));
	assert_int_equal(lines_with(file, "level=warn"), 0);
	store_user(f, "u7", "seven@example.com");
	store_account(f, "u7", "$6$salt$key");
	store_user(f, "u8", "eight@example.com");
	store_account(f, "u8", "$6$salt$key");
	assert_true(stored_hashes_count(f->issuer, &f->err));
	assert_true(stored_hashes_count(f->issuer, &f->err));
	assert_int_equal(lines_with(file, "accounts=2"), 1);
	f->log.fd = null_fd;
	fclose(file);
}

static void an_account_taken_over_from_better_auth_signs_in(void **state)
{
	struct fixture *f = *state;
	struct signed_in out;

	store_user(f, "u5", "moved@example.com");
	store_account(f, "u5",
		      "a0b1c2d3e4f5061728394a5b6c7d8e9f:"
		      "84830087c49164b09b43b96980c6229570c7fbd78cc3d7649c0434520e099d9a"
		      "7cd648cc0ac10336a4df6b32538b52119682993d5ec68286b0e5ebca56395a1f");
	assert_int_equal(
		try_sign_in(f, STR("moved@example.com"), STR("correct horse battery staple"), &out),
		AUTH_OK);
	assert_int_equal(
		try_sign_in(f, STR("moved@example.com"), STR("correct horse battery stable"), &out),
		REFUSED_WRONG_CREDENTIALS);
}

struct hash_change {
	struct str account_id;
	struct str hash;
};

static enum store_rc set_hash(struct sql *sql, void *arg, struct err *err)
{
	const struct hash_change *c = arg;

	return accounts_set_password(sql, c->account_id, str_of(NULL, 0), c->hash, 0, err);
}

struct hash_look {
	struct arena *a;
	struct str user_id;
	struct account account;
};

static enum store_rc get_hash(struct sql *sql, void *arg, struct err *err)
{
	struct hash_look *l = arg;

	return accounts_credential_of(sql, l->a, l->user_id, &l->account, err);
}

static struct str stored_hash(struct fixture *f, struct hash_look *l)
{
	assert_int_equal(store_read(f->store, get_hash, l, &f->err), STORE_OK);
	return l->account.password_hash;
}

static void a_hash_of_another_kind_is_replaced_when_the_password_is_known(void **state)
{
	struct fixture *f = *state;
	struct hash_look l = { .a = &f->arena };
	struct hash_change c = {
		.hash = STR("$2y$05$abcdefghijklmnopqrstuuxjt7uReUpIWrSqhtnFpnuJDRbYuLo6e")
	};
	struct signed_in up, in;
	struct str first;

	sign_up_alice(f, &up);
	l.user_id = up.user.id;
	stored_hash(f, &l);
	c.account_id = l.account.id;
	assert_int_equal(store_write(f->store, set_hash, &c, &f->err), STORE_OK);
	assert_int_equal(try_sign_in(f, up.user.email, STR("password1235"), &in),
			 REFUSED_WRONG_CREDENTIALS);
	assert_true(str_eq(stored_hash(f, &l), c.hash));
	assert_int_equal(try_sign_in(f, up.user.email, STR("password1234"), &in), AUTH_OK);
	first = stored_hash(f, &l);
	assert_true(password_is_current(PASSWORD_KIND_SCRYPT, first));
	assert_int_equal(try_sign_in(f, up.user.email, STR("password1234"), &in), AUTH_OK);
	assert_true(str_eq(stored_hash(f, &l), first));
	f->issuer->settings.password.kind = PASSWORD_KIND_ARGON2ID;
	assert_int_equal(try_sign_in(f, up.user.email, STR("password1234"), &in), AUTH_OK);
	assert_true(password_is_current(PASSWORD_KIND_ARGON2ID, stored_hash(f, &l)));
	assert_int_equal(try_sign_in(f, up.user.email, STR("password1234"), &in), AUTH_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_ISSUER(the_right_password_begins_another_session),
		TEST_WITH_ISSUER(spellings_that_are_one_under_nfkc_sign_in),
		TEST_WITH_ISSUER(every_refusal_costs_exactly_one_hash),
		TEST_WITH_ISSUER(forms_that_cannot_be_right_are_refused_before_hashing),
		TEST_WITH_ISSUER(every_refusal_costs_the_same_whatever_hash_is_stored),
		TEST_WITH_ISSUER(
			a_hash_that_cannot_be_verified_is_a_wrong_password_and_one_warning),
		TEST_WITH_ISSUER(a_count_at_the_start_warns_of_hashes_that_cannot_be_verified),
		TEST_WITH_ISSUER(an_account_taken_over_from_better_auth_signs_in),
		TEST_WITH_ISSUER(a_hash_of_another_kind_is_replaced_when_the_password_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
