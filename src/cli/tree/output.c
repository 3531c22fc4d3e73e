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
