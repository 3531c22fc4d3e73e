/* Answers lines of a rule, a date and a number, divided by tabs, with that number of next dates,
 * each begun on the one before. For agree.py. */
#include <stdio.h>
#include <stdlib.h>

#include "tasks/recur/next.h"

static void answer(struct str line)
{
	ARENA(a);
	struct recur_rule rule;
	struct str text, date, number, problem;
	uint64_t n = 0;
	bool has_next;

	str_cut(str_without_line_end(line), '\t', &text, &date);
	str_cut(date, '\t', &date, &number);
	has_next = recur_parse(&a, text, &rule, &problem) && str_to_u64(number, 100, &n);
	for (; has_next && n > 0; n--) {
		has_next = recur_next(&a, &rule, date, date, &date);
		printf("%.*s ", STR_FMT(has_next ? date : STR("none")));
	}
	printf("%.*s\n", STR_FMT(problem));
}

int main(void)
{
	char *line = NULL;
	size_t bytes = 0;
	ssize_t n;

	while ((n = getline(&line, &bytes, stdin)) > 0)
		answer(str_of(line, (size_t)n));
	free(line);
	return 0;
}
