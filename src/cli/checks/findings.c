#include "cli/checks/findings.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/json.h"

#define WORDS_MAX 1024

void checks_add(struct checks *c, const char *name, enum verdict verdict, const char *format, ...)
{
	char words[WORDS_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(words, sizeof(words), format, args);
	va_end(args);
	if (c->n < CHECKS_MAX)
		c->of[c->n++] = (struct finding){ .name = name,
						  .verdict = verdict,
						  .words = arena_copy(c->arena, str_z(words)) };
}

enum verdict checks_worst(const struct checks *c)
{
	enum verdict worst = VERDICT_OK;

	for (size_t i = 0; i < c->n; i++)
		if (c->of[i].verdict > worst)
			worst = c->of[i].verdict;
	return worst;
}

static const char *const verdicts[] = {
	[VERDICT_OK] = "ok",
	[VERDICT_WARNING] = "warning",
	[VERDICT_FAULT] = "fault",
	[VERDICT_DAMAGED] = "damaged",
};

void checks_put_text(struct buf *b, const struct checks *c)
{
	buf_char(b, '\n');
	for (size_t i = 0; i < c->n; i++)
		buf_fmt(b, "%-8s%-11s %.*s\n", verdicts[c->of[i].verdict], c->of[i].name,
			STR_FMT(c->of[i].words));
}

void checks_put_json(struct buf *b, const struct checks *c)
{
	buf_z(b, ",\"checks\":[");
	for (size_t i = 0; i < c->n; i++) {
		buf_fmt(b, "%s{\"name\":\"%s\",\"verdict\":\"%s\",\"says\":", i ? "," : "",
			c->of[i].name, verdicts[c->of[i].verdict]);
		json_put_string(b, c->of[i].words);
		buf_char(b, '}');
	}
	buf_char(b, ']');
}
