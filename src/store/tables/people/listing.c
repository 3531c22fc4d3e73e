/* A statement has one text: what does not apply gets a value that every row meets, and each type of
 * column has a key of its own, which is null for a column of another type. */
#include "store/tables/people/listing.h"

#include "base/buf.h"
#include "base/cleanup.h"
#include "core/limits.h"
#include "store/sql/rows.h"
#include "store/tables/user_row.h"

enum listing_type listing_type_of(struct str column)
{
	if (str_is_word_of(column, "id name email image role banReason"))
		return LISTING_TEXT;
	if (str_is_word_of(column, "createdAt updatedAt banExpires"))
		return LISTING_TIME;
	return str_is_word_of(column, "emailVerified banned") ? LISTING_FLAG : LISTING_NONE;
}

struct str listing_pattern(struct arena *a, struct str part, enum listing_place place)
{
	struct buf pattern;

	arena_buf(a, &pattern, 2 * part.n + 2, 2 * LIMIT_BODY_BYTES);
	if (place != LISTING_AT_START)
		buf_char(&pattern, '%');
	for (size_t i = 0; i < part.n; i++) {
		if (part.p[i] == '%' || part.p[i] == '_' || part.p[i] == '!')
			buf_char(&pattern, '!');
		buf_char(&pattern, part.p[i]);
	}
	if (place != LISTING_AT_END)
		buf_char(&pattern, '%');
	return buf_text(&pattern);
}

/* Each text between two characters that separate (U+001F); one that has such a character is in no
 * list. */
#define SEPARATOR "\x1F"

struct str listing_among(struct arena *a, const struct str *texts, size_t n)
{
	struct buf list;

	arena_buf(a, &list, 256, 2 * LIMIT_BODY_BYTES);
	buf_z(&list, SEPARATOR);
	for (size_t i = 0; i < n; i++)
		if (str_find(texts[i], SEPARATOR[0]) < 0) {
			buf_str(&list, texts[i]);
			buf_z(&list, SEPARATOR);
		}
	return buf_text(&list);
}

/* clang-format off */

#define TEXT_OF(name) \
	"case " name " when 'id' then cast(k.\"id\" as text) when 'name' then k.\"name\"" \
	" when 'email' then k.\"email\" when 'image' then k.\"image\"" \
	" when 'role' then k.\"role\" when 'banReason' then k.\"banReason\" end"
#define TIME_OF(name) \
	"case " name " when 'createdAt' then " SQL_TIME("k.\"createdAt\"") \
	" when 'updatedAt' then " SQL_TIME("k.\"updatedAt\"")\
	" when 'banExpires' then " SQL_TIME("k.\"banExpires\"") " end"
#define FLAG_OF(name) \
	"case " name " when 'emailVerified' then k.\"emailVerified\"" \
	" when 'banned' then coalesce(k.\"banned\", false) end"

/* Each user with the values to filter by ($1) and to sort by ($2). */
#define USERS \
	" from \"user\" u join (select k.\"id\" as key, " TEXT_OF("$1") " as text_key, " \
	TIME_OF("$1") " as time_key, " FLAG_OF("$1") " as flag_key, " \
	TEXT_OF("$2") " as by_text, " TIME_OF("$2") " as by_time, " \
	FLAG_OF("$2") " as by_flag from \"user\" k) f" \
	" on f.key = u.\"id\""

#define COMPARED(column, value) \
	"case when $5 in ('eq', 'in') then " column " = " value \
	" when $5 in ('ne', 'not_in') then " column " <> " value \
	" when $5 = 'lt' then " column " < " value " when $5 = 'lte' then " column " <= " value \
	" when $5 = 'gt' then " column " > " value " when $5 = 'gte' then " column " >= " value \
	" else false end"

#define IS_AMONG "replace($7, '" SEPARATOR "' || text_key || '" SEPARATOR "', '') <> $7"

#define TEXT_FITS \
	"case when $5 in ('contains', 'starts_with', 'ends_with')" \
	" then lower(text_key) like lower($6) escape '!'" \
	" when $5 = 'in' then " IS_AMONG " when $5 = 'not_in' then not (" IS_AMONG ")" \
	" else " COMPARED("text_key", "$8") " end"

#define FITS \
	" where ($3 = '' or lower(case when $3 = 'name' then u.\"name\" else u.\"email\" end)" \
	" like lower($4) escape '!')" \
	" and ($1 = '' or (" TEXT_FITS ") or (" COMPARED("time_key", "$9") ")" \
	" or (" COMPARED("flag_key", "$10") "))"

#define EITHER_WAY(value) \
	"case when not $11 then " value " end, case when $11 then " value " end desc"

static const char page[] =
	"select " USER_ROW("u") USERS USER_ROW_ABSENT FITS
	" order by " EITHER_WAY("by_text") ", " EITHER_WAY("by_time") ", " EITHER_WAY("by_flag")
	", " SQL_TIME("u.\"createdAt\"") ", u.\"id\" limit $12 offset $13";

static const char count[] = "select count(*)" USERS FITS;

/* clang-format on */

static void bind_conditions(struct sql_run *run, const struct listing_query *q)
{
	sql_bind_text(run, 1, q->filter_type == LISTING_NONE ? STR("") : q->filter_by);
	sql_bind_text(run, 2, q->sort_type == LISTING_NONE ? STR("") : q->sort_by);
	sql_bind_text(run, 3, q->search_in);
	sql_bind_text(run, 4, q->search_pattern);
	sql_bind_text(run, 5, q->operation);
	sql_bind_text(run, 6, q->pattern);
	sql_bind_text(run, 7, q->among);
	sql_bind_text(run, 8, q->text);
	sql_bind_time(run, 9, q->time_ms);
	sql_bind_bool(run, 10, q->flag);
}

static void read_user(struct sql_run *run, struct arena *a, struct user *out)
{
	user_row_read(run, 0, a, out);
}

static enum store_rc read_page(struct sql *sql, struct arena *a, const struct listing_query *query,
			       struct user **out, size_t *out_n, struct err *err)
{
	OWNED(sql_end) struct sql_run *run = sql_start(sql, page);

	bind_conditions(run, query);
	sql_bind_bool(run, 11, query->descending);
	sql_bind_i64(run, 12, query->most);
	sql_bind_i64(run, 13, query->skipped);
	return SQL_LIST_READABLE(run, a, LISTING_MOST, read_user, out, out_n, err);
}

enum store_rc listing_page(struct sql *sql, struct arena *a, const struct listing_query *query,
			   struct user **out, size_t *out_n, int64_t *out_total, struct err *err)
{
	enum store_rc rc = read_page(sql, a, query, out, out_n, err);
	OWNED(sql_end) struct sql_run *run = NULL;
	struct err unread = *err;

	if (rc != STORE_OK)
		return rc;
	run = sql_start(sql, count);
	bind_conditions(run, query);
	rc = sql_number(run, out_total, err);
	if (rc == STORE_OK)
		*err = unread;
	return rc;
}
