#include "cli/tree/output.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

int cli_fail(int code, const char *format, ...)
{
	va_list args;

	fputs("ostiary: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
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
