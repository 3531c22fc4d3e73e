/* Reading the columns of a row, which PostgreSQL sends in its binary forms. */
#include "store/postgres/own.h"

#include <stdlib.h>

#include <libpq-fe.h>

#include "core/clock.h"

/* The numbers of the server's built-in types; they never change. */
enum type {
	TYPE_BOOL = 16,
	TYPE_CHAR = 18,
	TYPE_NAME = 19,
	TYPE_INT8 = 20,
	TYPE_INT2 = 21,
	TYPE_INT4 = 23,
	TYPE_TEXT = 25,
	TYPE_UNKNOWN = 705,
	TYPE_BPCHAR = 1042,
	TYPE_VARCHAR = 1043,
	TYPE_TIMESTAMP = 1114,
	TYPE_TIMESTAMPTZ = 1184,
	TYPE_UUID = 2950,
};

#define EPOCH_MS INT64_C(946684800000) /* PostgreSQL counts from 2000-01-01 */

static void wrong_type(struct pg_run *run, int column, const char *wanted)
{
	run->faulted = true;
	err_set_kind(&run->pg->fault, ERR_UNREADABLE, "column \"%s\" is not %s in: %.160s",
		     PQfname(run->row, column), wanted, run->statement);
}

/* False for null as well. */
static bool value_of(const struct pg_run *run, int column, enum type *type, struct str *out)
{
	const PGresult *row = run->row;

	if (run->faulted || !row || PQgetisnull(row, 0, column))
		return false;
	*type = (enum type)PQftype(row, column);
	*out = str_of(PQgetvalue(row, 0, column), (size_t)PQgetlength(row, 0, column));
	return true;
}

static int64_t integer_of(struct str value)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < value.n; i++)
		bits = bits << 8 | (uint8_t)value.p[i];
	if (value.n && value.n < 8 && (value.p[0] & 0x80))
		bits |= UINT64_MAX << (value.n * 8);
	return (int64_t)bits;
}

static struct str uuid_text(struct pg_run *run, int column, struct str value)
{
	static const char digits[] = "0123456789abcdef";
	char *at;

	if (!run->uuids)
		run->uuids = calloc((size_t)PQnfields(run->row), sizeof(*run->uuids));
	if (!run->uuids || value.n != 16) {
		wrong_type(run, column, "a uuid that fits in memory");
		return str_of(NULL, 0);
	}
	at = run->uuids[column];
	for (size_t i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*at++ = '-';
		*at++ = digits[(uint8_t)value.p[i] >> 4];
		*at++ = digits[value.p[i] & 15];
	}
	return str_of(run->uuids[column], 36);
}

struct str pg_text(struct sql_run *base, int column)
{
	struct pg_run *run = pg_run_of(base);
	struct str value;
	enum type type;

	if (!value_of(run, column, &type, &value))
		return str_of(NULL, 0);
	switch (type) {
	case TYPE_TEXT:
	case TYPE_VARCHAR:
	case TYPE_BPCHAR:
	case TYPE_NAME:
	case TYPE_CHAR:
	case TYPE_UNKNOWN:
		return value;
	case TYPE_UUID:
		return uuid_text(run, column, value);
	case TYPE_BOOL:
	case TYPE_INT2:
	case TYPE_INT4:
	case TYPE_INT8:
	case TYPE_TIMESTAMP:
	case TYPE_TIMESTAMPTZ:
		break;
	}
	wrong_type(run, column, "a text");
	return str_of(NULL, 0);
}

int64_t pg_i64(struct sql_run *base, int column)
{
	struct pg_run *run = pg_run_of(base);
	struct str value;
	enum type type;

	if (!value_of(run, column, &type, &value))
		return 0;
	if (type == TYPE_INT8 || type == TYPE_INT4 || type == TYPE_INT2)
		return integer_of(value);
	wrong_type(run, column, "an integer");
	return 0;
}

bool pg_bool(struct sql_run *base, int column)
{
	struct pg_run *run = pg_run_of(base);
	struct str value;
	enum type type;

	if (!value_of(run, column, &type, &value))
		return false;
	if (type == TYPE_BOOL)
		return value.n == 1 && value.p[0] == 1;
	wrong_type(run, column, "a boolean");
	return false;
}

bool pg_bool_or(struct sql_run *base, int column, bool otherwise)
{
	struct str value;
	enum type type;

	if (!value_of(pg_run_of(base), column, &type, &value))
		return false;
	return type == TYPE_BOOL ? value.n == 1 && value.p[0] == 1 : otherwise;
}

/* Rounds down to the millisecond, as the driver of Better Auth does. A time without a zone is UTC
 * (see store/postgres/connection.c). Infinity is the last time that there is. */
static bool read_time(const struct pg_run *run, int column, int64_t *out)
{
	struct str value;
	enum type type;
	int64_t us;

	if (!value_of(run, column, &type, &value) ||
	    (type != TYPE_TIMESTAMPTZ && type != TYPE_TIMESTAMP))
		return false;
	us = integer_of(value);
	if (us == INT64_MAX || us == INT64_MIN)
		*out = us < 0 ? CLOCK_FIRST_MS : CLOCK_LAST_MS;
	else
		*out = clock_clamp(us / 1000 - (us % 1000 < 0) + EPOCH_MS);
	return true;
}

int64_t pg_time(struct sql_run *base, int column)
{
	struct pg_run *run = pg_run_of(base);
	int64_t ms;

	if (run->faulted)
		return 0;
	if (read_time(run, column, &ms))
		return ms;
	wrong_type(run, column, "a timestamptz");
	return 0;
}

int64_t pg_time_or(struct sql_run *base, int column, int64_t otherwise)
{
	int64_t ms;

	return read_time(pg_run_of(base), column, &ms) ? ms : otherwise;
}

bool pg_is_null(struct sql_run *base, int column)
{
	struct pg_run *run = pg_run_of(base);

	return run->faulted || !run->row || PQgetisnull(run->row, 0, column);
}

enum store_rc pg_row_ok(struct sql_run *base, struct err *err)
{
	const struct pg_run *run = pg_run_of(base);

	if (!run->faulted)
		return STORE_OK;
	*err = run->pg->fault;
	return STORE_FAULT;
}

bool pg_row_skip(struct sql_run *base, struct err *err)
{
	struct pg_run *run = pg_run_of(base);

	if (!run->faulted || run->pg->fault.kind != ERR_UNREADABLE)
		return false;
	*err = run->pg->fault;
	run->faulted = false;
	return true;
}
