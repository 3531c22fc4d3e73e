/* Why an operation on tasks or lists was refused: the outcome STORE_CONFLICT. */
#ifndef OSTIARY_TASKS_REFUSAL_H
#define OSTIARY_TASKS_REFUSAL_H

#include "base/str.h"
#include "store/store.h"

enum refusal_kind {
	REFUSAL_MEMBER = 0, /* a member of the body has a value that does not fit what is stored */
	REFUSAL_CHANGED,    /* the resource is not in the state that If-Match demands */
	REFUSAL_UNCHANGED,  /* it is in a state that If-None-Match forbids */
};

struct refusal {
	enum refusal_kind kind;
	struct str member;  /* of the body; empty: the body as a whole */
	struct str problem; /* a sentence for the client; in static memory or the arena */
};

/* Answers STORE_CONFLICT. *out may be NULL. */
static inline enum store_rc refusal_member(struct refusal *out, struct str member,
					   struct str problem)
{
	if (out)
		*out = (struct refusal){ REFUSAL_MEMBER, member, problem };
	return STORE_CONFLICT;
}

#endif
