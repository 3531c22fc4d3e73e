#include "core/err.h"

#include <stdarg.h>
#include <stdio.h>

void err_set(struct err *err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	err->kind = ERR_FAULT;
	err->told = false;
}

void err_set_kind(struct err *err, enum err_kind kind, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	err->kind = kind;
	err->told = false;
}

void err_prefix(struct err *err, const char *words)
{
	struct err whole = { .kind = err->kind, .told = err->told };

	snprintf(whole.text, sizeof(whole.text), "%s: %.400s", words, err->text);
	*err = whole;
}
