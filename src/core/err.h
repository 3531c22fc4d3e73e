/* A fault: what went wrong below, for the log. Never shown to a client. */
#ifndef OSTIARY_CORE_ERR_H
#define OSTIARY_CORE_ERR_H

#include "base/str.h"

struct err {
	char text[512]; /* one line; empty: no fault */
};

/* Describes the fault, without a newline and without a secret. Too long is cut. */
void err_set(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Puts words before what is already there: "sign-up: SQLite: disk I/O error". */
void err_prefix(struct err *err, const char *words);

#endif
