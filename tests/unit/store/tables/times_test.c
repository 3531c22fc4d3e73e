/* Statements that compare times, or sort by them, in tables where other programs have written
 * theirs in other forms (core/date_text.h). */
#include "support/place.h"

#include "store/tables/accounts.h"
#include "store/tables/factors/passkeys.h"
#include "store/tables/sessions.h"
#include "store/tables/sweep.h"
#include "store/tables/verifications.h"

/* Literals of SQL: an hour after NOW_MS, and an hour before it. Most of these texts sort on the
 * wrong side of "2026-11-20T03:53:11.318Z". */
struct forms {
	const char *const *of;
	size_t n;
};

static const char *const later_sqlite[] = {
	"'2026-11-20T04:53:11.318Z'",
	"'2026-11-20 04:53:11'",
	"'2026-11-19T23:53:11-05:00'",
	"'Fri Nov 20 2026 04:53:11 GMT+0000 (Coordinated Universal Time)'",
	"'11/20/2026 04:53'",
	"1795150391318",
	"1795150391318.5",
};
static const char *const earlier_sqlite[] = {
	"'2026-11-20T02:53:11.318Z'",
	"'2026-11-20 02:53:11'",
	"'2026-11-20T11:53:11+09:00'",
	"'Fri, 20 Nov 2026 02:53:11 GMT'",
	"'Nov 20, 2026'",
	"'2026-11-20'",
	"1795143191318",
	"-1.5",
};
static const char *const later_postgres[] = { "'2026-11-20 04:53:11Z'", "'infinity'" };
static const char *const earlier_postgres[] = { "'2026-11-20 02:53:11Z'", "'-infinity'" };

#define FORMS(array)                                                                               \
	{                                                                                          \
		array, ARRAY_LEN(array)                                                            \
	}

static struct forms later(void)
{
	static const struct forms forms[] = { FORMS(later_sqlite), FORMS(later_postgres) };

	return forms[place_on_postgres()];
}

static struct forms earlier(void)
{
	static const struct forms forms[] = { FORMS(earlier_sqlite), FORMS(earlier_postgres) };

	return forms[place_on_postgres()];
}

/* A user u1 and another program's session, whose clock is not in UTC. */
static int with_a_user(void **state)
{
	struct place *p;

	if (place_setup(state) < 0)
		return -1;
	p = *state;
	place_open(p);
	place_connect(p);
	place_script(p->sql,
		     "insert into \"user\" (id, name, email, \"emailVerified\", \"createdAt\","
		     " \"updatedAt\") values ('u1', 'Zoe', 'zoe@example.com', false,"
		     " '2026-11-20T03:53:11.318Z', '2026-11-20T03:53:11.318Z')");
	if (place_on_postgres())
		place_script(p->sql, "set timezone = 'Asia/Tokyo'");
	return 0;
}

/* Tables whose times have no time zone, as some programs make them on PostgreSQL. */
static void without_zones(struct place *p)
{
	if (place_on_postgres())
		place_script(p->sql, "alter table \"session\" alter \"expiresAt\" type timestamp"
				     " using \"expiresAt\" at time zone 'UTC';"
				     "alter table \"account\" alter \"createdAt\" type timestamp"
				     " using \"createdAt\" at time zone 'UTC'");
}

static void add_session(struct place *p, const char *id, const char *created, const char *expires)
{
	struct str text = arena_fmt(&p->arena,
				    "insert into \"session\" (id, token, \"userId\", \"createdAt\","
				    " \"updatedAt\", \"expiresAt\") values ('%s', '%s', 'u1', %s,"
				    " '2026-11-20T03:53:11.318Z', %s)%c",
				    id, id, created, expires, 0);

	place_script(p->sql, text.p);
}

static void add_verification(struct place *p, const char *id, const char *expires)
{
	struct str text = arena_fmt(&p->arena,
				    "insert into \"verification\" (id, identifier, value,"
				    " \"createdAt\", \"updatedAt\", \"expiresAt\") values ('%s',"
				    " 'reset-password:%s', 'u1', '2026-11-20T03:53:11.318Z',"
				    " '2026-11-20T03:53:11.318Z', %s)%c",
				    id, id, expires, 0);

	place_script(p->sql, text.p);
}

static void add_account(struct place *p, const char *created)
{
	struct str text = arena_fmt(&p->arena,
				    "delete from \"account\"; insert into \"account\" (id,"
				    " \"accountId\", \"providerId\", \"userId\", \"updatedAt\","
				    " \"createdAt\") values ('x', 'x', 'credential', 'u1',"
				    " '2026-11-20T03:53:11.318Z', %s)%c",
				    created, 0);

	place_script(p->sql, text.p);
}

static size_t listed(struct place *p)
{
	struct session *sessions = NULL;
	size_t n = 99;

	assert_int_equal(
		sessions_of_user(p->sql, &p->arena, STR("u1"), NOW_MS, &sessions, &n, &p->err),
		STORE_OK);
	return n;
}

static int64_t alive(struct place *p)
{
	struct verifications_alive found = { 99, 0 };

	assert_int_equal(verifications_alive_of(p->sql, &p->arena, STR("reset-password:"),
						STR("u1"), NOW_MS, &found, &p->err),
			 STORE_OK);
	return found.n;
}

/* What a sweep finds and deletes of the rows "x". */
static size_t swept(struct place *p, enum sweep_table table)
{
	struct str *ids = NULL;
	size_t n = 99;

	assert_int_equal(sweep_find(p->sql, &p->arena, table, NOW_MS, &ids, &n, &p->err), STORE_OK);
	assert_int_equal(sweep_delete(p->sql, table, STR("x"), NOW_MS, &p->err), STORE_OK);
	return n;
}

static int64_t rows(struct place *p)
{
	return place_number(p->sql, "select (select count(*) from \"session\")"
				    " + (select count(*) from \"verification\")");
}

static void what_ends_later_lives_in_every_form(void **state)
{
	struct place *p = *state;
	struct forms forms = later();

	without_zones(p);
	for (size_t i = 0; i < forms.n; i++) {
		place_script(p->sql, "delete from \"session\"; delete from \"verification\"");
		add_session(p, "x", "'2026-11-20T03:53:11.318Z'", forms.of[i]);
		add_verification(p, "x", forms.of[i]);
		assert_int_equal(listed(p), 1);
		assert_int_equal(alive(p), 1);
		assert_int_equal(swept(p, SWEEP_SESSIONS), 0);
		assert_int_equal(swept(p, SWEEP_VERIFICATIONS), 0);
		assert_int_equal(verifications_sweep(p->sql, NOW_MS, &p->err), STORE_OK);
		assert_int_equal(rows(p), 2);
	}
}

static void what_has_ended_goes_in_every_form(void **state)
{
	struct place *p = *state;
	struct forms forms = earlier();

	without_zones(p);
	for (size_t i = 0; i < forms.n; i++) {
		add_session(p, "x", "'2026-11-20T03:53:11.318Z'", forms.of[i]);
		add_verification(p, "x", forms.of[i]);
		assert_int_equal(listed(p), 0);
		assert_int_equal(alive(p), 0);
		assert_int_equal(swept(p, SWEEP_SESSIONS), 1);
		assert_int_equal(swept(p, SWEEP_VERIFICATIONS), 1);
		assert_int_equal(rows(p), 0);
		add_verification(p, "x", forms.of[i]);
		assert_int_equal(verifications_sweep(p->sql, NOW_MS, &p->err), STORE_OK);
		assert_int_equal(rows(p), 0);
	}
}

static void what_is_no_time_is_neither_listed_nor_swept(void **state)
{
	struct place *p = *state;

	add_session(p, "x", "'2026-11-20T03:53:11.318Z'", "'never'");
	add_verification(p, "x", "x'00'");
	assert_int_equal(listed(p), 0);
	assert_int_equal(alive(p), 0);
	assert_int_equal(swept(p, SWEEP_SESSIONS), 0);
	assert_int_equal(swept(p, SWEEP_VERIFICATIONS), 0);
	assert_int_equal(rows(p), 2);
}

static void sessions_are_listed_by_time_whatever_its_form(void **state)
{
	static const char *const created[] = { "'2026-11-20T11:00:00+09:00'",
					       "'2026-11-20T02:30:00.000Z'",
					       "'2026-11-20 03:00:00Z'" };
	static const char *const ids[] = { "s0", "s1", "s2" };
	struct place *p = *state;
	struct session *sessions = NULL;
	size_t n = 0;

	for (size_t i = ARRAY_LEN(created); i-- > 0;)
		add_session(p, ids[i], created[i], "'2026-11-20T05:00:00.000Z'");
	assert_int_equal(
		sessions_of_user(p->sql, &p->arena, STR("u1"), NOW_MS, &sessions, &n, &p->err),
		STORE_OK);
	assert_int_equal(n, ARRAY_LEN(created));
	for (size_t i = 0; i < n; i++)
		assert_true(str_eq(sessions[i].id, str_z(ids[i])));
}

static void the_newest_verification_is_found_whatever_its_form(void **state)
{
	struct place *p = *state;
	struct verification found;

	place_script(p->sql,
		     "insert into \"verification\" (id, identifier, value, \"expiresAt\","
		     " \"createdAt\", \"updatedAt\") values"
		     " ('old', 'i', 'u1', '2026-11-21', '2026-11-20T11:00:00+09:00', '2026-11-20'),"
		     " ('new', 'i', 'u1', '2026-11-21', '2026-11-20 03:00:00Z', '2026-11-20')");
	assert_int_equal(verifications_find(p->sql, &p->arena, STR("i"), &found, &p->err),
			 STORE_OK);
	assert_text(found.id, "new");
}

static void the_oldest_passkey_of_a_credential_is_found_whatever_its_form(void **state)
{
	struct place *p = *state;
	struct passkey found;
	bool shared = true;

	place_script(p->sql,
		     "insert into \"passkey\" (id, \"publicKey\", \"userId\", \"credentialID\","
		     " counter, \"deviceType\", \"backedUp\", \"createdAt\") values"
		     " ('new', 'k', 'u1', 'c', 0, 'd', false, '2026-11-20 03:00:00Z'),"
		     " ('old', 'k', 'u1', 'c', 0, 'd', false, '2026-11-20T11:00:00+09:00')");
	assert_int_equal(
		passkeys_by_credential(p->sql, &p->arena, STR("c"), &found, &shared, &p->err),
		STORE_OK);
	assert_text(found.id, "old");
	assert_false(shared);
}

static bool has_older_accounts(struct place *p)
{
	bool before = false;

	assert_int_equal(accounts_before_us(p->sql, &before, &p->err), STORE_OK);
	return before;
}

static void accounts_are_older_than_the_first_start_in_every_form(void **state)
{
	struct place *p = *state;

	without_zones(p);
	assert_false(has_older_accounts(p));
	for (size_t i = 0; i < earlier().n; i++) {
		add_account(p, earlier().of[i]);
		assert_true(has_older_accounts(p));
	}
	for (size_t i = 0; i < later().n; i++) {
		add_account(p, later().of[i]);
		assert_false(has_older_accounts(p));
	}
}

static void a_marker_is_no_first_start(void **state)
{
	struct place *p = *state;

	place_script(p->sql, "insert into ostiary_migration (version, name, applied_at)"
			     " values (-1, zeroblob(9), ''), (-2, '', '')");
	add_account(p, "'2026-11-20T02:53:11.318Z'");
	assert_true(has_older_accounts(p));
	add_account(p, "'2026-11-20T04:53:11.318Z'");
	assert_false(has_older_accounts(p));
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, with_a_user, place_teardown)

#define ON_BOTH                                                                                    \
	HERE(what_ends_later_lives_in_every_form), HERE(what_has_ended_goes_in_every_form),        \
		HERE(sessions_are_listed_by_time_whatever_its_form),                               \
		HERE(the_newest_verification_is_found_whatever_its_form),                          \
		HERE(the_oldest_passkey_of_a_credential_is_found_whatever_its_form),               \
		HERE(accounts_are_older_than_the_first_start_in_every_form)

int main(void)
{
	const struct CMUnitTest on_file[] = {
		ON_BOTH,
		HERE(what_is_no_time_is_neither_listed_nor_swept),
		HERE(a_marker_is_no_first_start),
	};
	const struct CMUnitTest on_server[] = { ON_BOTH };

	if (place_on_postgres())
		return cmocka_run_group_tests_name("times", on_server, NULL, NULL);
	return cmocka_run_group_tests_name("times", on_file, NULL, NULL);
}
