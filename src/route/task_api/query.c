#include "route/task_api/query.h"

#include "base/ascii.h"
#include "base/cleanup.h"
#include "base/fold.h"
#include "base/hash.h"
#include "base/url.h"
#include "core/clock.h"
#include "core/limits.h"
#include "core/zone.h"
#include "store/task_keys.h"
#include "tasks/read/cursor.h"

#define TASKS_MOST LIMIT_TEXT(LIMIT_TASKS_PER_USER)

#define LIST_ALL_TASKS                                                                             \
	INT64_C(1000000) /* more than a user may have; the length of the answer bounds it */
#define ID_MAX ((UINT64_C(1) << 53) - 1) /* the largest that every JSON reader holds exactly */

/* ---- one parameter ---- */

/* A query while it is read. */
struct reading {
	struct arena *arena;
	struct list_query *query;
	bool sorted;
	struct str before, cursor; /* p is NULL: not given */
};

/* False: the value is refused. */
typedef bool read_fn(struct reading *r, struct str value);

static bool read_whole(struct str value, uint64_t most, int64_t *out)
{
	uint64_t number;

	if (!str_to_u64(value, most, &number) || number == 0)
		return false;
	*out = (int64_t)number;
	return true;
}

static bool read_flag(struct str value, int64_t *out)
{
	*out = str_eq(value, STR("true"));
	return *out || str_eq(value, STR("false"));
}

static bool read_id_or(struct str value, struct str none, int64_t *out)
{
	*out = TASK_NONE;
	return str_eq(value, none) || read_whole(value, ID_MAX, out);
}

static bool read_limit(struct reading *r, struct str value)
{
	r->query->paged = true;
	return read_whole(value, LIMIT_TASKS_PER_USER, &r->query->wish.limit);
}

static bool read_before(struct reading *r, struct str value)
{
	r->before = value;
	r->query->wish.after = &r->query->place;
	return read_whole(value, ID_MAX, &r->query->place.id);
}

static bool read_cursor(struct reading *r, struct str value)
{
	r->cursor = value;
	return value.n > 0;
}

static bool read_list(struct reading *r, struct str value)
{
	return read_id_or(value, STR("inbox"), &r->query->wish.filter.list_id);
}

static bool read_parent(struct reading *r, struct str value)
{
	return read_id_or(value, STR("none"), &r->query->wish.filter.parent_id);
}

static bool read_completed(struct reading *r, struct str value)
{
	return read_flag(value, &r->query->wish.filter.completed);
}

static bool read_overdue(struct reading *r, struct str value)
{
	return read_flag(value, &r->query->wish.overdue);
}

static bool read_trash(struct reading *r, struct str value)
{
	int64_t trash;
	bool ok = read_flag(value, &trash);

	r->query->wish.filter.trash = trash;
	return ok;
}

static bool read_priority(struct reading *r, struct str value)
{
	r->query->wish.filter.priority_rank = task_priority_rank(value);
	return str_eq(value, STR("none")) || task_priority_rank(value) > 0;
}

static bool read_tag(struct reading *r, struct str value)
{
	r->query->wish.filter.tag = value;
	return value.n && str_code_points(value) <= LIMIT_TAG_CHARS && str_find(value, '\0') < 0;
}

/* HH:MM of a day. */
static bool is_minute(struct str text)
{
	return text.n == 5 && ascii_is_digit(text.p[0]) && ascii_is_digit(text.p[1]) &&
	       text.p[2] == ':' && ascii_is_digit(text.p[3]) && ascii_is_digit(text.p[4]) &&
	       memcmp(text.p, "24", 2) < 0 && text.p[3] < '6';
}

/* A day, or a minute of it. */
static bool is_moment(struct str value)
{
	if (!clock_is_date(str_head(value, 10)))
		return false;
	return value.n == 10 || (value.p[10] == 'T' && is_minute(str_tail(value, 11)));
}

static bool read_due_before(struct reading *r, struct str value)
{
	r->query->wish.filter.due_before = value;
	return is_moment(value);
}

/* After a day is behind every time of it. */
static bool read_due_after(struct reading *r, struct str value)
{
	if (!is_moment(value))
		return false;
	r->query->wish.filter.due_after =
		value.n == 10 ? task_due_key(r->arena, value, STR("")) : value;
	return true;
}

static bool read_words(struct reading *r, struct str value)
{
	struct task_filter *filter = &r->query->wish.filter;
	struct buf folded;
	struct str rest;

	if (str_code_points(value) > LIMIT_TITLE_CHARS || str_find(value, '\0') >= 0)
		return false;
	arena_buf(r->arena, &folded, 64, LIMIT_SEARCH_BYTES);
	fold_put(&folded, value);
	for (rest = buf_text(&folded); rest.n; filter->n_words++) {
		if (filter->n_words == TASK_WORDS_MAX)
			return false;
		str_cut(rest, ' ', &filter->words[filter->n_words], &rest);
	}
	return filter->n_words > 0;
}

static bool read_sort(struct reading *r, struct str value)
{
	static const struct str names[TASK_SORTS] = {
		[TASK_SORT_POSITION] = STR_INIT("position"),
		[TASK_SORT_CREATED] = STR_INIT("created_at"),
		[TASK_SORT_UPDATED] = STR_INIT("updated_at"),
		[TASK_SORT_DUE] = STR_INIT("due"),
		[TASK_SORT_PRIORITY] = STR_INIT("priority"),
		[TASK_SORT_TITLE] = STR_INIT("title"),
	};
	struct task_order *order = &r->query->wish.order;

	r->sorted = true;
	order->descending = str_starts(value, STR("-"));
	value = str_tail(value, order->descending);
	for (size_t i = 0; i < TASK_SORTS; i++)
		if (names[i].n && str_eq(value, names[i])) {
			order->sort = (enum task_sort)i;
			return true;
		}
	return false;
}

static bool read_zone(struct reading *r, struct str value)
{
	struct zone zone;
	ARENA(a);

	r->query->time_zone = value;
	return zone_read(&a, value, &zone);
}

#define TRUE_OR_FALSE " must be true or false"
#define A_MOMENT      " must be a date such as 2026-12-31, or a time such as 2026-12-31T09:30"

static const struct parameter {
	struct str name;
	read_fn *read;
	const char *problem; /* follows the name */
} parameters[] = {
	{ STR_INIT("list"), read_list, " must be inbox, or the id of a list" },
	{ STR_INIT("parent"), read_parent, " must be none, or the id of a task" },
	{ STR_INIT("completed"), read_completed, TRUE_OR_FALSE },
	{ STR_INIT("priority"), read_priority, " must be one of: none, low, medium, high" },
	{ STR_INIT("tag"), read_tag, " must have 1 to " LIMIT_TEXT(LIMIT_TAG_CHARS) " characters" },
	{ STR_INIT("due_before"), read_due_before, A_MOMENT },
	{ STR_INIT("due_after"), read_due_after, A_MOMENT },
	{ STR_INIT("overdue"), read_overdue, TRUE_OR_FALSE },
	{ STR_INIT("q"), read_words,
	  " must have 1 to " LIMIT_TEXT(TASK_WORDS_MAX) " words and at most " LIMIT_TEXT(
		  LIMIT_TITLE_CHARS) " characters" },
	{ STR_INIT("trash"), read_trash, TRUE_OR_FALSE },
	{ STR_INIT("sort"), read_sort,
	  " must be one of: position, created_at, updated_at, due, priority, title; with - before"
	  " it for the opposite order" },
	{ STR_INIT("limit"), read_limit, " must be a whole number from 1 to " TASKS_MOST },
	{ STR_INIT("before"), read_before, " must be the id of a task" },
	{ STR_INIT("cursor"), read_cursor, " must be one that this server has sent" },
	{ STR_INIT("time_zone"), read_zone,
	  " must be the name of a time zone, such as Europe/Berlin" },
};

/* ---- all parameters ---- */

static bool refuse(struct arena *a, struct query_problem *problem, struct str name,
		   const char *sentence)
{
	problem->parameter = name;
	problem->sentence = arena_fmt(a, "%.*s%s", STR_FMT(name), sentence);
	return false;
}

/* The name as the client wrote it, cut to 100 bytes. */
static bool refuse_unknown(struct arena *a, struct query_problem *problem, struct str name)
{
	size_t n = name.n < 100 ? name.n : 100;

	while (n < name.n && n && ((unsigned char)name.p[n] & 0xC0) == 0x80)
		n--; /* do not cut inside a character */
	problem->parameter = str_head(name, n);
	problem->sentence = arena_fmt(a, "Unknown parameter: %.*s", STR_FMT(problem->parameter));
	return false;
}

static const struct parameter *parameter_named(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(parameters); i++)
		if (str_eq(name, parameters[i].name))
			return &parameters[i];
	return NULL;
}

/* Reads the parameters in the order of the text. Those that the path does not have are unknown. */
static bool read_parameters(struct reading *r, struct str text, struct str only,
			    struct query_problem *problem)
{
	struct form *form = &r->query->form;

	if (text.n && !form_parse(r->arena, text, form)) {
		problem->sentence = STR("The query is not readable");
		return false;
	}
	for (size_t i = 0; i < form->n; i++) {
		struct str name = form->fields[i].name;
		const struct parameter *parameter = parameter_named(name);

		if (!parameter || (only.n && !str_eq(name, only)))
			return refuse_unknown(r->arena, problem, name);
		if (form_count(form, name) > 1 || !parameter->read(r, form->fields[i].value))
			return refuse(r->arena, problem, name, parameter->problem);
	}
	return true;
}

static uint64_t hash_text(uint64_t hash, struct str text)
{
	return hash_str(hash_u64(hash, text.n), text);
}

static uint64_t hash_query(const struct list_query *query, const struct owner *owner)
{
	const struct task_filter *f = &query->wish.filter;
	const int64_t numbers[] = {
		f->trash,
		f->list_id,
		f->parent_id,
		f->completed,
		f->priority_rank,
		query->wish.overdue,
		f->tag.p != NULL,
		query->wish.order.sort,
		query->wish.order.descending,
	};
	uint64_t hash = hash_text(HASH_START, owner->user_id);

	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		hash = hash_u64(hash, (uint64_t)numbers[i]);
	hash = hash_text(hash, f->tag);
	hash = hash_text(hash, f->due_before);
	hash = hash_text(hash, f->due_after);
	for (size_t i = 0; i < f->n_words; i++)
		hash = hash_text(hash, f->words[i]);
	return query->wish.overdue == TASK_ANY ? hash : hash_text(hash, query->time_zone);
}

/* The parameters that say where a page begins and in which order. */
static bool settle_place(struct reading *r, struct query_problem *problem)
{
	struct list_query *query = r->query;

	if (r->before.p && (r->sorted || r->cursor.p))
		return refuse(r->arena, problem, STR("before"), " does not go with sort or cursor");
	if (query->wish.filter.trash && r->sorted)
		return refuse(r->arena, problem, STR("sort"), " does not go with trash");
	if (!r->cursor.p)
		return true;
	query->paged = true;
	query->wish.after = &query->place;
	return cursor_read(r->arena, r->cursor, query->hash, task_key_of(query->wish.order.sort),
			   &query->place) ||
	       refuse(r->arena, problem, STR("cursor"),
		      " is none of this query: begin at its first page");
}

bool list_query_read(struct arena *a, struct str text, const struct owner *owner,
		     struct list_query *out, struct query_problem *out_problem)
{
	struct reading r = { .arena = a, .query = out };

	*out_problem = (struct query_problem){ 0 };
	*out = (struct list_query){
		.wish = { .filter = task_filter_none,
			  .overdue = TASK_ANY,
			  .order = { TASK_SORT_ID, true },
			  .limit = LIST_ALL_TASKS },
	};
	if (!read_parameters(&r, text, STR(""), out_problem))
		return false;
	out->linked = r.cursor.p || (out->paged && r.sorted);
	out->hash = hash_query(out, owner);
	return settle_place(&r, out_problem);
}

bool zone_query_read(struct arena *a, struct str text, struct str *out,
		     struct query_problem *out_problem)
{
	struct list_query query = { 0 };
	struct reading r = { .arena = a, .query = &query };

	*out_problem = (struct query_problem){ 0 };
	if (!read_parameters(&r, text, STR("time_zone"), out_problem))
		return false;
	*out = query.time_zone;
	return true;
}

/* ---- the next page ---- */

struct str list_query_next(struct arena *a, struct str path, const struct list_query *query,
			   const struct task_place *place)
{
	enum task_key key = task_key_of(query->wish.order.sort);
	struct buf b;

	arena_buf(a, &b, 512, 4 * LIMIT_HEAD_BYTES);
	buf_str(&b, path);
	buf_z(&b, "?cursor=");
	buf_str(&b, cursor_make(a, query->hash, key, place));
	for (size_t i = 0; i < query->form.n; i++) {
		const struct form_field *field = &query->form.fields[i];

		if (str_eq(field->name, STR("cursor")) || str_eq(field->name, STR("before")))
			continue;
		buf_char(&b, '&');
		url_put_component(&b, field->name);
		buf_char(&b, '=');
		url_put_component(&b, field->value);
	}
	return buf_text(&b);
}
