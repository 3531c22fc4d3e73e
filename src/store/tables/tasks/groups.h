/* Writes of several tasks at once: those of a list, of a section, or the parts of a task. Each
 * statement names the owner, and gives the tasks that it writes the revision and time of `stamp`.
 * STORE_OK, also when there were none, or STORE_FAULT. */
#ifndef OSTIARY_STORE_TABLES_TASKS_GROUPS_H
#define OSTIARY_STORE_TABLES_TASKS_GROUPS_H

#include "store/owner.h"
#include "store/store.h"

struct stamp {
	int64_t revision; /* which the caller has advanced */
	int64_t now_ms;
};

/* Tasks of the list move to the inbox, also those in the trash. */
enum store_rc groups_leave_list(struct sql *sql, const struct owner *owner, int64_t list_id,
				struct stamp stamp, struct err *err);

/* Tasks of the section stay in its list. */
enum store_rc groups_leave_section(struct sql *sql, const struct owner *owner, int64_t section_id,
				   struct stamp stamp, struct err *err);

/* Parts of a task move to its list (0: the inbox) and section (0: none). */
enum store_rc groups_follow(struct sql *sql, const struct owner *owner, int64_t parent_id,
			    int64_t list_id, int64_t section_id, struct stamp stamp,
			    struct err *err);

/* Those of the list, or the parts of a task, that are not in the trash move there, with a tombstone
 * each. Parts keep their parent. */
enum store_rc groups_trash_list(struct sql *sql, const struct owner *owner, int64_t list_id,
				struct stamp stamp, struct err *err);
enum store_rc groups_trash_parts(struct sql *sql, const struct owner *owner, int64_t parent_id,
				 struct stamp stamp, struct err *err);

/* Parts of a task are deleted, with a tombstone for each that was not in the trash. */
enum store_rc groups_delete_parts(struct sql *sql, const struct owner *owner, int64_t parent_id,
				  struct stamp stamp, struct err *err);

/* Parts of a task that went to the trash at that time come back, and their tombstones go. */
enum store_rc groups_restore_parts(struct sql *sql, const struct owner *owner, int64_t parent_id,
				   int64_t deleted_ms, struct stamp stamp, struct err *err);

/* Whether the task has parts outside of the trash. */
enum store_rc groups_has_parts(struct sql *sql, const struct owner *owner, int64_t parent_id,
			       bool *out, struct err *err);

#endif
