/* Comma-separated values (RFC 4180), read and written. */
#ifndef OSTIARY_TASKS_EXCHANGE_CSV_H
#define OSTIARY_TASKS_EXCHANGE_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"
#include "core/arena.h"

#define CSV_CELLS 40

struct csv {
	struct arena *arena;
	struct str rest;  /* of the file, not read yet */
	char separator;   /* ',' or ';', which spreadsheets of some languages write */
	size_t next_line; /* the line at which `rest` begins, from 1 */
	/* The row: */
	size_t line; /* at which it begins */
	struct str cells[CSV_CELLS];
	size_t n;
};

/* Begins with the first row, which names the columns. */
void csv_start(struct csv *csv, struct arena *a, struct str file);

/* Reads the next row that is not empty; cells beyond CSV_CELLS are dropped. False: there is
 * none. */
bool csv_next(struct csv *csv);

/* Appends a cell. One that a spreadsheet would take for a formula gets an apostrophe before it,
 * and so does one that begins with an apostrophe, so that csv_plain() gives each back. */
void csv_put(struct buf *b, struct str cell);
struct str csv_plain(struct str cell);

#endif
