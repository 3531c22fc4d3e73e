#include "tasks/exchange/belongings.h"

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
	if (!task->parent_id)
		return str_of(NULL, 0);
	return have->parent_source.n ? have->parent_source : own_source(have, task->parent_id);
}
