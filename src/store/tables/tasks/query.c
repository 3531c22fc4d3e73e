/* I1 a statement has one text: a condition that does not apply gets a value that every row meets.
 * I2 the conditions of all statements have the same placeholders, $1 to $17; then come the place
 * and the limit. */
#include "store/tables/tasks/query.h"

#include "base/cleanup.h"
#include "base/json.h"
#include "core/arena.h"
#include "core/clock.h"
#include "core/limits.h"
#include "store/sql/rows.h"
#include "store/task_keys.h"
#include "store/tables/tasks/row.h"

const struct task_filter task_filter_none = {
	.list_id = TASK_ANY,
	.parent_id = TASK_ANY,
	.completed = TASK_ANY,
	.priority_rank = TASK_ANY,
};

/* ---- statements ---- */

/* Within the array ["a","b"], compact as it is stored, the text ,"a", occurs exactly when it has
 * the tag, once the brackets are commas: a quotation mark inside a tag has a backslash before it.
 * The tag "," alone occurs elsewhere too, as in ["x,",",y"]. */
#define TAGS "',' || substr(tags, 2, length(tags) - 2) || ','"

#define WORD(n) " and ($" n " = '' or search like $" n " escape '!')"

#define ANY_LIST "(list_id = $2 or $2 < 0 or ($2 = 0 and list_id is null))"
#define ONE_LIST "list_id = $2"
#define INBOX    "list_id is null and 0 = $2"
#define LIVE     "deleted_at is null"
#define IN_TRASH "deleted_at is not null"
#define ALL_LIVE LIVE " and id > 0" /* for the index of positions across lists */

#define FIRST_WORD 10 /* the number of its placeholder */
#define PLACE_KEY  (FIRST_WORD + TASK_WORDS_MAX)

/* Each column is compared by itself, because a database knows how often columns have values, and
 * nothing of what is computed from them. */
#define SELECT(key, where, list)                                                                   \
	"select " TASK_MEMBERS ", " key " from ostiary_task where user_id = $1 and " where         \
	" and " list " and (parent_id = $3 or $3 < 0 or ($3 = 0 and parent_id is null))"           \
	" and (completed = $4 or $5) and (priority_rank = $6 or $6 < 0)"                           \
	" and ($7 = '' or (tags <> '[]' and replace(" TAGS ", $7, '') <> " TAGS "))"               \
	" and ($8 = '' or (due_key < $8 and due_key <> '9999'))"                                   \
	" and ($9 = '' or (due_key > $9 and due_key <> '9999'))" WORD("10") WORD("11") WORD("12")  \
		WORD("13") WORD("14") WORD("15") WORD("16") WORD("17")

#define FORWARD(key)  " and (" key ", id) > ($18, $19) order by " key ", id limit $20"
#define BACKWARD(key) " and (" key ", id) < ($18, $19) order by " key " desc, id desc limit $20"
#define BY_ID         " and id < $18 order by id desc limit $19"

#define EACH_WAY(key, where)                                                                       \
	{                                                                                          \
		SELECT(key, where, ANY_LIST)                                                       \
		FORWARD(key), SELECT(key, where, ANY_LIST) BACKWARD(key)                           \
	}

static const char *const by_id = SELECT("id", LIVE, ANY_LIST) BY_ID;
static const char *const trash_by_id = SELECT("id", IN_TRASH, ANY_LIST) BY_ID;

/* By descending. The inbox and the lists have an index of positions each, and all tasks one. */
static const char *const inbox[2] = { SELECT("position", LIVE, INBOX) FORWARD("position"),
				      SELECT("position", LIVE, INBOX) BACKWARD("position") };
static const char *const one_list[2] = { SELECT("position", LIVE, ONE_LIST) FORWARD("position"),
					 SELECT("position", LIVE, ONE_LIST) BACKWARD("position") };

/* ---- orders ---- */

#define FIRST_MS INT64_C(-62135596800000) /* of year 1, the first that PostgreSQL reads */
#define LATEST   "~"                      /* behind every position and due key */
#define LAST     "\xF4\x8F\xBF\xBF"       /* U+10FFFF */
#define LAST_4   LAST LAST LAST LAST
/* Not before any key: as long as the longest one, of the last character. */
#define LAST_TITLE                                                                                 \
	LAST_4 LAST_4 LAST_4 LAST_4 LAST_4 LAST_4 LAST_4 LAST_4 LAST_4 LAST_4 LAST_4 LAST_4 LAST_4 \
		LAST_4 LAST_4 LAST_4
_Static_assert(sizeof(LAST_TITLE) - 1 == TASK_TITLE_KEY_BYTES, "the longest key of a title");

static const struct {
	enum task_key key;
	const char *statement[2];    /* ascending and descending */
	struct task_place before[2]; /* the place before all others, ascending and descending */
} orders[TASK_SORTS] = {
#define ORDER(key, where, kind, first, last)                                                       \
	{                                                                                          \
		kind, EACH_WAY(key, where),                                                        \
		{                                                                                  \
			{ STR_INIT(""), first, -1 },                                               \
			{                                                                          \
				STR_INIT(last), INT64_MAX, INT64_MAX                               \
			}                                                                          \
		}                                                                                  \
	}
	[TASK_SORT_ID] = { TASK_KEY_ID, { NULL }, { { { 0 }, 0, 0 }, { { 0 }, 0, INT64_MAX } } },
	[TASK_SORT_POSITION] = ORDER("position", ALL_LIVE, TASK_KEY_TEXT, 0, LATEST),
	[TASK_SORT_CREATED] = ORDER("created_at", LIVE, TASK_KEY_TIME, FIRST_MS, ""),
	[TASK_SORT_UPDATED] = ORDER("updated_at", LIVE, TASK_KEY_TIME, FIRST_MS, ""),
	[TASK_SORT_DUE] = ORDER("due_key", LIVE, TASK_KEY_TEXT, 0, LATEST),
	[TASK_SORT_PRIORITY] = ORDER("priority_rank", LIVE, TASK_KEY_NUMBER, -1, ""),
	[TASK_SORT_TITLE] = ORDER("title_key", LIVE, TASK_KEY_TEXT, 0, LAST_TITLE),
#undef ORDER
};

enum task_key task_key_of(enum task_sort sort)
{
	return orders[sort].key;
}

const char *tasks_query_statement(const struct task_filter *filter, struct task_order order)
{
	if (filter->trash)
		return trash_by_id;
	if (order.sort == TASK_SORT_ID)
		return by_id;
	if (order.sort == TASK_SORT_POSITION && filter->list_id == TASK_NONE)
		return inbox[order.descending];
	if (order.sort == TASK_SORT_POSITION && filter->list_id != TASK_ANY)
		return one_list[order.descending];
	return orders[order.sort].statement[order.descending];
}

/* ---- values ---- */

/* The tag as the text TAGS has it: a string of JSON between commas. Empty: any. */
static struct str tag_pattern(struct arena *a, struct str tag)
{
	struct buf pattern;

	if (!tag.p)
		return STR("");
	arena_buf(a, &pattern, 64, LIMIT_BODY_BYTES);
	buf_char(&pattern, ',');
	json_put_string(&pattern, tag);
	buf_char(&pattern, ',');
	return buf_text(&pattern);
}

/* For LIKE: the word with anything around it. */
static struct str word_pattern(struct arena *a, struct str word)
{
	struct buf pattern;

	arena_buf(a, &pattern, 2 * word.n + 2, 2 * word.n + 2);
	buf_char(&pattern, '%');
	for (size_t i = 0; i < word.n; i++) {
		if (word.p[i] == '%' || word.p[i] == '_' || word.p[i] == '!')
			buf_char(&pattern, '!');
		buf_char(&pattern, word.p[i]);
	}
	buf_char(&pattern, '%');
	return buf_text(&pattern);
}

static void bind_filter(struct sql_run *run, struct arena *a, const struct owner *owner,
			const struct task_filter *filter)
{
	sql_bind_text(run, 1, owner->user_id);
	sql_bind_i64(run, 2, filter->list_id);
	sql_bind_i64(run, 3, filter->parent_id);
	sql_bind_bool(run, 4, filter->completed == 1);
	sql_bind_bool(run, 5, filter->completed == TASK_ANY);
	sql_bind_i64(run, 6, filter->priority_rank);
	sql_bind_text(run, 7, tag_pattern(a, filter->tag));
	sql_bind_text(run, 8, filter->due_before);
	sql_bind_text(run, 9, filter->due_after);
	for (size_t i = 0; i < TASK_WORDS_MAX; i++)
		sql_bind_text(run, FIRST_WORD + (int)i,
			      i < filter->n_words ? word_pattern(a, filter->words[i]) : STR(""));
}

/* Returns the number of the next placeholder. */
static int bind_place(struct sql_run *run, struct task_order order, const struct task_place *place)
{
	int i = PLACE_KEY;

	switch (orders[order.sort].key) {
	case TASK_KEY_ID:
		break;
	case TASK_KEY_TEXT:
		sql_bind_text(run, i++, place->text);
		break;
	case TASK_KEY_TIME:
		sql_bind_time(run, i++, clock_clamp(place->number));
		break;
	case TASK_KEY_NUMBER:
		sql_bind_i64(run, i++, place->number);
		break;
	}
	sql_bind_i64(run, i++, place->id);
	return i;
}

void tasks_query_bind(struct sql_run *run, struct arena *a, const struct owner *owner,
		      const struct task_filter *filter, struct task_order order,
		      const struct task_place *after, int64_t most)
{
	int limit;

	bind_filter(run, a, owner, filter);
	limit = bind_place(run, order,
			   after ? after : &orders[order.sort].before[order.descending]);
	sql_bind_i64(run, limit, most);
}

static struct task_place read_place(struct sql_run *run, enum task_sort sort, int64_t id)
{
	struct task_place place = { .id = id };

	switch (orders[sort].key) {
	case TASK_KEY_ID:
		break;
	case TASK_KEY_TEXT:
		place.text = sql_text(run, TASK_MEMBER_COLUMNS);
		break;
	case TASK_KEY_TIME:
		place.number = sql_time(run, TASK_MEMBER_COLUMNS);
		break;
	case TASK_KEY_NUMBER:
		place.number = sql_i64(run, TASK_MEMBER_COLUMNS);
		break;
	}
	return place;
}

enum store_rc tasks_query(struct sql *sql, const struct owner *owner,
			  const struct task_filter *filter, struct task_order order,
			  const struct task_place *after, int64_t most, task_row_fn *visit,
			  void *arg, int64_t *out_n, struct err *err)
{
	ARENA(a);
	OWNED(sql_end) struct sql_run *run = sql_start(sql, tasks_query_statement(filter, order));
	enum store_rc rc;

	*out_n = 0;
	tasks_query_bind(run, &a, owner, filter, order, after, most);
	while ((rc = sql_step(run, err)) == STORE_OK) {
		struct task task;
		struct task_place place;

		++*out_n;
		task_read_row(run, &task);
		place = read_place(run, order.sort, task.id);
		if (sql_row_skip(run, err))
			continue;
		rc = sql_row_ok(run, err);
		if (rc != STORE_OK)
			return rc;
		if (!visit(&task, &place, arg))
			return STORE_FULL;
	}
	return rc == STORE_NONE ? STORE_OK : rc;
}

/* ---- counts ---- */

enum store_rc tasks_tally(struct sql *sql, const struct owner *owner, struct str day,
			  struct str minute, task_tally_fn *visit, void *arg, struct err *err)
{
	/* Grouped in this order, SQLite reads by the primary key and not by the index of lists. */
	static const char tally[] =
		"select list_id, tags, count(*),"
		" sum(case when due_key > $1 and due_key < $2 then 1 else 0 end),"
		" sum(case when due_key > $2 and due_key <> '9999' then 1 else 0 end),"
		" sum(case when due_key < $3 and due_key <> '9999' then 1 else 0 end)"
		" from ostiary_task where user_id = $4 and deleted_at is null and not completed"
		" group by tags, list_id";
	ARENA(a);
	OWNED(sql_end) struct sql_run *run = sql_start(sql, tally);
	enum store_rc rc;

	sql_bind_text(run, 1, day);
	sql_bind_text(run, 2, arena_fmt(&a, "%.*s" LATEST, STR_FMT(day)));
	sql_bind_text(run, 3, minute);
	sql_bind_text(run, 4, owner->user_id);
	sql_each (run, rc, err) {
		const struct task_tally row = { sql_i64_or_0(run, 0), sql_text(run, 1),
						sql_i64(run, 2),      sql_i64(run, 3),
						sql_i64(run, 4),      sql_i64(run, 5) };

		if (!visit(&row, arg))
			return STORE_FULL;
	}
	return rc == STORE_NONE ? STORE_OK : rc;
}

enum store_rc tasks_zoned(struct sql *sql, const struct owner *owner, struct str from,
			  struct str to, task_zoned_fn *visit, void *arg, struct err *err)
{
	static const char zoned[] =
		"select due_key, time_zone from ostiary_task where user_id = $1"
		" and deleted_at is null and not completed and due_key > $2 and due_key < $3"
		" and due_time is not null and time_zone is not null";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, zoned);
	enum store_rc rc;

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_text(run, 2, from);
	sql_bind_text(run, 3, to);
	sql_each (run, rc, err) {
		const struct task_zoned row = { sql_text(run, 0), sql_text(run, 1) };

		if (!visit(&row, arg))
			return STORE_FULL;
	}
	return rc == STORE_NONE ? STORE_OK : rc;
}
