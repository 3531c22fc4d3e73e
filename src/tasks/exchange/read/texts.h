/* A task as a row of texts: the columns of our table, whose names are those of our JSON too. */
#ifndef OSTIARY_TASKS_EXCHANGE_TEXTS_H
#define OSTIARY_TASKS_EXCHANGE_TEXTS_H

#include "base/buf.h"
#include "tasks/exchange/read/incoming.h"

enum text_column {
	TEXT_TITLE = 0,
	TEXT_DESCRIPTION,
	TEXT_LIST,
	TEXT_SECTION,
	TEXT_COMPLETED,
	TEXT_DUE_DATE,
	TEXT_DUE_TIME,
	TEXT_TIME_ZONE,
	TEXT_START_DATE,
	TEXT_PRIORITY,
	TEXT_TAGS,
	TEXT_RECURRENCE,
	TEXT_RECURRENCE_FROM,
	TEXT_REMINDERS,
	TEXT_POSITION,
	TEXT_CREATED_AT,
	TEXT_UPDATED_AT,
	TEXT_COMPLETED_AT,
	TEXT_SOURCE,
	TEXT_PARENT,
	TEXT_COLUMNS,
};

extern const char *const text_columns[TEXT_COLUMNS];

/* Texts in one cell: with commas between them, or as a JSON array where one of them has a comma, a
 * bracket or blanks at its ends. `json` is a JSON array of strings. */
void texts_join(struct buf *b, struct str json);

/* Adds the texts of a cell to the tags (TEXT_TAGS) or reminders (TEXT_REMINDERS) of the task. */
void texts_split(struct incoming *in, struct str cell, struct incoming_task *task,
		 enum text_column column);

#endif
