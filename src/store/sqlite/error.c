#include "store/sqlite/error.h"

#include <errno.h>

#include <sqlite3.h>

#include "base/cleanup.h"
#include "store/sqlite/own.h"

struct sqlite_meaning {
	int code; /* an extended or a primary result code */
	enum store_rc rc;
	const char *text; /* replaces the text of SQLite */
	enum err_kind kind;
};

static const struct sqlite_meaning meanings[] = {
	{ SQLITE_CONSTRAINT_UNIQUE, STORE_CONFLICT, NULL, ERR_FAULT },
	{ SQLITE_CONSTRAINT_PRIMARYKEY, STORE_CONFLICT, NULL, ERR_FAULT },
	{ SQLITE_CONSTRAINT_ROWID, STORE_CONFLICT, NULL, ERR_FAULT },
	{ SQLITE_CONSTRAINT_FOREIGNKEY, STORE_ORPHAN, NULL, ERR_FAULT },
	{ SQLITE_BUSY, STORE_FAULT, "the database is locked by another process", ERR_UNAVAILABLE },
	{ SQLITE_LOCKED, STORE_FAULT, "the database is locked", ERR_UNAVAILABLE },
	{ SQLITE_NOTADB, STORE_FAULT, "the file is not an SQLite database", ERR_FAULT },
	{ SQLITE_FULL, STORE_FAULT, "the disk is full", ERR_NO_ROOM },
	{ SQLITE_READONLY, STORE_FAULT, "the database may not be written", ERR_UNAVAILABLE },
	{ SQLITE_CANTOPEN, STORE_FAULT, NULL, ERR_UNAVAILABLE },
	{ SQLITE_IOERR, STORE_FAULT, NULL, ERR_UNAVAILABLE },
	{ SQLITE_NOMEM, STORE_FAULT, NULL, ERR_UNAVAILABLE },
	/* Also when a page cannot be read at all. */
	{ SQLITE_CORRUPT, STORE_FAULT, NULL, ERR_UNAVAILABLE },
};

static const struct sqlite_meaning *meaning_of(int code)
{
	for (size_t i = 0; i < ARRAY_LEN(meanings); i++)
		if (code == meanings[i].code)
			return &meanings[i];
	for (size_t i = 0; i < ARRAY_LEN(meanings); i++)
		if ((code & 0xFF) == meanings[i].code)
			return &meanings[i];
	return NULL;
}

/* The last errno of the database's file, or of its log. */
static int cause_in(const struct sqlite *sql, int pointer)
{
	sqlite3_file *file = NULL;
	int cause = 0;

	if (sqlite3_file_control(sql->db, "main", pointer, &file) == SQLITE_OK && file &&
	    file->pMethods)
		file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &cause);
	return cause;
}

static bool has_no_room(int cause)
{
	return cause == EDQUOT || cause == EFBIG;
}

/* A quota or a bound of file sizes is a full disk to us; to SQLite only ENOSPC is. And SQLite
 * enforces "on delete restrict" by a trigger of its own. */
static int code_of(const struct sqlite *sql, int code)
{
	if (code == SQLITE_CONSTRAINT_TRIGGER &&
	    str_eq(str_z(sqlite3_errmsg(sql->db)), STR("FOREIGN KEY constraint failed")))
		return SQLITE_CONSTRAINT_FOREIGNKEY;
	if (code == SQLITE_IOERR_WRITE &&
	    (has_no_room(cause_in(sql, SQLITE_FCNTL_FILE_POINTER)) ||
	     has_no_room(cause_in(sql, SQLITE_FCNTL_JOURNAL_POINTER))))
		return SQLITE_FULL;
	return code;
}

static void note(struct sqlite *sql, int primary)
{
	sql->full = sql->full || primary == SQLITE_FULL;
	sql->failing = sql->failing || primary == SQLITE_FULL || primary == SQLITE_IOERR ||
		       primary == SQLITE_READONLY || primary == SQLITE_CANTOPEN;
}

enum store_rc sqlite_outcome(struct sqlite *sql, int given, const char *doing, struct err *err)
{
	int code = code_of(sql, given);
	const struct sqlite_meaning *m = meaning_of(code);

	if (given == SQLITE_OK) /* which has a text, too: "not an error" */
		return STORE_OK;
	if (m && m->rc != STORE_FAULT) {
		err_set(err, "%s", sqlite3_errmsg(sql->db));
		return m->rc;
	}
	note(sql, code & 0xFF);
	if (m && code == SQLITE_NOTADB) /* the statement does not matter */
		err_set(err, "%s; choose another with --database", m->text);
	else if (m && m->text)
		err_set_kind(err, m->kind, "%s (SQLite %d) in: %.160s", m->text, code, doing);
	else
		err_set_kind(err, m ? m->kind : ERR_FAULT, "%s (SQLite %d, errno %d) in: %.160s",
			     sqlite3_errmsg(sql->db), code, sqlite3_system_errno(sql->db), doing);
	return STORE_FAULT;
}
