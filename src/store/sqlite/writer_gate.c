#include "store/sqlite/writer_gate.h"

#include "store/sql/sql.h"
#include "store/sqlite/connection.h"

static void tell_place(struct writer *w, bool in_place)
{
	struct err ignored;

	if (in_place) {
		log_line(w->log, LOG_LEVEL_NOTICE, "the database file is in its place again", NULL,
			 0);
		return;
	}
	/* The file is complete wherever it is now. */
	sqlite_checkpoint(w->sql, CHECKPOINT_WAIT_MS, &ignored);
	log_line(w->log, LOG_LEVEL_ERROR,
		 "the database file was moved, deleted or replaced: nothing is written until it is "
		 "in its place again",
		 NULL, 0);
}

bool writer_is_in_place(struct writer *w, struct err *err)
{
	bool in_place = sqlite_is_in_place(w->sql);

	if (atomic_load(&w->away) == in_place) {
		atomic_store(&w->away, !in_place);
		tell_place(w, in_place);
	}
	if (!in_place)
		err_set_kind(err, ERR_UNAVAILABLE,
			     "the database file was moved, deleted or replaced");
	return in_place;
}

bool writer_log_is_clean(struct writer *w, struct err *err)
{
	if (!sqlite_log_is_suspect(w->sql))
		return true;
	if (sqlite_renew_log(w->sql, CHECKPOINT_WAIT_MS, err) != STORE_OK)
		return false;
	log_line(w->log, LOG_LEVEL_NOTICE, "the write-ahead log was started anew", NULL, 0);
	w->tried_at_pages = 0;
	return true;
}

bool writer_may_write(struct writer *w, struct err *err)
{
	bool may = writer_is_in_place(w, err) && writer_log_is_clean(w, err);

	if (!may) {
		err->kind = ERR_UNAVAILABLE;
		err->told = true;
	}
	return may;
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
