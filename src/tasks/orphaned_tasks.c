#include "tasks/orphaned_tasks.h"

#include "core/arena.h"
#include "store/tables/tasks/tasks.h"

#define PAGE_OWNERS 500 /* read in one transaction */

struct removal {
	struct owner owner;
	int64_t tasks;
};

STORE_TX(remove_tasks_tx, struct removal *r, tasks_delete_all(sql, &r->owner, &r->tasks, err))

static enum store_rc remove_if_deleted(struct store *store, struct str user_id,
				       enum owner_state state, struct orphan_counts *counts,
				       struct err *err)
{
	struct removal r = { .owner = { .user_id = user_id } };
	enum store_rc rc;

	counts->unknown += state == OWNER_UNKNOWN;
	if (state != OWNER_DELETED)
		return STORE_OK;
	rc = store_write(store, remove_tasks_tx, &r, err);
	if (rc == STORE_OK) {
		counts->users++;
		counts->tasks += r.tasks;
	}
	return rc;
}

enum store_rc orphaned_tasks_sweep(struct store *store, owner_state_fn *state_of, void *arg,
				   struct orphan_counts *out, struct err *err)
{
	struct orphan_counts counts = { 0 };
	enum store_rc rc = STORE_OK;
	/* Two, because a page is read by the last owner of the page before it. */
	ARENA(even);
	ARENA(odd);
	struct arena *a = &even;
	struct str after = STR(""), *owners = NULL;
	size_t n = 0;

	do {
		a = a == &even ? &odd : &even;
		arena_done(a);
		rc = STORE_READ(store, sql, err,
				tasks_owners(sql, a, after, PAGE_OWNERS, &owners, &n, err));
		for (size_t i = 0; rc == STORE_OK && i < n; i++)
			rc = remove_if_deleted(store, owners[i], state_of(arg, owners[i]), &counts,
					       err);
		if (rc == STORE_OK && n)
			after = owners[n - 1];
	} while (rc == STORE_OK && n == PAGE_OWNERS);
	if (rc == STORE_OK)
		*out = counts;
	return rc;
}
