/* One page of the tasks that a reader asks for. */
#ifndef OSTIARY_TASKS_READ_PAGE_H
#define OSTIARY_TASKS_READ_PAGE_H

#include "store/tables/tasks/query.h"
#include "tasks/read/lateness.h"
#include "tasks/tasks.h"

struct page_wish {
	struct task_filter filter;
	int64_t overdue; /* TASK_ANY, 0 or 1 */
	struct task_order order;
	const struct task_place *after; /* NULL: from the first */
	int64_t limit;                  /* tasks at most */
	struct lateness *lateness;      /* unused when overdue is TASK_ANY */
	bool shorten; /* a page that does not fit ends earlier, and there is more behind it */
};

/* Whether each row has to be looked at to know if it is wanted, so that the work grows with the
 * number of the owner's tasks and not with that of the page. */
bool page_is_filtered(const struct page_wish *wish);

/* Whether to read this page, or a summary (wish is NULL), looks at more than LIMIT_SHORT_READ_ROWS
 * rows, whatever the page holds. STORE_OK, STORE_FAULT. */
enum store_rc page_is_work(const struct task_rules *rules, const struct owner *owner,
			   const struct page_wish *wish, bool *out, struct err *err);

struct page_end {
	bool more;               /* there are tasks behind this page */
	struct task_place place; /* of the last task; in the arena */
};

/* Writes the page as a JSON array. Tasks that come, go or move while a reader goes from page to
 * page change nothing about the others: each of those is in exactly one page. STORE_OK, also with
 * *err of kind ERR_UNREADABLE: rows that cannot be read are left out; STORE_FULL when the array
 * would not fit the buffer, or not even one task of a page that may be shortened; STORE_FAULT. */
enum store_rc page_read(const struct task_rules *rules, struct arena *a, const struct owner *owner,
			const struct page_wish *wish, struct buf *out, struct page_end *end,
			struct err *err);

#endif
