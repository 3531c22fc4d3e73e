/* The formats of files that are imported, one reader each; see incoming_read_fn. Parts: ics.c,
 * own.c, tables.c, taskwarrior.c, todoist.c, todotxt.c, trello.c, vikunja.c. */
#ifndef OSTIARY_TASKS_EXCHANGE_FORMATS_H
#define OSTIARY_TASKS_EXCHANGE_FORMATS_H

#include "tasks/exchange/read/incoming.h"

/* An export of this program. */
bool read_ostiary(struct incoming *in, struct str file);

/* The same as a table, and the export of a project of Todoist: the first row tells which. */
bool read_csv(struct incoming *in, struct str file);

/* A backup or the answer of an API of Todoist: an object with `items` (or `tasks`), `projects`,
 * `sections` and `notes`, or an array of tasks. */
bool read_todoist(struct incoming *in, struct str file);

/* data.json of an export of Vikunja (projects, or namespaces with lists), or an array of tasks. */
bool read_vikunja(struct incoming *in, struct str file);

/* The output of `task export` (Taskwarrior 2 and 3). */
bool read_taskwarrior(struct incoming *in, struct str file);

/* Lines of todo.txt, with due:, t: and rec:. */
bool read_todotxt(struct incoming *in, struct str file);

/* The to-dos of a calendar (RFC 5545). */
bool read_ics(struct incoming *in, struct str file);

/* The export of a board of Trello: its lists become sections, its check lists parts of tasks. */
bool read_trello(struct incoming *in, struct str file);

#endif
