#include "route/problem/problem.h"

#include "base/cleanup.h"
#include "base/json.h"

static const struct {
	unsigned status;
	struct str name, title;
} problems[] = {
#define PROBLEM(NAME, status, name, title) { status, STR_INIT(name), STR_INIT(title) },
#include "route/problem/problems.def"
#undef PROBLEM
};

unsigned problem_status(enum problem problem)
{
	return problems[problem].status;
}

enum problem problem_of_status(unsigned status)
{
	for (size_t i = 0; i < ARRAY_LEN(problems); i++)
		if (problems[i].status == status)
			return (enum problem)i;
	return PROBLEM_BAD_REQUEST;
}

static void put_blame(struct buf *b, struct blame blame)
{
	static const char *const members[] = {
		[BLAME_MEMBER] = ",\"member\":",
		[BLAME_PARAMETER] = ",\"parameter\":",
		[BLAME_HEADER] = ",\"header\":",
	};

	if (blame.kind == BLAME_NOTHING)
		return;
	buf_z(b, members[blame.kind]);
	json_put_string(b, blame.name);
}

void problem_put_json(struct buf *b, enum problem problem, struct str detail, struct blame blame,
		      size_t operation)
{
	buf_z(b, "{\"detail\":");
	json_put_string(b, detail);
	buf_z(b, ",\"type\":\"" PROBLEM_TYPE);
	buf_str(b, problems[problem].name);
	buf_z(b, "\",\"title\":");
	json_put_string(b, problems[problem].title);
	buf_z(b, ",\"status\":");
	buf_i64(b, problems[problem].status);
	if (operation) {
		buf_z(b, ",\"operation\":");
		buf_u64(b, operation - 1);
	}
	put_blame(b, blame);
	buf_char(b, '}');
}
