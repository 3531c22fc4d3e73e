/* Columns of one's own: made, used as they are, refused; and rows with them, on both databases. */
#include "support/place.h"

#include "fields/declarations.h"
#include "store/sql/expand.h"
#include "store/tables/sessions.h"
#include "store/tables/users.h"

#define DECLARED                                                                                   \
	"{\"user\":{\"additionalFields\":{"                                                        \
	"\"nick\":{\"type\":\"string\",\"unique\":true},"                                          \
	"\"age\":{\"type\":\"number\",\"required\":false,\"fieldName\":\"years\"},"                \
	"\"news\":{\"type\":\"boolean\",\"defaultValue\":true},"                                   \
	"\"born\":{\"type\":\"date\",\"required\":false},"                                         \
	"\"tags\":{\"type\":\"string[]\",\"required\":false},"                                     \
	"\"lang\":{\"type\":\"string\",\"defaultValue\":\"d'e\"}}},"                               \
	"\"session\":{\"additionalFields\":{"                                                      \
	"\"theme\":{\"type\":\"string\",\"defaultValue\":\"light\"},"                              \
	"\"size\":{\"type\":\"number\",\"required\":false}}}}"

static const struct own_tables *declare(struct place *p, const char *text)
{
	struct own_tables *tables = arena_new(&p->arena, struct own_tables);

	if (!own_tables_parse(str_z(text), &p->arena, tables, &p->err))
		fail_msg("%s", p->err.text);
	return tables;
}

static enum store_open_rc try_open(struct place *p, const struct own_tables *own)
{
	struct store_config config = place_config(p);

	config.own = own;
	return store_open(&config, &p->store, &p->err);
}

static void open_with(struct place *p, const struct own_tables *own)
{
	if (try_open(p, own) != STORE_OPENED)
		fail_msg("%s", p->err.text);
}

static const struct user ann = { .id = STR_INIT("8b1f6c1e-9d0b-4c54-9a3e-0d5d3c3b2a10"),
				 .name = STR_INIT("Ann"),
				 .email = STR_INIT("a@example.com"),
				 .created_ms = NOW_MS,
				 .updated_ms = NOW_MS };
static const struct user bob = { .id = STR_INIT("8b1f6c1e-9d0b-4c54-9a3e-0d5d3c3b2a11"),
				 .name = STR_INIT("Bob"),
				 .email = STR_INIT("b@example.com"),
				 .created_ms = NOW_MS,
				 .updated_ms = NOW_MS };

/* clang-format off */
static const struct own_value of_ann[] = {
	{ .state = OWN_SET, .text = STR_INIT("ann") }, { .state = OWN_SET, .text = STR_INIT("7") },
	{ .state = OWN_SET, .yes = true }, { .state = OWN_SET, .ms = NOW_MS },
	{ .state = OWN_SET, .text = STR_INIT("[\"a\",\"b\"]") },
	{ .state = OWN_SET, .text = STR_INIT("en") },
};
static const struct own_value of_session[] = {
	{ .state = OWN_SET, .text = STR_INIT("dark") }, { .state = OWN_NULL },
};
/* clang-format on */

STORE_TX(insert_tx, const struct user *user, users_insert(sql, user, err))
STORE_TX(insert_session_tx, const struct session *session, sessions_insert(sql, session, err))

static enum store_rc insert(struct place *p, struct user user, const struct own_value *values)
{
	user.own_values = values;
	return store_write(p->store, insert_tx, &user, &p->err);
}

static struct user find(struct place *p)
{
	struct user user = { 0 };

	assert_int_equal(STORE_READ(p->store, sql, &p->err,
				    users_by_id(sql, &p->arena, ann.id, &user, &p->err)),
			 STORE_OK);
	return user;
}

static void rows_have_their_values(void **state)
{
	struct place *p = *state;
	struct session session = { .id = ann.id,
				   .token = STR("t1"),
				   .user_id = ann.id,
				   .expires_ms = NOW_MS + 1000,
				   .own_values = of_session },
		       found, *list = NULL;
	struct user user;
	size_t n = 0;

	open_with(p, declare(p, DECLARED));
	assert_int_equal(insert(p, ann, of_ann), STORE_OK);
	assert_text(find(p).own.all, ",\"nick\":\"ann\",\"age\":7,\"news\":true,"
				     "\"born\":\"2026-11-20T03:53:11.318Z\","
				     "\"tags\":[\"a\",\"b\"],\"lang\":\"en\"");
	assert_int_equal(store_write(p->store, insert_session_tx, &session, &p->err), STORE_OK);
	assert_int_equal(
		STORE_READ(p->store, sql, &p->err,
			   sessions_by_token(sql, &p->arena, STR("t1"), &found, &user, &p->err)),
		STORE_OK);
	assert_text(found.own.all, ",\"theme\":\"dark\",\"size\":null");
	assert_true(str_eq(user.own.all, find(p).own.all));
	assert_int_equal(
		STORE_READ(p->store, sql, &p->err,
			   sessions_of_user(sql, &p->arena, ann.id, NOW_MS, &list, &n, &p->err)),
		STORE_OK);
	assert_int_equal(n, 1);
	assert_text(list[0].own.all, ",\"theme\":\"dark\",\"size\":null");
}

struct change {
	const struct own_value *values;
};

STORE_TX(change_tx, const struct change *c, users_update_own(sql, ann.id, c->values, err))

static void an_update_writes_what_it_has(void **state)
{
	static const struct own_value values[6] = {
		[1] = { .state = OWN_SET, .text = STR_INIT("1500") },
		[4] = { .state = OWN_NULL },
	};
	struct change change = { .values = values };
	struct place *p = *state;

	open_with(p, declare(p, DECLARED));
	assert_int_equal(insert(p, ann, of_ann), STORE_OK);
	assert_int_equal(store_write(p->store, change_tx, &change, &p->err), STORE_OK);
	assert_text(find(p).own.all, ",\"nick\":\"ann\",\"age\":1500,\"news\":true,"
				     "\"born\":\"2026-11-20T03:53:11.318Z\","
				     "\"tags\":null,\"lang\":\"en\"");
}

static enum store_rc taken(struct place *p, const struct own_value *values, bool *out)
{
	return STORE_READ(p->store, sql, &p->err, users_own_taken(sql, values, out, &p->err));
}

static void a_unique_value_is_given_once(void **state)
{
	static const struct own_value other[6] = { [0] = { .state = OWN_SET,
							   .text = STR_INIT("bob") } };
	struct place *p = *state;
	bool is_taken = true;

	open_with(p, declare(p, DECLARED));
	assert_int_equal(taken(p, of_ann, &is_taken), STORE_OK);
	assert_false(is_taken);
	assert_int_equal(insert(p, ann, of_ann), STORE_OK);
	assert_int_equal(taken(p, of_ann, &is_taken), STORE_OK);
	assert_true(is_taken);
	assert_int_equal(taken(p, other, &is_taken), STORE_OK);
	assert_false(is_taken);
	assert_int_equal(insert(p, bob, of_ann), STORE_CONFLICT);
	assert_int_equal(insert(p, bob, other), STORE_OK);
}

static void rows_that_exist_get_the_defaults(void **state)
{
	struct place *p = *state;

	place_open(p);
	assert_int_equal(insert(p, ann, NULL), STORE_OK);
	assert_int_equal(find(p).own.all.n, 0);
	place_close(p);
	open_with(p, declare(p, DECLARED));
	assert_text(find(p).own.all, ",\"nick\":null,\"age\":null,\"news\":true,\"born\":null,"
				     "\"tags\":null,\"lang\":\"d'e\"");
	place_close(p);
	open_with(p, declare(p, DECLARED)); /* a second start has nothing to do */
	place_close(p);
	place_open(p); /* without the declarations the columns stay, in no row that is read */
	assert_int_equal(insert(p, bob, NULL), STORE_OK);
	assert_int_equal(find(p).own.all.n, 0);
}

static void columns_of_better_auth_are_used_as_they_are(void **state)
{
	struct place *p = *state;

	place_open(p);
	place_close(p);
	place_connect(p);
	place_script(p->sql, EITHER("alter table \"user\" add column \"nick\" varchar(255);"
				    "alter table \"user\" add column \"years\" real",
				    "alter table \"user\" add column \"nick\" varchar(255);"
				    "alter table \"user\" add column \"years\" double precision"));
	open_with(p, declare(p, DECLARED));
	assert_int_equal(insert(p, ann, of_ann), STORE_OK);
	assert_true(str_contains(find(p).own.all, STR("\"nick\":\"ann\",\"age\":7,")));
}

static void refused_after(struct place *p, const char *script, const char *words)
{
	place_open(p);
	place_close(p);
	place_connect(p);
	place_script(p->sql, script);
	assert_int_equal(try_open(p, declare(p, DECLARED)), STORE_UNUSABLE);
	assert_says(p->err, words);
}

static void a_column_of_another_type_is_refused(void **state)
{
	refused_after(*state, "alter table \"user\" add column \"nick\" integer",
		      "column \"nick\" (integer)");
}

static void so_is_one_of_the_sessions(void **state)
{
	refused_after(*state, "alter table \"session\" add column \"size\" text",
		      "column \"size\" (text)");
}

static void so_is_one_that_must_have_a_value_and_is_not_required(void **state)
{
	refused_after(*state, "alter table \"user\" add column \"years\" integer not null",
		      "must be given a value");
}

static void marks_are_comments_without_columns(void **state)
{
	static const char text[] =
		"select 1" OWN_ROW("user", "u") " where 1 = 0" OWN_UNIQUE("user", "1");
	struct place *p = *state;
	const struct own_tables *own = declare(p, DECLARED);
	__attribute__((cleanup(owned_free))) char *expanded = sql_expand(own, text);

	assert_null(sql_expand(NULL, text));
	assert_null(sql_expand(own, "select 1 /* plain */"));
	assert_string_equal(expanded, "select 1, u.\"nick\", cast(u.\"years\" as text), u.\"news\","
				      " u.\"born\", cast(u.\"tags\" as text), u.\"lang\""
				      " where 1 = 0 or \"nick\" = $1");
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, place_setup, place_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(rows_have_their_values),
		TEST(an_update_writes_what_it_has),
		TEST(a_unique_value_is_given_once),
		TEST(rows_that_exist_get_the_defaults),
		TEST(columns_of_better_auth_are_used_as_they_are),
		TEST(a_column_of_another_type_is_refused),
		TEST(so_is_one_of_the_sessions),
		TEST(so_is_one_that_must_have_a_value_and_is_not_required),
		TEST(marks_are_comments_without_columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
