/* Room on the disk. A database whose disk is full could not even delete: the log cannot take the transaction, nor
 * the file the pages in the log. So the last of the room is left to them: the file stops growing before. */
#include <sys/statvfs.h>

#include <sqlite3.h>

#include "store/sqlite.h"

/* Twice what the log grows to until its pages are moved, which the file may then grow by; of a small disk a
 * quarter. Growing begins again when there is twice as much. */
#define LOW_BYTES    (UINT64_C(16) << 20)
#define LOW_FRACTION 4u

/* Pages of the log after which it is looked again. */
#define LOOK_PAGES 16

/* The most that SQLite knows; and less than there ever are, which it takes for "as many as there are". */
#define PAGES_ANY  "pragma max_page_count = 4294967294"
#define PAGES_HELD "pragma max_page_count = 1"

static bool should_hold(const struct sqlite *sql, const struct statvfs *disk)
{
	uint64_t free = (uint64_t)disk->f_bavail * disk->f_frsize;
	uint64_t low = (uint64_t)disk->f_blocks * disk->f_frsize / LOW_FRACTION;

	low = low < LOW_BYTES ? low : LOW_BYTES;
	return free < (sql->held ? 2 * low : low);
}

bool sqlite_mind_room(struct sql *base)
{
	struct sqlite *sql = sqlite_of(base);
	const char *path = sqlite3_db_filename(sql->db, "main");
	struct statvfs disk;
	bool hold;

	if (sql->wal_pages < sql->looked_at_pages)
		sql->looked_at_pages = 0; /* the log has begun anew */
	if (!sql->held && !sql->full && sql->wal_pages - sql->looked_at_pages < LOOK_PAGES)
		return false;
	sql->looked_at_pages = sql->wal_pages;
	if (!path || statvfs(path, &disk) < 0)
		return false;
	hold = should_hold(sql, &disk);
	if (hold == sql->held)
		return false;
	if (sqlite3_exec(sql->db, hold ? PAGES_HELD : PAGES_ANY, NULL, NULL, NULL) != SQLITE_OK)
		return false;
	sql->held = hold;
	return true;
}

bool sqlite_is_held(const struct sql *base)
{
	return ((const struct sqlite *)base)->held;
}
