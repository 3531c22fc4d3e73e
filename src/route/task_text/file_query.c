#include "route/task_text/file_query.h"

#include "route/detail.h"

bool file_query_refuse(struct call *call, const char *name, const char *sentence)
{
	detail_problem(call->request->arena, call->reply, PROBLEM_BAD_PARAMETER, str_z(sentence),
		       (struct blame){ BLAME_PARAMETER, str_z(name) });
	return false;
}

/* False, and refused: the query is not readable, or has a parameter that is not among the names, or
 * one of them twice. */
bool file_query_read(struct call *call, const char *names, struct form *out)
{
	*out = (struct form){ 0 };
	if (!call->request->query.n)
		return true;
	if (!form_parse(call->request->arena, call->request->query, out))
		return file_query_refuse(call, "", "The query is not readable");
	for (size_t i = 0; i < out->n; i++) {
		struct str name = out->fields[i].name;

		if (!str_is_word_of(name, names) || form_count(out, name) > 1)
			return file_query_refuse(
				call, arena_z(call->request->arena, name),
				"The query has an unknown parameter, or one twice");
	}
	return true;
}

struct str file_query_text(const struct form *query, struct str name)
{
	const struct str *value = form_first(query, name);

	return value ? *value : str_of(NULL, 0);
}
