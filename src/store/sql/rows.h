/* Short forms for the statements of tables: one row, a list of rows, a number, whether there is a
 * row, and transactions around one call. Each takes a run whose placeholders have been given their
 * values. */
#ifndef OSTIARY_STORE_SQL_ROWS_H
#define OSTIARY_STORE_SQL_ROWS_H

#include "store/sql/sql.h"

/* Runs an insert, update or delete to its end; changing no row is fine. STORE_OK, or as
 * sql_step(). */
enum store_rc sql_exec(struct sql_run *run, struct err *err);

/* Whether the statement finds a row. STORE_OK, STORE_FAULT. */
enum store_rc sql_exists(struct sql_run *run, bool *out, struct err *err);

/* The first column of the next row. As sql_step(); *out is written on STORE_OK only. */
enum store_rc sql_number(struct sql_run *run, int64_t *out, struct err *err);

/* The first column of a row, for SQL_LIST(). */
void sql_read_text(struct sql_run *run, struct arena *a, struct str *out);

/* 0 for null. */
int64_t sql_i64_or_0(struct sql_run *run, int column);

/* Binds null when the value is 0. */
void sql_bind_i64_or_null(struct sql_run *run, int i, int64_t value);

/* Goes on from a row that has been read: STORE_FAULT when one of its columns could not be read,
 * else as sql_step(). */
enum store_rc sql_next(struct sql_run *run, struct err *err);

/* The block that follows runs once for each row; afterwards rc is STORE_NONE, or says why the rows
 * ended early. */
#define sql_each(run, rc, err)                                                                     \
	for ((rc) = sql_step((run), (err)); (rc) == STORE_OK; (rc) = sql_next((run), (err)))

/* The next row: read(run, a, out) copies its columns into the arena. As sql_step(); *out is written
 * on STORE_OK only. */
#define SQL_ROW(run, a, read, out, err)                                                            \
	__extension__({                                                                            \
		__typeof__(*(out)) row_ = { 0 };                                                   \
		enum store_rc rc_ = sql_step((run), (err));                                        \
		if (rc_ == STORE_OK) {                                                             \
			read((run), (a), &row_);                                                   \
			rc_ = sql_row_ok((run), (err));                                            \
		}                                                                                  \
		if (rc_ == STORE_OK)                                                               \
			*(out) = row_;                                                             \
		rc_;                                                                               \
	})

/* All rows, at most `most`: *out becomes an array in the arena, of which read(run, a, &element)
 * fills each element. STORE_OK, STORE_FAULT; *out and *out_n are written on STORE_OK only. */
#define SQL_LIST(run, a, most, read, out, out_n, err)                                              \
	SQL_LIST_OF(run, a, most, read, out, out_n, err, false)

/* The same without the rows that cannot be read, which are no reason to show none of the others:
 * when there are such rows, *err has the reason of the last, of kind ERR_UNREADABLE. */
#define SQL_LIST_READABLE(run, a, most, read, out, out_n, err)                                     \
	SQL_LIST_OF(run, a, most, read, out, out_n, err, sql_row_skip((run), (err)))

/* Without the rows for which `skips` holds, once they have been read. */
#define SQL_LIST_OF(run, a, most, read, out, out_n, err, skips)                                    \
	__extension__({                                                                            \
		struct sql_list list_ = { (a), NULL, 0, 0, sizeof(**(out)), (most) };              \
		__typeof__(*(out)) element_;                                                       \
		enum store_rc rc_ = sql_step((run), (err));                                        \
		while (rc_ == STORE_OK && (element_ = sql_list_add(&list_))) {                     \
			read((run), (a), element_);                                                \
			if (skips)                                                                 \
				sql_list_drop(&list_);                                             \
			rc_ = sql_next((run), (err));                                              \
		}                                                                                  \
		if (rc_ == STORE_NONE)                                                             \
			rc_ = STORE_OK;                                                            \
		if (rc_ == STORE_OK) {                                                             \
			*(out) = list_.rows;                                                       \
			*(out_n) = list_.n;                                                        \
		}                                                                                  \
		rc_;                                                                               \
	})

/* Grows in the arena as rows come. */
struct sql_list {
	struct arena *a;
	void *rows;
	size_t n, allocated;
	size_t row_bytes;
	size_t most;
};

/* Room for one more row, zeroed; NULL when there are `most`. */
void *sql_list_add(struct sql_list *list);

/* Takes the last row away again. */
void sql_list_drop(struct sql_list *list);

/* A transaction for reading around one call, whose answer it gives. */
#define SQL_READ(sql, err, call)                                                                   \
	__extension__({                                                                            \
		enum store_rc rc_ = sql_begin_read((sql), (err));                                  \
		if (rc_ == STORE_OK) {                                                             \
			rc_ = (call);                                                              \
			sql_rollback(sql);                                                         \
		}                                                                                  \
		rc_;                                                                               \
	})

/* A transaction for a migration around one call: committed when the call answers STORE_OK. */
#define SQL_MIGRATE(sql, err, call)                                                                \
	__extension__({                                                                            \
		enum store_rc rc_ = sql_begin_migration((sql), (err));                             \
		rc_ == STORE_OK ? sql_finish((sql), (call), (err)) : rc_;                          \
	})

/* Commits when rc is STORE_OK, else rolls back and answers rc. */
enum store_rc sql_finish(struct sql *sql, enum store_rc rc, struct err *err);

#endif
