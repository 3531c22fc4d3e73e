/* What the commands for one person have in common: the operation, and whom it is about. */
#ifndef OSTIARY_CLI_PEOPLE_JOB_H
#define OSTIARY_CLI_PEOPLE_JOB_H

#include "cli/nodes/operation.h"
#include "store/tables/people/people.h"

struct people_job {
	const struct args *args;
	struct operation op;
	struct person person;
};

/* The argument of such a command. */
#define PEOPLE_WHO                                                                                 \
	{                                                                                          \
		.name = "USER", .help = "the user's id or e-mail address", .least = 1, .most = 1   \
	}

/* Opens the operation, calls run and closes it. The exit code. */
int people_run(const struct args *args, int (*run)(struct people_job *job));

/* The same for the person whom the argument names, in job->person. */
int people_run_for(const struct args *args, int (*run)(struct people_job *job));

/* Reports that nobody has this name, and returns EX_NOUSER. */
int people_nobody(struct str name);

/* A buffer in the arena for what is printed. */
void people_buf(const struct people_job *job, struct buf *b);

/* "name": "text", "name": null and "name": "2026-01-02T03:04:05.678Z" with a comma before them. */
void people_put_text(struct buf *b, const char *name, struct str text);
void people_put_time(struct buf *b, const char *name, int64_t ms); /* 0: null */
void people_put_bool(struct buf *b, const char *name, bool value);
void people_put_number(struct buf *b, const char *name, int64_t value);

#endif
