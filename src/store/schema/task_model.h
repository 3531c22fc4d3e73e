/* Step 14: lists, sections, the trash and what else a task of today has, and what the database
 * keeps to sort, search and tell changes. Step 18: an index for the order of positions across
 * lists. */
#ifndef OSTIARY_STORE_SCHEMA_TASK_MODEL_H
#define OSTIARY_STORE_SCHEMA_TASK_MODEL_H

#include "store/schema/ddl.h"

/* ostiary_list, ostiary_section, ostiary_tombstone, ostiary_preferences. */
extern const struct ddl_tables ddl_task_model;

/* Gives ostiary_task and ostiary_task_count their new columns, fills them for the rows that are
 * there, and makes the indexes. Does nothing when the columns and indexes are there. A million rows
 * take less than a minute on SQLite. STORE_OK, STORE_FAULT. */
enum store_rc task_model_make(struct sql *sql, enum ddl_owner owner, struct err *err);

/* The index of step 18; does nothing when it is there. STORE_OK, STORE_FAULT. */
enum store_rc task_positions_make(struct sql *sql, enum ddl_owner owner, struct err *err);

#endif
