/* The log: one line per event on one stream, in JSON or logfmt. Without a queue each line is
 * written with one write(2), by the thread that logs; with one (core/line_queue.h), no thread waits
 * for the reader of the stream.
 *
 * Values are escaped, so that a client's text can neither start a new line nor forge a field.
 * Secrets, tokens, passwords and e-mail addresses are never logged at level info or above.
 */
#ifndef OSTIARY_CORE_LOG_H
#define OSTIARY_CORE_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "core/clock.h"
#include "core/line_queue.h"

enum log_level {
	LOG_LEVEL_DEBUG,
	LOG_LEVEL_INFO,
	LOG_LEVEL_NOTICE,
	LOG_LEVEL_WARN,
	LOG_LEVEL_ERROR,
};

enum log_format {
	LOG_FORMAT_LOGFMT,
	LOG_FORMAT_JSON,
};

struct log {
	int fd;
	enum log_level level; /* the lowest level that is written */
	enum log_format format;
	bool journal; /* lines begin with their priority, "<3>", as systemd's journal reads it */
	const struct clock *clock;
	/* OWNED by who has made it; NULL: none. May be set while other threads log. */
	struct line_queue *_Atomic queue;
};

/* A field of a line. An empty text field is left out. */
struct log_field {
	const char *name;
	enum {
		LOG_TEXT,
		LOG_INTEGER,
		LOG_MICROS_AS_MS
	} kind;
	struct str text;
	int64_t integer;
};

#define LOG_FIELD_TEXT(name_, text_)                                                               \
	{                                                                                          \
		.name = (name_), .kind = LOG_TEXT, .text = (text_)                                 \
	}
#define LOG_FIELD_INTEGER(name_, value_)                                                           \
	{                                                                                          \
		.name = (name_), .kind = LOG_INTEGER, .integer = (value_)                          \
	}
/* Microseconds, printed as milliseconds with three digits. */
#define LOG_FIELD_MS(name_, micros_)                                                               \
	{                                                                                          \
		.name = (name_), .kind = LOG_MICROS_AS_MS, .integer = (micros_)                    \
	}

static inline bool log_wants(const struct log *log, enum log_level level)
{
	return level >= log->level;
}

/* Writes a line: time, level, message, then the fields in their order. A line has at most 4 KiB;
 * fields that do not fit are left out. */
void log_line(const struct log *log, enum log_level level, const char *message,
	      const struct log_field *fields, size_t n_fields);

/* Puts all lines from now on into a queue. False when there is no memory or no thread for it. Ended
 * with log_queue_stop(), which waits at most wait_ms for the reader. */
bool log_queue_start(struct log *log);
void log_queue_stop(struct log *log, int wait_ms);

/* A line at level error with one field, `error`, which is left out when its text is empty. */
void log_error(const struct log *log, const char *message, struct str error);

/* Read the names of the levels, "debug", "info", "notice", "warn" and "error", and of the formats,
 * "logfmt" and "json". False for any other text. */
bool log_level_parse(struct str name, enum log_level *out);
bool log_format_parse(struct str name, enum log_format *out);

#endif
