#include "tasks/departed.h"

#include "core/arena.h"
#include "store/tasks.h"

#define PAGE 500 /* owners that are read at a time */

struct page {
	struct arena *a;
	struct str after;
	struct str *owners;
	size_t n;
};

static enum store_rc read_page(struct sql *sql, void *arg, struct err *err)
{
	struct page *page = arg;

	return tasks_owners(sql, page->a, page->after, PAGE, &page->owners, &page->n, err);
}

struct removal {
	struct owner owner;
	int64_t tasks;
};

static enum store_rc remove_all(struct sql *sql, void *arg, struct err *err)
{
	struct removal *r = arg;

	return tasks_delete_all(sql, &r->owner, &r->tasks, err);
}

static enum store_rc settle(struct store *store, struct str user_id, enum departed_answer answer,
			    struct departed_result *done, struct err *err)
{
	struct removal r = { .owner = { .user_id = user_id } };
	enum store_rc rc;

	done->unknown += answer == DEPARTED_UNKNOWN;
	if (answer != DEPARTED_YES)
		return STORE_OK;
	rc = store_write(store, remove_all, &r, err);
	if (rc == STORE_OK) {
		done->users++;
		done->tasks += r.tasks;
	}
	return rc;
}

enum store_rc departed_sweep(struct store *store, departed_fn *is_gone, void *arg,
			     struct departed_result *out, struct err *err)
{
	struct departed_result done = { 0 };
	enum store_rc rc = STORE_OK;
	struct arena
		arenas[2]; /* of a page, and of the one before, whose last owner it begins with */
	struct page page = { .after = STR("") };
	unsigned turn = 0;

	arena_init(&arenas[0], NULL, 0);
	arena_init(&arenas[1], NULL, 0);
	do {
		page.a = &arenas[turn++ % 2];
		arena_done(page.a);
		arena_init(page.a, NULL, 0);
		rc = store_read(store, read_page, &page, err);
		for (size_t i = 0; rc == STORE_OK && i < page.n; i++)
			rc = settle(store, page.owners[i], is_gone(arg, page.owners[i]), &done,
				    err);
		if (rc == STORE_OK && page.n)
			page.after = page.owners[page.n - 1];
	} while (rc == STORE_OK && page.n == PAGE);
	arena_done(&arenas[0]);
	arena_done(&arenas[1]);
	if (rc == STORE_OK)
		*out = done;
	return rc;
}
