#include <stdarg.h>
#include <stdio.h>

#include "cli/cli.h"

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
