/* Times as SQLite holds them: a value of any type, in whatever form a program has written it. */
#include "store/sqlite/own.h"

#include <sqlite3.h>

#include "base/buf.h"
#include "core/clock.h"
#include "core/date_text.h"
#include "store/sqlite/error.h"

/* Numbers are milliseconds, as JavaScript's Date reads them. */
bool sqlite_read_time(struct sqlite3_value *value, int64_t *out)
{
	struct str text;
	double ms;

	switch (sqlite3_value_type(value)) {
	case SQLITE_INTEGER:
		*out = clock_clamp(sqlite3_value_int64(value));
		return true;
	case SQLITE_FLOAT:
		ms = sqlite3_value_double(value);
		if (ms < (double)CLOCK_FIRST_MS || ms > (double)CLOCK_LAST_MS)
			*out = ms < 0 ? CLOCK_FIRST_MS : CLOCK_LAST_MS;
		else
			*out = (int64_t)ms;
		return true;
	case SQLITE_TEXT:
		break;
	default:
		return false;
	}
	text.p = (const char *)sqlite3_value_text(value);
	text.n = text.p ? (size_t)sqlite3_value_bytes(value) : 0;
	return clock_parse_iso(text, out) || date_text_read(text, out);
}

/* The time in the form of clock_put_iso(), whose order as a text is that of time. */
static void in_order(sqlite3_context *context, int n, sqlite3_value **values)
{
	char text[SQLITE_TIME_BYTES];
	struct buf b;
	int64_t ms;

	(void)n;
	if (!sqlite_read_time(values[0], &ms))
		return; /* null */
	buf_init_fixed(&b, text, sizeof(text));
	clock_put_iso(&b, ms);
	if (buf_ok(&b))
		sqlite3_result_text(context, text, (int)sizeof(text), SQLITE_TRANSIENT);
}

enum store_rc sqlite_add_time_order(struct sqlite *sql, struct err *err)
{
	const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
	int code = sqlite3_create_function_v2(sql->db, "greatest", 1, flags, NULL, in_order, NULL,
					      NULL, NULL);

	return sqlite_outcome(sql, code, "greatest", err);
}
