#include "core/log.h"

#include <stdatomic.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "core/limits.h"

static const struct str level_names[] = {
	[LOG_LEVEL_DEBUG] = STR_INIT("debug"),   [LOG_LEVEL_INFO] = STR_INIT("info"),
	[LOG_LEVEL_NOTICE] = STR_INIT("notice"), [LOG_LEVEL_WARN] = STR_INIT("warn"),
	[LOG_LEVEL_ERROR] = STR_INIT("error"),
};

static bool plain_in_logfmt(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!ascii_is_visible(s.p[i]) || s.p[i] == '"' || s.p[i] == '=' || s.p[i] == '\\')
			return false;
	return s.n > 0;
}

static void log_put_text(struct buf *b, enum log_format format, struct str text)
{
	if (!str_is_utf8(text))
		text = STR("(not UTF-8)");
	if (format == LOG_FORMAT_LOGFMT && plain_in_logfmt(text))
		buf_str(b, text);
	else
		json_put_string(b, text);
}

static void log_put_millis(struct buf *b, int64_t micros)
{
	char fraction[] = ".000";
	int64_t rest = micros % 1000;

	buf_i64(b, micros / 1000);
	for (int i = 3; i > 0; i--, rest /= 10)
		fraction[i] = (char)('0' + rest % 10);
	buf_z(b, fraction);
}

static void log_put_name(struct buf *b, enum log_format format, const char *name)
{
	if (format == LOG_FORMAT_JSON)
		buf_str(b, STR(",\""));
	else
		buf_char(b, ' ');
	buf_z(b, name);
	buf_z(b, format == LOG_FORMAT_JSON ? "\":" : "=");
}

static void log_put_field(struct buf *b, enum log_format format, const struct log_field *field)
{
	log_put_name(b, format, field->name);
	switch (field->kind) {
	case LOG_TEXT:
		log_put_text(b, format, field->text);
		break;
	case LOG_INTEGER:
		buf_i64(b, field->integer);
		break;
	case LOG_MICROS_AS_MS:
		log_put_millis(b, field->integer);
		break;
	}
}

/* The priorities of syslog(3). */
static const char priorities[] = {
	[LOG_LEVEL_DEBUG] = '7', [LOG_LEVEL_INFO] = '6',  [LOG_LEVEL_NOTICE] = '5',
	[LOG_LEVEL_WARN] = '4',  [LOG_LEVEL_ERROR] = '3',
};

static void log_put_head(struct buf *b, const struct log *log, enum log_level level,
			 const char *message)
{
	if (log->journal) {
		buf_char(b, '<');
		buf_char(b, priorities[level]);
		buf_char(b, '>');
	}
	if (log->format == LOG_FORMAT_JSON)
		buf_str(b, STR("{\"ts\":\""));
	else
		buf_str(b, STR("ts="));
	clock_put_iso(b, clock_now_ms(log->clock));
	if (log->format == LOG_FORMAT_JSON)
		buf_char(b, '"');
	log_put_name(b, log->format, "level");
	log_put_text(b, log->format, level_names[level]);
	log_put_name(b, log->format, "msg");
	log_put_text(b, log->format, str_z(message));
}

/* A field that does not fit is left out. */
static void log_put_line(struct buf *b, const struct log *log, enum log_level level,
			 const char *message, const struct log_field *fields, size_t n_fields)
{
	log_put_head(b, log, level, message);
	for (size_t i = 0; i < n_fields; i++) {
		size_t before = b->n;

		if (fields[i].kind == LOG_TEXT && fields[i].text.n == 0)
			continue;
		log_put_field(b, log->format, &fields[i]);
		if (b->failed) {
			b->n = before;
			b->failed = false;
		}
	}
	b->cap = b->max = LIMIT_LOG_LINE_BYTES;
	if (log->format == LOG_FORMAT_JSON)
		buf_char(b, '}');
	buf_char(b, '\n');
}

static void log_put_dropped(struct buf *b, uint64_t dropped, const void *arg)
{
	const struct log *log = arg;
	const struct log_field field = LOG_FIELD_INTEGER("lines", (int64_t)dropped);

	log_put_line(b, log, LOG_LEVEL_WARN, "the reader of the log stalled: lines were dropped",
		     &field, 1);
}

void log_line(const struct log *log, enum log_level level, const char *message,
	      const struct log_field *fields, size_t n_fields)
{
	struct line_queue *queue = atomic_load_explicit(&log->queue, memory_order_acquire);
	char line[LIMIT_LOG_LINE_BYTES];
	struct buf b;

	if (!log_wants(log, level))
		return;
	buf_init_fixed(&b, line, sizeof(line) - 2); /* the brace and the newline always fit */
	log_put_line(&b, log, level, message, fields, n_fields);
	if (queue)
		line_queue_put(queue, buf_text(&b),
			       level < LOG_LEVEL_WARN ? LINE_PLAIN : LINE_URGENT);
	else if (write(log->fd, b.p, b.n) < 0)
		return; /* there is no other place to report that the log cannot be written */
}

bool log_queue_start(struct log *log)
{
	struct line_queue *queue = line_queue_start(log->fd, log_put_dropped, log);

	atomic_store_explicit(&log->queue, queue, memory_order_release);
	return queue;
}

void log_queue_stop(struct log *log, int wait_ms)
{
	line_queue_stop(atomic_exchange(&log->queue, NULL), wait_ms);
}

void log_error(const struct log *log, const char *message, struct str error)
{
	struct log_field field = LOG_FIELD_TEXT("error", error);

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
