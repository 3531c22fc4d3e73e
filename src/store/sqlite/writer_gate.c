#include "store/sqlite/writer_gate.h"

#include "store/sql/sql.h"
#include "store/sqlite/connection.h"

/* The file is complete wherever it is now. */
static void complete_moved(struct writer *w)
{
	struct err ignored;

	if (!w->moved)
		sqlite_checkpoint(w->sql, CHECKPOINT_WAIT_MS, &ignored);
	w->moved = true;
}

bool writer_is_in_place(struct writer *w, struct err *err)
{
	if (sqlite_is_in_place(w->sql)) {
		w->moved = false;
		return true;
	}
	complete_moved(w);
	err_set_kind(err, ERR_UNAVAILABLE, "the database file was moved, deleted or replaced");
	outage_begin(&w->outage, err);
	return false;
}

bool writer_log_is_clean(struct writer *w, struct err *err)
{
	if (!sqlite_log_is_suspect(w->sql))
		return true;
	if (sqlite_renew_log(w->sql, CHECKPOINT_WAIT_MS, err) != STORE_OK) {
		err->kind = ERR_UNAVAILABLE;
		outage_begin(&w->outage, err);
		return false;
	}
	log_line(w->log, LOG_LEVEL_NOTICE, "the write-ahead log was started anew", NULL, 0);
	w->tried_at_pages = 0;
	return true;
}

bool writer_may_write(struct writer *w, struct err *err)
{
	return writer_is_in_place(w, err) && writer_log_is_clean(w, err);
}

bool writer_begin(struct writer *w, struct err *err)
{
	if (sql_begin_write(w->sql, err) == STORE_OK) {
		outage_end(&w->outage);
		return true;
	}
	if (err->kind == ERR_UNAVAILABLE)
		outage_begin(&w->outage, err);
	return false;
}
