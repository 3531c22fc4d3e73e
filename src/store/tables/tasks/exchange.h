/* Table ostiary_task for exports and imports. Every statement names the owner. */
#ifndef OSTIARY_STORE_TABLES_TASKS_EXCHANGE_H
#define OSTIARY_STORE_TABLES_TASKS_EXCHANGE_H

#include "store/tables/tasks/tasks.h"

enum exchange_part {
	EXCHANGE_WHOLE = 0, /* tasks that are no part of another */
	EXCHANGE_PARTS,     /* the others */
};

/* The owner's tasks outside of the trash in the order of position and id: those of the list, or of
 * all lists and the inbox when list_id is 0. STORE_OK, also with *err of kind ERR_UNREADABLE: rows
 * that cannot be read were passed over; STORE_FULL (the visitor ended it), STORE_FAULT. */
enum store_rc exchange_visit(struct sql *sql, const struct owner *owner, enum exchange_part part,
			     int64_t list_id, task_visit_fn *visit, void *arg, struct err *err);

/* The task that was imported from there, also in the trash. STORE_OK with *out, STORE_NONE,
 * STORE_FAULT. */
enum store_rc exchange_by_source(struct sql *sql, const struct owner *owner, struct str source,
				 int64_t *out, struct err *err);

#endif
