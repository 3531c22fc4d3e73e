/* The queries of exports and imports. */
#ifndef OSTIARY_ROUTE_TASK_TEXT_FILE_QUERY_H
#define OSTIARY_ROUTE_TASK_TEXT_FILE_QUERY_H

#include "http/form.h"
#include "route/call.h"

/* False, and refused: the query is not readable, or has a parameter that is not among the names,
 * which are separated by blanks, or one of them twice. */
bool file_query_read(struct call *call, const char *names, struct form *out);

/* The value of the parameter; empty: there is none. */
struct str file_query_text(const struct form *query, struct str name);

/* Answers 400 for the parameter, and is false. */
bool file_query_refuse(struct call *call, const char *name, const char *sentence);

#endif
