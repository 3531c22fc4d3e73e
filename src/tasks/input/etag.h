/* Entity tags (RFC 9110 section 8.8.3), and what a client demands of them (section 13.1). */
#ifndef OSTIARY_TASKS_INPUT_ETAG_H
#define OSTIARY_TASKS_INPUT_ETAG_H

#include <stdbool.h>

#include "store/tables/tasks/lists.h"
#include "store/tables/tasks/tasks.h"
#include "tasks/refusal.h"

#define ETAG_BYTES 48

/* The strong tags, in quotes: the revision of a task; that of a list and the number of its open
 * tasks, on which its representation depends as well; any revision. They are in `memory`. */
struct str etag_of_task(const struct task *task, char memory[ETAG_BYTES]);
struct str etag_of_list(const struct list *list, char memory[ETAG_BYTES]);
struct str etag_of_revision(int64_t revision, char memory[ETAG_BYTES]);

/* Whether the value of a header If-Match or If-None-Match, which is "*" or a list of tags, names
 * the tag. A strong comparison, as for If-Match, never matches a weak tag. A value that is no such
 * list names nothing. */
bool etag_is_named(struct str header, struct str etag, bool strong);

/* What a client demands of a resource that it changes; p is NULL: nothing. */
struct etag_demand {
	struct str if_match;
	struct str if_none_match;
};

/* STORE_OK, or STORE_CONFLICT with *out of kind REFUSAL_CHANGED or REFUSAL_UNCHANGED. */
enum store_rc etag_check(const struct etag_demand *demand, struct str etag, struct refusal *out);

#endif
