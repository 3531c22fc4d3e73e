/* Whether the files of a database are still those that were opened. What is written to a file that
 * has been moved away, deleted or replaced is not there after the next start. */
#include "store/sqlite/own.h"

#include <stdio.h>
#include <sys/stat.h>

#include <sqlite3.h>

const char *const sqlite_suffixes[SQLITE_FILES] = { "", "-wal", "-shm" };

bool sqlite_file_id(const char *path, struct sqlite_file_id *out)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return false;
	*out = (struct sqlite_file_id){ .dev = st.st_dev, .ino = st.st_ino };
	return true;
}

static bool same_file(struct sqlite_file_id a, struct sqlite_file_id b)
{
	return a.dev == b.dev && a.ino == b.ino;
}

bool sqlite_is_at(const char *path, struct sqlite_file_id id)
{
	struct sqlite_file_id now;

	return sqlite_file_id(path, &now) && same_file(now, id);
}

/* SQLite has made the path absolute and followed its links. */
enum store_rc sqlite_name_files(struct sqlite *sql, struct err *err)
{
	const char *path = sqlite3_db_filename(sql->db, "main");

	for (size_t i = 0; i < SQLITE_FILES; i++)
		if (asprintf(&sql->names[i], "%s%s", path, sqlite_suffixes[i]) < 0) {
			sql->names[i] = NULL;
			err_set(err, "no memory for a database connection");
			return STORE_FAULT;
		}
	return STORE_OK;
}

static bool file_is_in_place(struct sqlite *sql, size_t i)
{
	if (sql->files[i].ino)
		return sqlite_is_at(sql->names[i], sql->files[i]);
	/* The log appears with the first transaction. */
	return sqlite_file_id(sql->names[i], &sql->files[i]) || i > 0;
}

bool sqlite_is_in_place(struct sql *base)
{
	struct sqlite *sql = sqlite_of(base);

	for (size_t i = 0; i < SQLITE_FILES; i++)
		if (!file_is_in_place(sql, i))
			return false;
	return true;
}

int64_t sqlite_file_number(const struct sql *base)
{
	return (int64_t)((const struct sqlite *)base)->files[0].ino;
}
