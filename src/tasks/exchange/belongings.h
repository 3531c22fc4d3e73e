/* What an export has beside the tasks: lists, their sections, and by which names tasks are known
 * outside of this database. */
#ifndef OSTIARY_TASKS_EXCHANGE_BELONGINGS_H
#define OSTIARY_TASKS_EXCHANGE_BELONGINGS_H

#include "store/tables/tasks/lists.h"
#include "store/tables/tasks/sections.h"
#include "store/tables/tasks/tasks.h"
#include "tasks/preferences/preferences.h"

struct belongings {
	struct arena *arena;
	struct list *lists;       /* in their order */
	struct section *sections; /* in the order of list and position */
	size_t n_lists, n_sections;
	struct preferences preferences; /* those that were chosen; of revision 0: not written */
	struct str parent_source;       /* of the task that is written: see struct exchange_task */
};

/* Reads lists and sections. STORE_OK, STORE_FAULT. */
enum store_rc belongings_read(struct sql *sql, struct arena *a, const struct owner *owner,
			      struct belongings *out, struct err *err);

/* NULL: the task is in the inbox, or its list or section is gone. */
const struct list *belongings_list(const struct belongings *have, const struct task *task);
const struct section *belongings_section(const struct belongings *have, const struct task *task);

/* The source of the task: where it was imported from, or "ostiary:" and its id. In the arena or the
 * task's. */
struct str belongings_source(struct belongings *have, const struct task *task);

/* The source of the task of which this is a part; empty: of none. */
struct str belongings_parent(struct belongings *have, const struct task *task);

#endif
