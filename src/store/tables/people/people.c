#include "store/tables/people/people.h"

#include "store/sql/rows.h"
#include "store/tables/user_row.h"

#define COUNTS 6 /* before the columns of the user */

/* clang-format off */
#define OF_USER(table) " from " table " o where o.\"userId\" = u.\"id\""
#define OF_OWNER(table) " from " table " o where o.user_id = u.\"id\""

#define PERSON \
	"select (select count(*)" OF_USER("\"account\"") \
	" and o.\"providerId\" = 'credential' and o.\"password\" is not null)," \
	" (select count(*)" OF_USER("\"passkey\"") ")," \
	" (select count(*)" OF_USER("\"session\"") \
	" and " SQL_TIME("o.\"expiresAt\"") " > $1 and " USER_ROW_NOT_IMPERSONATED("o") ")," \
	" (select count(*)" OF_OWNER("ostiary_task") " and o.deleted_at is null)," \
	" (select count(*)" OF_OWNER("ostiary_task") " and o.deleted_at is not null)," \
	" (select count(*)" OF_OWNER("ostiary_list") "), " \
	USER_ROW("u") " from \"user\" u" USER_ROW_ABSENT

#define PLACE(u) SQL_TIME(u ".\"createdAt\"") ", cast(" u ".\"id\" as text)"

#define FOUND \
	" where " SQL_TIME("u.\"createdAt\"") " is not null and ($2 = ''" \
	" or lower(u.\"email\") like lower($2) escape '!'" \
	" or lower(u.\"name\") like lower($2) escape '!')"
/* clang-format on */

static void read_person(struct sql_run *run, struct arena *a, struct person *out)
{
	out->password = sql_i64(run, 0) > 0;
	out->passkeys = sql_i64(run, 1);
	out->sessions = sql_i64(run, 2);
	out->tasks = sql_i64(run, 3);
	out->trash = sql_i64(run, 4);
	out->lists = sql_i64(run, 5);
	user_row_read(run, COUNTS, a, &out->user);
}

/* The pattern of "like" for a text that contains this one; empty for an empty one. */
static struct str pattern_of(struct arena *a, struct str part)
{
	size_t n = 0;
	char *p;

	if (!part.n)
		return STR("");
	p = arena_alloc(a, 2 * part.n + 2);
	p[n++] = '%';
	for (size_t i = 0; i < part.n; i++) {
		if (part.p[i] == '%' || part.p[i] == '_' || part.p[i] == '!')
			p[n++] = '!';
		p[n++] = part.p[i];
	}
	p[n++] = '%';
	return str_of(p, n);
}

static struct sql_run *start_page(struct sql *sql, struct arena *a,
				  const struct people_filter *filter)
{
	static const char first[] = PERSON FOUND " order by " PLACE("u") " limit $3";
	static const char next[] = PERSON FOUND " and (" PLACE("u") ") > (select " PLACE(
		"b") " from \"user\" b"
		     " where b.\"id\" = $3) order by " PLACE("u") " limit $4";
	struct sql_run *run = sql_start(sql, filter->after.n ? next : first);
	int at = 3;

	sql_bind_time(run, 1, filter->now_ms);
	sql_bind_text(run, 2, pattern_of(a, filter->search));
	if (filter->after.n)
		sql_bind_text(run, at++, filter->after);
	sql_bind_i64(run, at, filter->most);
	return run;
}

/* Adds the readable ones among the next filter->most people, and goes on to the last of all of
 * them. STORE_OK, *out_more being false: there was nobody behind them; STORE_FAULT. */
static enum store_rc add_people(struct sql *sql, struct people_filter *filter,
				struct sql_list *list, bool *out_more, struct err *err)
{
	OWNED(sql_end) struct sql_run *run = start_page(sql, list->a, filter);
	int64_t n = 0;
	enum store_rc rc;

	sql_each (run, rc, err) {
		struct person *person = sql_list_add(list);

		read_person(run, list->a, person);
		filter->after = person->user.id;
		if (sql_row_skip(run, err))
			sql_list_drop(list);
		n++;
	}
	*out_more = n == filter->most && filter->after.n;
	return rc == STORE_NONE ? STORE_OK : rc;
}

/* People who cannot be read take no place of a page, so that one that is not full is the last. */
enum store_rc people_page(struct sql *sql, struct arena *a, const struct people_filter *filter,
			  struct person **out, size_t *out_n, struct err *err)
{
	struct sql_list list = { .a = a,
				 .row_bytes = sizeof(struct person),
				 .most = (size_t)filter->most };
	struct people_filter rest = *filter;
	enum store_rc rc = STORE_OK;

	for (bool more = true; rc == STORE_OK && more && list.n < list.most;) {
		rest.most = (int64_t)(list.most - list.n);
		rc = add_people(sql, &rest, &list, &more, err);
	}
	if (rc != STORE_OK)
		return rc;
	*out = list.rows;
	*out_n = list.n;
	return STORE_OK;
}

enum store_rc people_unlisted(struct sql *sql, int64_t *out, struct err *err)
{
	static const char count[] = "select count(*) from \"user\" u"
				    " where " SQL_TIME("u.\"createdAt\"") " is null";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, count);

	return sql_number(run, out, err);
}

enum store_rc people_find(struct sql *sql, struct arena *a, struct str id, int64_t now_ms,
			  struct person *out, struct err *err)
{
	static const char find[] = PERSON " where u.\"id\" = $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, find);

	sql_bind_time(run, 1, now_ms);
	sql_bind_text(run, 2, id);
	return SQL_ROW(run, a, read_person, out, err);
}
