/* What `ostiary doctor` judges beside the tables: the database file, the machine, and what a server
 * with these settings meets outside. machine.c and outside.c are parts of this module. */
#ifndef OSTIARY_CLI_CHECKS_CHECKS_H
#define OSTIARY_CLI_CHECKS_CHECKS_H

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

/* Makes the checks, one after the other, and changes nothing. Reads every page of an SQLite file;
 * asks the URL of the server, and the mail server where mail_to is given, for at most 60 seconds.
 */
void checks_run(struct checks *c);

/* The worst of the verdicts. */
enum verdict checks_worst(const struct checks *c);

/* Append the findings: a line each, and the member "checks" of an object, with a comma before it:
 * an array of objects with name, verdict ("ok", "warning", "fault", "damaged") and says. */
void checks_put_text(struct buf *b, const struct checks *c);
void checks_put_json(struct buf *b, const struct checks *c);

/* For the parts of the module: adds a finding. */
void checks_add(struct checks *c, const char *name, enum verdict verdict, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Of the machine (machine.c): whether the disk has room and the clock is set. */
void check_disk(struct checks *c);
void check_clock(struct checks *c);

/* Of what is outside (outside.c): whether the URL of the server leads to this database, whether
 * clients behind proxies can be told apart, whether mails are sent. */
void check_address(struct checks *c);
void check_proxies(struct checks *c);
void check_mail(struct checks *c);

#endif
