#include "tasks/exchange/belongings.h"

#include <stdlib.h>

#include "core/limits.h"

enum store_rc belongings_read(struct sql *sql, struct arena *a, const struct owner *owner,
			      struct belongings *out, struct err *err)
{
	enum store_rc rc;

	*out = (struct belongings){ .arena = a };
	rc = lists_all(sql, a, owner, LIMIT_LISTS_PER_USER, &out->lists, &out->n_lists, err);
	if (rc != STORE_OK)
		return rc;
	return sections_all(sql, a, owner, 0,
			    (size_t)LIMIT_LISTS_PER_USER * LIMIT_SECTIONS_PER_LIST, &out->sections,
			    &out->n_sections, err);
}

const struct list *belongings_list(const struct belongings *have, const struct task *task)
{
	for (size_t i = 0; i < have->n_lists && task->list_id; i++)
		if (have->lists[i].id == task->list_id)
			return &have->lists[i];
	return NULL;
}

const struct section *belongings_section(const struct belongings *have, const struct task *task)
{
	for (size_t i = 0; i < have->n_sections && task->section_id; i++)
		if (have->sections[i].id == task->section_id &&
		    have->sections[i].list_id == task->list_id)
			return &have->sections[i];
	return NULL;
}

void belongings_note(struct belongings *have, const struct task *task)
{
	struct known_source *more;

	if (!task->source.n)
		return;
	if (have->n_sources == have->room) {
		have->room = have->room ? 2 * have->room : 64;
		more = arena_array(have->arena, have->room, sizeof(*more));
		if (have->n_sources)
			memcpy(more, have->sources, have->n_sources * sizeof(*more));
		have->sources = more;
	}
	have->sources[have->n_sources++] =
		(struct known_source){ task->id, arena_copy(have->arena, task->source) };
}

static int by_id(const void *a, const void *b)
{
	const struct known_source *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

void belongings_sort(struct belongings *have)
{
	if (have->n_sources)
		qsort(have->sources, have->n_sources, sizeof(*have->sources), by_id);
}

static struct str own_source(struct belongings *have, int64_t id)
{
	return arena_fmt(have->arena, "ostiary:%lld", (long long)id);
}

struct str belongings_source(struct belongings *have, const struct task *task)
{
	return task->source.n ? task->source : own_source(have, task->id);
}

struct str belongings_parent(struct belongings *have, const struct task *task)
{
	const struct known_source key = { .id = task->parent_id };
	const struct known_source *found = NULL;

	if (!task->parent_id)
		return str_of(NULL, 0);
	if (have->n_sources)
		found = bsearch(&key, have->sources, have->n_sources, sizeof(key), by_id);
	return found ? found->source : own_source(have, task->parent_id);
}
