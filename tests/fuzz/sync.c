/* Whatever a client sends where lists, changes and batches are read: a cursor that is taken is one
 * that is made, a query that is taken has a next page that is taken as well, and a batch has no
 * more than it may and names nothing that comes later. The list cache gives back what was put. The
 * first byte chooses. */
#include "base/cleanup.h"
#include "base/json.h"
#include "core/limits.h"
#include "core/random.h"
#include "fuzz.h"
#include "route/task_api/query.h"
#include "tasks/batch/batch.h"
#include "tasks/list_cache.h"
#include "tasks/read/cursor.h"
#include "tasks/sync/changes.h"

static const struct owner owner = { STR_INIT("anna") }, other = { STR_INIT("ben") };

static void try_changes(struct arena *a, struct str text)
{
	struct change_cursor cursor = { { -1, -1 } };
	struct str again;

	if (!change_cursor_read(text, &cursor)) {
		HOLDS(cursor.place.revision == -1 && cursor.place.id == -1);
		return;
	}
	HOLDS(cursor.place.revision >= 0 && cursor.place.id >= 0);
	again = cursor.place.id == INT64_MAX
			? arena_fmt(a, "%lld", (long long)cursor.place.revision)
			: arena_fmt(a, "%lld-%lld", (long long)cursor.place.revision,
				    (long long)cursor.place.id);
	HOLDS(str_eq(again, text));
}

static bool is_same_place(enum task_key key, const struct task_place *x, const struct task_place *y)
{
	if (x->id != y->id)
		return false;
	return key == TASK_KEY_ID     ? true
	       : key == TASK_KEY_TEXT ? str_eq(x->text, y->text)
				      : x->number == y->number;
}

/* The input is a cursor, and the bytes of one. */
static void try_cursor(struct arena *a, struct str text)
{
	for (int kind = TASK_KEY_ID; kind <= TASK_KEY_NUMBER; kind++) {
		enum task_key key = (enum task_key)kind;
		struct task_place place = { 0 }, again = { 0 };
		struct str made;

		if (cursor_read(a, text, 7, key, &place))
			HOLDS(str_eq(cursor_make(a, 7, key, &place), text));
		place = (struct task_place){ text, (int64_t)text.n, (int64_t)text.n };
		if (!str_is_utf8(text) || str_find(text, '\0') >= 0 || text.n > 1000)
			continue;
		made = cursor_make(a, 7, key, &place);
		HOLDS(cursor_read(a, made, 7, key, &again) && is_same_place(key, &place, &again));
		HOLDS(!cursor_read(a, made, 8, key, &again));
	}
}

static void try_query(struct arena *a, struct str text)
{
	struct task_place place = { STR("abc"), 5, 6 };
	struct query_problem problem = { 0 };
	struct list_query query, next;
	struct str path, rest;

	if (!list_query_read(a, text, &owner, &query, &problem)) {
		HOLDS(problem.sentence.n > 0);
		return;
	}
	HOLDS(query.wish.limit > 0 && query.wish.filter.n_words <= TASK_WORDS_MAX);
	path = list_query_next(a, STR("/t"), &query, &place);
	HOLDS(str_cut(path, '?', &path, &rest));
	HOLDS(list_query_read(a, rest, &owner, &next, &problem));
	HOLDS(next.hash == query.hash && next.wish.after && next.wish.after->id == 6);
	if (query.linked)
		HOLDS(!list_query_read(a, rest, &other, &next, &problem));
}

static void try_batch(struct arena *a, struct str text)
{
	struct batch batch = { 0 };

	if (!batch_read(a, text, &batch)) {
		HOLDS(batch.refusal.problem.n > 0 && batch.failed <= LIMIT_BATCH);
		return;
	}
	HOLDS(batch.n > 0 && batch.n <= LIMIT_BATCH);
	for (size_t i = 0; i < batch.n; i++) {
		const struct batch_operation *operation = &batch.of[i];

		if (operation->op != BATCH_CREATE && operation->id < 0)
			HOLDS((size_t)-operation->id <= i); /* made by one before */
		HOLDS(operation->name.n <= LIMIT_BATCH_NAME_BYTES + 1);
	}
}

/* Each two bytes put or get one of a few lists; the body says which it is. */
static void try_cache(struct arena *a, struct str text)
{
	OWNED(list_cache_free) struct list_cache *cache = list_cache_new(4096, &random_kernel);

	for (size_t i = 0; cache && i + 1 < text.n; i += 2) {
		unsigned char what = (unsigned char)text.p[i], size = (unsigned char)text.p[i + 1];
		struct list_cache_key key = { what & 1 ? &owner : &other,
					      what & 2 ? STR("limit=1") : STR(""), what >> 3 & 7,
					      what >> 6 };
		struct str body = arena_fmt(a, "%u:%*s", what & ~4u, size * 4, "");
		struct list_answer answer = { body, what & 1 ? STR("<next>") : STR("") }, found;

		if (what & 4) {
			list_cache_put(cache, &key, &answer);
		} else if (list_cache_get(cache, &key, a, &found)) {
			HOLDS(str_starts(found.body, arena_fmt(a, "%u:", what & ~4u)));
			HOLDS(str_eq(found.next, answer.next) && key.revision > 0);
		}
		HOLDS(list_cache_used(cache) <= 4096);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static void (*const tries[])(struct arena *, struct str) = {
		try_changes, try_cursor, try_query, try_batch, try_cache,
	};
	ARENA(a);

	if (n)
		tries[data[0] % 5](&a, str_of(data + 1, n - 1));
	return 0;
}
