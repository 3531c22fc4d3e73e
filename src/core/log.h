/* The log: one line per event on one stream, JSON or logfmt, written with one write(2).
 *
 * Values are escaped, so that nothing a client sends can begin a line or hide in one. Secrets, tokens,
 * passwords and e-mail addresses are never given to the log at level info or above.
 */
#ifndef OSTIARY_CORE_LOG_H
#define OSTIARY_CORE_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "core/clock.h"

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
	enum log_level level; /* lines below it are not written */
	enum log_format format;
	const struct clock *clock;
};

/* One field of a line. A text field whose text is empty is left out. */
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

/* Writes a line: time, level, message, then the fields in order. Lines longer than 4 KiB lose the
 * fields that do not fit. */
void log_line(const struct log *log, enum log_level level, const char *message,
	      const struct log_field *fields, size_t n_fields);

/* A line whose only field is the error's text. */
void log_error(const struct log *log, const char *message, const char *error);

/* "debug", "info", "notice", "warn", "error"; "logfmt", "json". False for anything else. */
bool log_level_parse(struct str name, enum log_level *out);
bool log_format_parse(struct str name, enum log_format *out);

#endif
