/* Problem details (RFC 9457): the table of the problems, and how one is written. */
#ifndef OSTIARY_ROUTE_PROBLEM_PROBLEM_H
#define OSTIARY_ROUTE_PROBLEM_PROBLEM_H

#include "base/buf.h"

/* A type is this and the problem's name: an entry of the page that describes the API. */
#define PROBLEM_TYPE "/api/docs#problem-"

enum problem {
#define PROBLEM(NAME, status, name, title) PROBLEM_##NAME,
#include "route/problem/problems.def"
#undef PROBLEM
	PROBLEMS
};

/* The part of the request that is to blame. */
enum blame_kind {
	BLAME_NOTHING = 0,
	BLAME_MEMBER,    /* of the body */
	BLAME_PARAMETER, /* of the query */
	BLAME_HEADER,
};

struct blame {
	enum blame_kind kind;
	struct str name;
};

unsigned problem_status(enum problem problem);

/* The general problem of a status: the first row that has it. PROBLEM_BAD_REQUEST when no row
 * has. */
enum problem problem_of_status(unsigned status);

/* Appends {"detail", "type", "title", "status"}; "operation" when one of a batch is to blame, whose
 * number counts from 1 (0: none) and is written from 0; and, when something is to blame, one of
 * "member", "parameter" and "header" with its name. */
void problem_put_json(struct buf *b, enum problem problem, struct str detail, struct blame blame,
		      size_t operation);

#endif
