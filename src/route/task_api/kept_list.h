/* Lists that have not changed, from the cache of answers (tasks/list_cache.h).
 *
 *	if (kept_list_answer(call, &kept))
 *		return;
 *	... the list is made, and is the reply ...
 *	kept_list_keep(call, &kept);
 */
#ifndef OSTIARY_ROUTE_TASK_API_KEPT_LIST_H
#define OSTIARY_ROUTE_TASK_API_KEPT_LIST_H

#include "route/call.h"
#include "tasks/list_cache.h"

struct kept_list {
	struct str etag; /* of every list that does not depend on the time; empty: unknown */
	struct list_cache_key key; /* revision 0: nothing is to be kept */
};

/* Reads the owner's revision, and answers when the list of this query was kept at it. False: the
 * list is to be made. */
bool kept_list_answer(struct call *call, struct kept_list *out);

/* Whether the client has the list already: then the reply is 304. Not for a list that depends on
 * the time. */
bool kept_list_is_known(struct call *call, const struct kept_list *kept);

/* Gives the reply its ETag, and keeps it: a complete list that depends on nothing but the rows and
 * the query. One with a fault, such as rows that could not be read, is not kept. */
void kept_list_keep(struct call *call, const struct kept_list *kept);

#endif
