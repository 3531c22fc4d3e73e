/* A database driver's functions for store/sql/sql.h, in one table. Only drivers, sql.c and the code
 * that opens or inspects connections include this. */
#ifndef OSTIARY_STORE_SQL_DRIVER_H
#define OSTIARY_STORE_SQL_DRIVER_H

#include "store/sql/sql.h"

/* As in sql.h, name by name. */
struct sql_driver {
	enum sql_engine engine;
	struct sql_run *(*start)(struct sql *sql, const char *statement);
	void (*end)(struct sql_run *run);
	void (*bind_text)(struct sql_run *run, int i, struct str text);
	void (*bind_i64)(struct sql_run *run, int i, int64_t value);
	void (*bind_bool)(struct sql_run *run, int i, bool value);
	void (*bind_time)(struct sql_run *run, int i, int64_t ms);
	void (*bind_null)(struct sql_run *run, int i);
	enum store_rc (*step)(struct sql_run *run, struct err *err);
	enum store_rc (*change)(struct sql_run *run, struct err *err);
	struct str (*text)(struct sql_run *run, int column);
	int64_t (*i64)(struct sql_run *run, int column);
	bool (*boolean)(struct sql_run *run, int column);
	bool (*boolean_or)(struct sql_run *run, int column, bool otherwise);
	int64_t (*time)(struct sql_run *run, int column);
	int64_t (*time_or)(struct sql_run *run, int column, int64_t otherwise);
	bool (*is_null)(struct sql_run *run, int column);
	enum store_rc (*row_ok)(struct sql_run *run, struct err *err);
	bool (*row_skip)(struct sql_run *run, struct err *err);
	enum store_rc (*begin_read)(struct sql *sql, struct err *err);
	enum store_rc (*begin_write)(struct sql *sql, struct err *err);
	enum store_rc (*begin_migration)(struct sql *sql, struct err *err);
	enum store_rc (*commit)(struct sql *sql, struct err *err);
	void (*rollback)(struct sql *sql);
	bool (*in_transaction)(const struct sql *sql);
	enum store_rc (*savepoint)(struct sql *sql, struct err *err);
	enum store_rc (*release)(struct sql *sql, struct err *err);
	enum store_rc (*undo)(struct sql *sql, struct err *err);
	enum store_rc (*check_deferred)(struct sql *sql, struct err *err);
	enum store_rc (*lock_table)(struct sql *sql, const char *table, struct err *err);
	enum store_rc (*script)(struct sql *sql, const char *text, struct err *err);
	enum store_rc (*has_table)(struct sql *sql, struct str name, struct err *err);
	enum store_rc (*has_column)(struct sql *sql, struct str table, struct str name,
				    struct err *err);
	enum store_rc (*version)(struct sql *sql, int64_t *out, struct err *err);
	void (*close)(struct sql *sql);
};

/* The first member of a driver's own connection. */
struct sql {
	const struct sql_driver *driver;
	struct sql_layout layout; /* as better_auth_inspect() found it */
};

/* The first member of a driver's own run. */
struct sql_run {
	const struct sql_driver *driver;
	const struct sql_layout *layout; /* the connection's */
};

#endif
