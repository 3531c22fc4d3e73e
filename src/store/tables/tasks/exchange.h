/* Table ostiary_task for exports and imports. Every statement names the owner. */
#ifndef OSTIARY_STORE_TABLES_TASKS_EXCHANGE_H
#define OSTIARY_STORE_TABLES_TASKS_EXCHANGE_H

#include "store/tables/tasks/tasks.h"

enum exchange_part {
	EXCHANGE_WHOLE = 0, /* tasks that are no part of another */
	EXCHANGE_PARTS,     /* the others */
};

/* The ids of the owner's tasks outside of the trash in the order of position and id: those of the
 * list, or of all lists and the inbox when list_id is 0. *out is an array in the arena. STORE_OK,
 * STORE_FAULT. */
enum store_rc exchange_ids(struct sql *sql, struct arena *a, const struct owner *owner,
			   enum exchange_part part, int64_t list_id, int64_t **out, size_t *out_n,
			   struct err *err);

/* A task, and the source of the task of which it is a part; that is empty when the task is no part,
 * or the other was made here. */
struct exchange_task {
	struct task task;
	struct str parent_source;
};

/* At most EXCHANGE_PAGE tasks of these ids, in any order and in the arena; without those that have
 * gone to the trash or are gone. STORE_OK, also with *err of kind ERR_UNREADABLE: rows that cannot
 * be read were passed over; STORE_FAULT. */
#define EXCHANGE_PAGE 30
enum store_rc exchange_page(struct sql *sql, struct arena *a, const struct owner *owner,
			    const int64_t *ids, size_t n, struct exchange_task **out, size_t *out_n,
			    struct err *err);

/* The task that was imported from there, also in the trash. STORE_OK with *out, STORE_NONE,
 * STORE_FAULT. */
enum store_rc exchange_by_source(struct sql *sql, const struct owner *owner, struct str source,
				 int64_t *out, struct err *err);

#endif
