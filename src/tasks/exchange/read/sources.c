#include "tasks/exchange/read/sources.h"

#include "base/hash.h"

struct sources sources_new(struct incoming *in)
{
	struct sources sources = { .n = 16 };

	while (sources.n < 2 * in->n_tasks)
		sources.n *= 2;
	sources.at = arena_array(in->arena, sources.n, sizeof(struct incoming_task *));
	return sources;
}

struct incoming_task **sources_slot(const struct sources *sources, struct str source)
{
	size_t i = hash_mix(hash_str(HASH_START, source)) & (sources->n - 1);

	while (sources->at[i] && !str_eq(sources->at[i]->source, source))
		i = (i + 1) & (sources->n - 1);
	return &sources->at[i];
}

struct sources sources_of(struct incoming *in)
{
	struct sources sources = sources_new(in);

	for (struct incoming_task *task = in->tasks; task; task = task->next) {
		struct incoming_task **slot = sources_slot(&sources, task->source);

		if (!*slot)
			*slot = task;
	}
	return sources;
}
