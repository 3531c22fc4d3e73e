/* The feed of changes: what has become of an owner's tasks and lists since a cursor, in the order
 * of the owner's revisions. Whoever applies each answer and goes on with its cursor has the present
 * state in the end, whatever is written meanwhile. */
#ifndef OSTIARY_TASKS_SYNC_CHANGES_H
#define OSTIARY_TASKS_SYNC_CHANGES_H

#include "base/buf.h"
#include "store/tables/tasks/tombstones.h"
#include "tasks/tasks.h"

/* A cursor is a revision in decimal digits: everything up to it is known. Inside of a revision that
 * did not fit an answer, "-" and the last id that was told follow. */
struct change_cursor {
	struct change_place place;
};

/* False when the text is no cursor. */
bool change_cursor_read(struct str text, struct change_cursor *out);

enum changes_rc {
	CHANGES_TOLD = 0,
	CHANGES_GONE,  /* the cursor is older than what is kept, or ahead of the owner's revision */
	CHANGES_FAULT, /* see *err */
};

/* Appends {"tasks": [...], "lists": [...], "deleted": [...], "cursor", "more"}: at most
 * LIMIT_CHANGES of each. Without a cursor (since is NULL) nothing but the present one. */
enum changes_rc changes_put(const struct task_rules *rules, struct arena *a,
			    const struct owner *owner, const struct change_cursor *since,
			    struct buf *out, struct err *err);

#endif
