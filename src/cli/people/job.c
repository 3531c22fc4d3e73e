#include "cli/people/job.h"

#include <sysexits.h>

#include "auth/address/named_user.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "cli/tree/output.h"

#define OUTPUT_BYTES ((size_t)16 << 20)

int people_run(const struct args *args, int (*run)(struct people_job *job))
{
	struct people_job job = { .args = args };
	int code = operation_open(&job.op, args);

	if (code == EX_OK)
		code = run(&job);
	operation_done(&job.op);
	return code;
}

int people_nobody(struct str name)
{
	return cli_fail(EX_NOUSER, "there is no user \"%.*s\"", STR_FMT(name));
}

static enum store_rc find(struct sql *sql, struct people_job *job, struct str name, struct err *err)
{
	struct arena *a = job->op.arena;
	struct user user;
	enum store_rc rc = users_by_name(sql, a, name, &user, err);

	return rc == STORE_OK
		       ? people_find(sql, a, user.id, clock_now_ms(&clock_real), &job->person, err)
		       : rc;
}

static int find_person(struct people_job *job)
{
	struct str name = str_z(args_word(job->args));
	struct err err = { 0 };

	switch (STORE_READ(job->op.store, sql, &err, find(sql, job, name, &err))) {
	case STORE_OK:
		return EX_OK;
	case STORE_NONE:
		return people_nobody(name);
	case STORE_CONFLICT:
	case STORE_ORPHAN:
	case STORE_FULL:
	case STORE_FAULT:
		break;
	}
	return cli_fail(EX_IOERR, "%s", err.text);
}

int people_run_for(const struct args *args, int (*run)(struct people_job *job))
{
	struct people_job job = { .args = args };
	int code = operation_open(&job.op, args);

	if (code == EX_OK)
		code = find_person(&job);
	if (code == EX_OK)
		code = run(&job);
	operation_done(&job.op);
	return code;
}

void people_buf(const struct people_job *job, struct buf *b)
{
	arena_buf(job->op.arena, b, 4096, OUTPUT_BYTES);
}

static void put_name(struct buf *b, const char *name)
{
	buf_z(b, ",\"");
	buf_z(b, name);
	buf_z(b, "\":");
}

void people_put_text(struct buf *b, const char *name, struct str text)
{
	put_name(b, name);
	json_put_string_or_null(b, text);
}

void people_put_time(struct buf *b, const char *name, int64_t ms)
{
	put_name(b, name);
	buf_z(b, ms ? "\"" : "null");
	if (!ms)
		return;
	clock_put_iso(b, ms);
	buf_char(b, '"');
}

void people_put_bool(struct buf *b, const char *name, bool value)
{
	put_name(b, name);
	buf_z(b, value ? "true" : "false");
}

void people_put_number(struct buf *b, const char *name, int64_t value)
{
	put_name(b, name);
	buf_i64(b, value);
}
