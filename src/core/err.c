#include "core/err.h"

#include <stdarg.h>
#include <stdio.h>

static void describe(struct err *err, enum err_kind kind, const char *format, va_list args)
	__attribute__((format(printf, 3, 0)));

static void describe(struct err *err, enum err_kind kind, const char *format, va_list args)
{
	vsnprintf(err->text, sizeof(err->text), format, args);
	err->kind = kind;
}

void err_set(struct err *err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	describe(err, ERR_FAULT, format, args);
	va_end(args);
}

void err_set_kind(struct err *err, enum err_kind kind, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	describe(err, kind, format, args);
	va_end(args);
}

void err_prefix(struct err *err, const char *words)
{
	struct err whole = { .kind = err->kind };

	snprintf(whole.text, sizeof(whole.text), "%s: %.400s", words, err->text);
	*err = whole;
}
