/* The query of a list of tasks (api/tasks-api.yaml): each parameter by a rule of its own. */
#ifndef OSTIARY_ROUTE_TASK_API_QUERY_H
#define OSTIARY_ROUTE_TASK_API_QUERY_H

#include "http/form.h"
#include "store/owner.h"
#include "tasks/read/page.h"

struct list_query {
	struct form form;        /* as it was written */
	struct page_wish wish;   /* without lateness; `after` may point to `place` */
	struct task_place place; /* of the parameter before or cursor */
	bool paged;              /* the client asks for a part: it is told where the next begins */
	bool linked;          /* so that it goes on by Link, and not by the id of the last task */
	struct str time_zone; /* an IANA name of this system; empty: none was given */
	uint64_t hash;        /* of what all pages have in common; see tasks/read/cursor.h */
};

/* What is wrong with a query; of all zeros: nothing. */
struct query_problem {
	struct str parameter; /* its name, as the client wrote it; empty when it is none of them */
	struct str sentence;
};

/* Reads the text behind '?'. False, with *out_problem, for a parameter that is unknown, is there
 * twice, has a wrong value or does not go with another one. All texts are in the arena. */
bool list_query_read(struct arena *a, struct str text, const struct owner *owner,
		     struct list_query *out, struct query_problem *out_problem);

/* The same for a path with no parameter but time_zone; *out is empty when it was not given. */
bool zone_query_read(struct arena *a, struct str text, struct str *out,
		     struct query_problem *out_problem);

/* The address of the next page: the path with the same query and the cursor of that place. */
struct str list_query_next(struct arena *a, struct str path, const struct list_query *query,
			   const struct task_place *place);

#endif
