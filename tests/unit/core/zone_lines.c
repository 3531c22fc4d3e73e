/* Answers lines of a zone, "utc" or "local" and seconds, divided by tabs, with the offset of that
 * time or with the time at which clocks show it. For zone_agree.py. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/zone.h"

static void answer(struct str line)
{
	ARENA(a);
	struct zone zone;
	struct str name, kind, number;
	int64_t s;

	str_cut(str_without_line_end(line), '\t', &name, &number);
	str_cut(number, '\t', &kind, &number);
	s = strtoll(number.p, NULL, 10);
	if (!zone_read(&a, name, &zone))
		puts("unknown");
	else if (str_eq(kind, STR("utc")))
		printf("%d\n", zone_offset(&zone, s));
	else
		printf("%" PRId64 "\n", zone_to_utc(&zone, s));
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
