/* What `ostiary doctor` has found by its checks, and how it is printed. */
#ifndef OSTIARY_CLI_CHECKS_FINDINGS_H
#define OSTIARY_CLI_CHECKS_FINDINGS_H

#include "base/buf.h"
#include "cli/doctor/examination.h"
#include "cli/settings/table.h"

#define CHECKS_MAX 16

enum verdict {
	VERDICT_OK,
	VERDICT_WARNING, /* a start succeeds, and an operator would want to know */
	VERDICT_FAULT,   /* something does not work, although a start may succeed */
	VERDICT_DAMAGED, /* the data themselves */
};

struct finding {
	const char *name; /* one word */
	enum verdict verdict;
	struct str words; /* a line, in the arena */
};

struct checks {
	struct arena *arena;
	const struct settings *settings;
	const struct examination *e;
	struct str mail_to; /* where a mail is sent for a test; empty: none is sent */
	struct finding of[CHECKS_MAX];
	size_t n;
};

/* The worst of the verdicts. */
enum verdict checks_worst(const struct checks *c);

/* Append the findings: a line each, and the member "checks" of an object, with a comma before it:
 * an array of objects with name, verdict ("ok", "warning", "fault", "damaged") and says. */
void checks_put_text(struct buf *b, const struct checks *c);
void checks_put_json(struct buf *b, const struct checks *c);

/* Adds a finding. */
void checks_add(struct checks *c, const char *name, enum verdict verdict, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

#endif
