#include "cli/tree/output.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/cleanup.h"

static const struct log *fails_into;

void cli_fail_into(const struct log *log)
{
	fails_into = log;
}

static void fail_into(const struct log *log, int code, const char *text)
{
	const struct log_field fields[] = {
		LOG_FIELD_TEXT("error", str_z(text)),
		LOG_FIELD_INTEGER("exit", code),
	};

	log_line(log, LOG_LEVEL_ERROR, "the start failed", fields, ARRAY_LEN(fields));
}

int cli_fail(int code, const char *format, ...)
{
	const struct log *log = fails_into;
	char text[2048];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (log && (log->format == LOG_FORMAT_JSON || log->journal))
		fail_into(log, code, text);
	else
		fprintf(stderr, "ostiary: %s\n", text);
	return code;
}

int cli_print(const struct buf *text)
{
	if (!buf_ok(text))
		return cli_fail(EX_SOFTWARE, "the output is too long");
	if (fwrite(text->p, 1, text->n, stdout) == text->n && fflush(stdout) == 0)
		return EX_OK;
	return cli_fail(EX_IOERR, "standard output: %s", strerror(errno));
}

void cli_put_safe(struct buf *b, struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		unsigned char next = i + 1 < text.n ? (unsigned char)text.p[i + 1] : 0;
		bool control = c < 0x20 || c == 0x7F || (c == 0xC2 && next >= 0x80 && next < 0xA0);

		buf_char(b, control ? '?' : (char)c);
		i += control && c == 0xC2;
	}
}

void cli_put_column(struct buf *b, struct str text, size_t width)
{
	size_t from = b->n;

	cli_put_safe(b, text);
	do
		buf_char(b, ' ');
	while (b->n - from <= width && buf_ok(b));
}
