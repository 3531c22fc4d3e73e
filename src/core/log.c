#include "core/log.h"

#include <unistd.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/json.h"

#define LINE_BYTES 4096

static const struct str level_names[] = {
	[LOG_LEVEL_DEBUG] = STR_INIT("debug"),   [LOG_LEVEL_INFO] = STR_INIT("info"),
	[LOG_LEVEL_NOTICE] = STR_INIT("notice"), [LOG_LEVEL_WARN] = STR_INIT("warn"),
	[LOG_LEVEL_ERROR] = STR_INIT("error"),
};

static bool plain_in_logfmt(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || s.p[i] == '"' || s.p[i] == '=' ||
		    s.p[i] == '\\' || (unsigned char)s.p[i] >= 0x7F)
			return false;
	return s.n > 0;
}

static void put_text(struct buf *b, enum log_format format, struct str text)
{
	if (!str_is_utf8(text))
		text = STR("(not UTF-8)");
	if (format == LOG_FORMAT_LOGFMT && plain_in_logfmt(text))
		buf_str(b, text);
	else
		json_put_string(b, text);
}

static void put_millis(struct buf *b, int64_t micros)
{
	char fraction[] = ".000";
	int64_t rest = micros % 1000;

	buf_i64(b, micros / 1000);
	for (int i = 3; i > 0; i--, rest /= 10)
		fraction[i] = (char)('0' + rest % 10);
	buf_z(b, fraction);
}

static void put_name(struct buf *b, enum log_format format, const char *name)
{
	if (format == LOG_FORMAT_JSON)
		buf_str(b, STR(",\""));
	else
		buf_char(b, ' ');
	buf_z(b, name);
	buf_z(b, format == LOG_FORMAT_JSON ? "\":" : "=");
}

static void put_field(struct buf *b, enum log_format format, const struct log_field *field)
{
	put_name(b, format, field->name);
	switch (field->kind) {
	case LOG_TEXT:
		put_text(b, format, field->text);
		break;
	case LOG_INTEGER:
		buf_i64(b, field->integer);
		break;
	case LOG_MICROS_AS_MS:
		put_millis(b, field->integer);
		break;
	}
}

static void put_head(struct buf *b, const struct log *log, enum log_level level,
		     const char *message)
{
	if (log->format == LOG_FORMAT_JSON)
		buf_str(b, STR("{\"ts\":\""));
	else
		buf_str(b, STR("ts="));
	clock_put_iso(b, clock_now_ms(log->clock));
	if (log->format == LOG_FORMAT_JSON)
		buf_char(b, '"');
	put_name(b, log->format, "level");
	put_text(b, log->format, level_names[level]);
	put_name(b, log->format, "msg");
	put_text(b, log->format, str_z(message));
}

void log_line(const struct log *log, enum log_level level, const char *message,
	      const struct log_field *fields, size_t n_fields)
{
	char line[LINE_BYTES];
	struct buf b;

	if (!log_wants(log, level))
		return;
	buf_init_fixed(&b, line, sizeof(line) - 2); /* the brace and the newline always fit */
	put_head(&b, log, level, message);
	for (size_t i = 0; i < n_fields; i++) {
		size_t before = b.n;

		if (fields[i].kind == LOG_TEXT && fields[i].text.n == 0)
			continue;
		put_field(&b, log->format, &fields[i]);
		if (b.failed) {
			b.n = before;
			b.failed = false;
		}
	}
	b.cap = b.max = sizeof(line);
	if (log->format == LOG_FORMAT_JSON)
		buf_char(&b, '}');
	buf_char(&b, '\n');
	if (write(log->fd, b.p, b.n) < 0)
		return; /* a log that cannot be written has nobody left to tell */
}

void log_error(const struct log *log, const char *message, const char *error)
{
	struct log_field field = LOG_FIELD_TEXT("error", str_z(error));

	log_line(log, LOG_LEVEL_ERROR, message, &field, 1);
}

bool log_level_parse(struct str name, enum log_level *out)
{
	for (size_t i = 0; i < ARRAY_LEN(level_names); i++)
		if (str_eq(name, level_names[i])) {
			*out = (enum log_level)i;
			return true;
		}
	return false;
}

bool log_format_parse(struct str name, enum log_format *out)
{
	if (!str_eq(name, STR("json")) && !str_eq(name, STR("logfmt")))
		return false;
	*out = str_eq(name, STR("json")) ? LOG_FORMAT_JSON : LOG_FORMAT_LOGFMT;
	return true;
}
