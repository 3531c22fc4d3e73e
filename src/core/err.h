/* A fault: what went wrong below, for the log. Never shown to a client. */
#ifndef OSTIARY_CORE_ERR_H
#define OSTIARY_CORE_ERR_H

#include "base/str.h"

/* What a client may be told about it. */
enum err_kind {
	ERR_FAULT = 0,   /* that something went wrong */
	ERR_UNAVAILABLE, /* that it may come back later: the database is away, or too busy */
	ERR_UNSTORABLE,  /* that its text cannot be kept: U+0000, where PostgreSQL keeps it */
};

struct err {
	char text[512]; /* one line; empty: no fault */
	enum err_kind kind;
};

/* Describes the fault, without a newline and without a secret. Too long is cut. Its kind is ERR_FAULT. */
void err_set(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same with a kind. */
void err_set_kind(struct err *err, enum err_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Puts words before what is already there: "sign-up: SQLite: disk I/O error". */
void err_prefix(struct err *err, const char *words);

#endif
