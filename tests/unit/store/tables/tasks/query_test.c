/* Filters, orders and places agree with a reference that is written here. */
#include "support/place.h"

#include "base/fold.h"
#include "base/json.h"
#include "core/limits.h"
#include "store/sql/rows.h"
#include "store/task_keys.h"
#include "store/tables/tasks/query.h"
#include "store/tables/users.h"

#define TASKS 400

static const struct owner anna = { STR_INIT("anna") };
static const struct owner ben = { STR_INIT("ben") };

/* A task with its keys, as the reference knows it. */
struct known {
	struct task task;
	struct str due_key, title_key, search;
	int64_t rank;
};

static struct known known[TASKS];

static uint32_t next_random(void)
{
	static uint32_t state = 20261130;

	state = state * 1664525 + 1013904223;
	return state >> 8;
}

static struct str one_of(const char *const *texts, size_t n)
{
	const char *text = texts[next_random() % n];

	return str_z(text);
}

static const char *const titles[] = {
	"Straße",   "strasse kehren", "Łódź",         "lodz",       "ΟΔΟΣ",
	"οδός",     "don’t forget",   "don't forget", "100 % sure", "100_sure",
	"a!b",      "Ärger",          "ärger",        "Zebra",      "zebra 2",
	"Buy milk", "buy  MILK",      "мой дом",      "мои дома",   "が",
	"か",       "שָׁלוֹם",           "أحمد",         "각",         "가",
	"Tag, der", "\\backslash",    "quote \" it",
};
static const char *const priorities[] = { "none", "low", "medium", "high" };
static const char *const tags[] = {
	"[]",
	"[]",
	"[\"home\"]",
	"[\"Home\"]",
	"[\"home\",\"work\"]",
	"[\",\"]",
	"[\"x,\",\",y\"]",
	"[\"a\\\"b\"]",
	"[\"b\",\"a\\\\\"]",
	"[\"ho\",\"me\"]",
	"[\"]\",\"[\"]",
	"[\"a\\\",\\\"b\"]",
	"[\"größe\",\"50%\"]",
};
static const char *const dates[] = { NULL,         NULL,         "2026-11-29", "2026-11-30",
				     "2026-12-01", "2027-01-01", "9999-12-31" };
static const char *const times[] = { NULL, "00:00", "09:30", "23:59" };
static const char *const notes[] = { NULL, NULL, "first line\r\nsecond", "über 50% and _", "" };

static struct task a_task(struct place *p, int64_t id)
{
	struct task task = {
		.id = id,
		.title = one_of(titles, ARRAY_LEN(titles)),
		.description = one_of(notes, ARRAY_LEN(notes)),
		.completed = next_random() % 3 == 0,
		.due_date = one_of(dates, ARRAY_LEN(dates)),
		.priority = one_of(priorities, ARRAY_LEN(priorities)),
		.tags_json = one_of(tags, ARRAY_LEN(tags)),
		.created_ms = NOW_MS + next_random() % 50,
		.updated_ms = NOW_MS + next_random() % 9,
		.list_id = next_random() % 4,
		.parent_id = next_random() % 5 ? 0 : 1000 + next_random() % 3,
		.position = arena_fmt(&p->arena, "a%02u", (unsigned)(next_random() % 60)),
		.deleted_ms = next_random() % 10 ? 0 : NOW_MS,
		.revision = 1,
	};

	if (task.due_date.p)
		task.due_time = one_of(times, ARRAY_LEN(times));
	return task;
}

static struct known known_of(struct place *p, struct task task)
{
	return (struct known){
		.task = task,
		.due_key = task_due_key(&p->arena, task.due_date, task.due_time),
		.title_key = task_title_key(&p->arena, task.title),
		.search = task_search_text(&p->arena, task.title, task.description, task.tags_json),
		.rank = task_priority_rank(task.priority),
	};
}

static void insert(struct place *p, const struct owner *owner, const struct task *task)
{
	if (tasks_insert(p->sql, owner, task, &p->err) != STORE_OK)
		fail_msg("%s", p->err.text);
}

/* Ben has the same tasks as Anna, with other ids. */
static int with_tasks(void **state)
{
	static const struct owner *const owners[] = { &anna, &ben };
	struct place *p;

	if (place_setup(state) < 0)
		return -1;
	p = *state;
	place_open(p);
	place_connect(p);
	for (size_t i = 0; i < ARRAY_LEN(owners); i++) {
		struct user user = { .id = owners[i]->user_id, .email = owners[i]->user_id };

		if (users_insert(p->sql, &user, &p->err) != STORE_OK)
			return -1;
	}
	place_script(p->sql, "begin");
	for (size_t i = 0; i < TASKS; i++) {
		struct task task = a_task(p, (int64_t)i + 1);

		known[i] = known_of(p, task);
		insert(p, &anna, &task);
		task.id += TASKS;
		insert(p, &ben, &task);
	}
	place_script(p->sql, "commit");
	return 0;
}

/* ---- the reference ---- */

static int compare(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.p, b.p, n) : 0;

	return order ? order : (a.n > b.n) - (a.n < b.n);
}

static int compare_numbers(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int compare_keys(const struct known *a, const struct known *b, enum task_sort sort)
{
	switch (sort) {
	case TASK_SORT_ID:
		return 0;
	case TASK_SORT_POSITION:
		return compare(a->task.position, b->task.position);
	case TASK_SORT_CREATED:
		return compare_numbers(a->task.created_ms, b->task.created_ms);
	case TASK_SORT_UPDATED:
		return compare_numbers(a->task.updated_ms, b->task.updated_ms);
	case TASK_SORT_DUE:
		return compare(a->due_key, b->due_key);
	case TASK_SORT_PRIORITY:
		return compare_numbers(a->rank, b->rank);
	case TASK_SORT_TITLE:
		return compare(a->title_key, b->title_key);
	case TASK_SORTS:
		break;
	}
	fail_msg("no such order");
	return 0;
}

static struct task_order sorting;

static int in_order(const void *left, const void *right)
{
	const struct known *a = *(const struct known *const *)left;
	const struct known *b = *(const struct known *const *)right;
	int order = compare_keys(a, b, sorting.sort);

	order = order ? order : compare_numbers(a->task.id, b->task.id);
	return sorting.descending ? -order : order;
}

static bool has_tag(const struct known *one, struct str tag)
{
	OWNED(json_free) struct json *all = NULL;

	assert_int_equal(json_parse(one->task.tags_json, LIMIT_BODY_DEPTH, &all), JSON_OK);
	for (size_t i = 0; i < json_count(all); i++)
		if (str_eq(json_to_str(json_element(all, i)), tag))
			return true;
	return false;
}

static bool meets(const struct known *one, const struct task_filter *f)
{
	const struct task *task = &one->task;
	bool dated = task->due_date.p != NULL;

	for (size_t i = 0; i < f->n_words; i++)
		if (!str_contains(one->search, f->words[i]))
			return false;
	return f->trash == (task->deleted_ms != 0) &&
	       (f->list_id == TASK_ANY || f->list_id == task->list_id) &&
	       (f->parent_id == TASK_ANY || f->parent_id == task->parent_id) &&
	       (f->completed == TASK_ANY || f->completed == task->completed) &&
	       (f->priority_rank == TASK_ANY || f->priority_rank == one->rank) &&
	       (!f->tag.p || has_tag(one, f->tag)) &&
	       (!f->due_before.n || (dated && compare(one->due_key, f->due_before) < 0)) &&
	       (!f->due_after.n || (dated && compare(one->due_key, f->due_after) > 0));
}

static size_t expected(const struct task_filter *filter, struct task_order order,
		       const struct known *out[TASKS])
{
	size_t n = 0;

	for (size_t i = 0; i < TASKS; i++)
		if (meets(&known[i], filter))
			out[n++] = &known[i];
	sorting = order;
	qsort(out, n, sizeof(*out), in_order);
	return n;
}

/* ---- reading ---- */

struct found {
	int64_t ids[TASKS + 1];
	size_t n;
	struct task_place last;
	char last_text[TASK_TITLE_KEY_BYTES];
};

static bool collect(const struct task *task, const struct task_place *place, void *arg)
{
	struct found *found = arg;

	assert_true(found->n <= TASKS);
	found->ids[found->n++] = task->id;
	found->last = *place;
	if (place->text.n)
		memcpy(found->last_text, place->text.p, place->text.n);
	found->last.text.p = found->last_text;
	return true;
}

/* All pages of a size, one after the other. */
static void read_pages(struct place *p, const struct task_filter *filter, struct task_order order,
		       int64_t size, struct found *found)
{
	int64_t n;

	*found = (struct found){ 0 };
	do {
		struct found before = *found;

		before.last.text.p = before.last_text;
		if (tasks_query(p->sql, &anna, filter, order, found->n ? &before.last : NULL, size,
				collect, found, &n, &p->err) != STORE_OK)
			fail_msg("%s", p->err.text);
	} while (n == size);
}

static void assert_agrees(struct place *p, const struct task_filter *filter,
			  struct task_order order, const char *what)
{
	static const int64_t sizes[] = { 7, TASKS + 1 };
	const struct known *right[TASKS];
	size_t n = expected(filter, order, right);
	struct found found;

	for (size_t s = 0; s < ARRAY_LEN(sizes); s++) {
		read_pages(p, filter, order, sizes[s], &found);
		for (size_t i = 0; i < n && i < found.n; i++)
			if (found.ids[i] != right[i]->task.id)
				fail_msg("%s: order %d, row %zu is %lld and not %lld", what,
					 (int)order.sort, i, (long long)found.ids[i],
					 (long long)right[i]->task.id);
		if (found.n != n)
			fail_msg("%s: %zu rows and not %zu", what, found.n, n);
	}
}

static void every_order_agrees_with_the_reference(void **state)
{
	for (enum task_sort sort = TASK_SORT_ID; sort < TASK_SORTS; sort++)
		for (int descending = sort == TASK_SORT_ID; descending < 2; descending++)
			assert_agrees(*state, &task_filter_none,
				      (struct task_order){ sort, descending }, "all");
}

static struct task_filter with_word(const char *word)
{
	struct task_filter filter = task_filter_none;

	filter.words[filter.n_words++] = str_z(word);
	return filter;
}

#define FILTER(member, value)                                                                      \
	{                                                                                          \
#member " " #value,                                                                \
		{                                                                                  \
			.list_id = TASK_ANY, .parent_id = TASK_ANY, .completed = TASK_ANY,         \
			.priority_rank = TASK_ANY, .member = value,                                \
		}                                                                                  \
	}

_Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Woverride-init\"")

	static const struct {
	const char *what;
	struct task_filter filter;
} filters[] = {
	FILTER(list_id, TASK_NONE),
	FILTER(list_id, 2),
	FILTER(list_id, 99),
	FILTER(parent_id, TASK_NONE),
	FILTER(parent_id, 1001),
	FILTER(completed, 0),
	FILTER(completed, 1),
	FILTER(priority_rank, 0),
	FILTER(priority_rank, 3),
	FILTER(tag, STR_INIT("home")),
	FILTER(tag, STR_INIT("Home")),
	FILTER(tag, STR_INIT("ho")),
	FILTER(tag, STR_INIT("x,")),
	FILTER(tag, STR_INIT("a\"b")),
	FILTER(tag, STR_INIT("b")),
	FILTER(tag, STR_INIT("a")),
	FILTER(tag, STR_INIT("a\\")),
	FILTER(tag, STR_INIT("a\",\"b")),
	FILTER(tag, STR_INIT("]")),
	FILTER(tag, STR_INIT("[")),
	FILTER(tag, STR_INIT("größe")),
	FILTER(tag, STR_INIT("50%")),
	FILTER(tag, STR_INIT("5_%")),
	FILTER(tag, STR_INIT("nobody")),
	FILTER(due_before, STR_INIT("2026-11-30")),
	FILTER(due_before, STR_INIT("2026-11-30T09:30")),
	FILTER(due_before, STR_INIT("9999-12-31T23:59")),
	FILTER(due_after, STR_INIT("2026-11-30T24:00")),
	FILTER(due_after, STR_INIT("2026-11-30T09:30")),
};
_Pragma("GCC diagnostic pop")

	static const
	char *const words[] = { "strasse", "lodz", "οδοσ", "don't", "%",  "_",    "!",
				"\\",      "\"",   "milk", "мой",   "か", "が",   "가",
				"שלום",    "احمد", "home", "50%",   "a!", "line", "nowhere" };

static void every_filter_agrees_with_the_reference(void **state)
{
	const struct task_order by_title = { TASK_SORT_TITLE, false };
	const struct task_order by_position = { TASK_SORT_POSITION, true };

	for (size_t i = 0; i < ARRAY_LEN(filters); i++) {
		assert_agrees(*state, &filters[i].filter, by_title, filters[i].what);
		assert_agrees(*state, &filters[i].filter, by_position, filters[i].what);
	}
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		struct task_filter filter = with_word(words[i]);

		assert_agrees(*state, &filter, by_title, words[i]);
	}
}

/* Each condition that the reference finds something for does find something: the two would agree on
 * nothing as well. */
static void the_filters_and_words_find_something(void **state)
{
	const struct known *right[TASKS];
	size_t nothing = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(filters); i++)
		nothing += expected(&filters[i].filter, (struct task_order){ 0 }, right) == 0;
	assert_int_equal(nothing, 4); /* list 99, "a", "5_%" and "nobody" */
	for (size_t i = 0; i + 1 < ARRAY_LEN(words); i++) {
		struct task_filter filter = with_word(words[i]);

		if (expected(&filter, (struct task_order){ 0 }, right) == 0)
			fail_msg("nothing has %s", words[i]);
	}
}

static void any_combination_agrees_with_the_reference(void **state)
{
	for (int i = 0; i < 150; i++) {
		struct task_filter f = task_filter_none;
		struct task_order order = { (enum task_sort)(next_random() % TASK_SORTS),
					    next_random() % 2 };

		order.descending = order.descending || order.sort == TASK_SORT_ID;
		for (int more = 0; more < 3; more++) {
			size_t at = next_random() % ARRAY_LEN(filters);
			const struct task_filter *g = &filters[at].filter;

			f.list_id = g->list_id == TASK_ANY ? f.list_id : g->list_id;
			f.parent_id = g->parent_id == TASK_ANY ? f.parent_id : g->parent_id;
			f.completed = g->completed == TASK_ANY ? f.completed : g->completed;
			f.priority_rank =
				g->priority_rank == TASK_ANY ? f.priority_rank : g->priority_rank;
			f.tag = g->tag.p ? g->tag : f.tag;
			f.due_before = g->due_before.n ? g->due_before : f.due_before;
			f.due_after = g->due_after.n ? g->due_after : f.due_after;
			if (f.n_words < TASK_WORDS_MAX && next_random() % 4 == 0)
				f.words[f.n_words++] = one_of(words, ARRAY_LEN(words));
		}
		assert_agrees(*state, &f, order, "combination");
	}
}

static void the_trash_has_what_no_other_list_shows(void **state)
{
	struct task_filter filter = task_filter_none;

	filter.trash = true;
	assert_agrees(*state, &filter, (struct task_order){ TASK_SORT_ID, true }, "trash");
	filter.completed = 1;
	assert_agrees(*state, &filter, (struct task_order){ TASK_SORT_ID, true }, "trash, done");
}

static void the_tag_that_is_a_comma_finds_no_less_than_it_should(void **state)
{
	struct place *p = *state;
	struct task_filter filter = task_filter_none;
	struct found found;
	size_t right = 0;

	filter.tag = STR(",");
	read_pages(p, &filter, (struct task_order){ TASK_SORT_ID, true }, TASKS, &found);
	for (size_t i = 0; i < found.n; i++)
		right += has_tag(&known[found.ids[i] - 1], filter.tag);
	for (size_t i = 0; i < TASKS; i++)
		right -= known[i].task.deleted_ms == 0 && has_tag(&known[i], filter.tag);
	assert_int_equal(right, 0);
	assert_true(found.n > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_order_agrees_with_the_reference),
		cmocka_unit_test(every_filter_agrees_with_the_reference),
		cmocka_unit_test(the_filters_and_words_find_something),
		cmocka_unit_test(any_combination_agrees_with_the_reference),
		cmocka_unit_test(the_trash_has_what_no_other_list_shows),
		cmocka_unit_test(the_tag_that_is_a_comma_finds_no_less_than_it_should),
	};

	return cmocka_run_group_tests(tests, with_tasks, place_teardown);
}
