/* A fault: a failure below, described for the log. Its text is never shown to a client. */
#ifndef OSTIARY_CORE_ERR_H
#define OSTIARY_CORE_ERR_H

#include <stdbool.h>

#include "base/str.h"

/* What a client may know of a fault. */
enum err_kind {
	ERR_FAULT = 0,   /* only that something failed */
	ERR_UNAVAILABLE, /* that nothing was done, to try again later: the database is away */
	ERR_UNCERTAIN,   /* that it is not known whether it was done */
	ERR_NO_ROOM,     /* that nothing was done, because the disk is full */
	ERR_UNSTORABLE,  /* that its text cannot be stored: U+0000 in PostgreSQL */
	ERR_UNREADABLE,  /* nothing: a row has a value of no meaning, and counts as no row */
};

struct err {
	char text[512]; /* one line; empty when there is no fault */
	enum err_kind kind;
	/* The fault lasts, and a line of the log tells of it: not every request repeats it. */
	bool told;
};

/* Describes a fault of kind ERR_FAULT, without a newline and without a secret. The text is cut to
 * its bound. */
void err_set(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same for any kind. */
void err_set_kind(struct err *err, enum err_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Puts words and a colon before the text: "sign-up: SQLite: disk I/O error". */
void err_prefix(struct err *err, const char *words);

#endif
