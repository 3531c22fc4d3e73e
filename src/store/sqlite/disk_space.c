/* Room for a full disk, where even a delete would fail: its transaction needs room in the log, and
 * the log's pages need room in the file.
 *
 * Before the disk is full, the file stops growing. After that a transaction lives on two reserves,
 * which nobody else can take because they are allocated: the log's file, whose bytes are written
 * over and over, and free pages inside the database's file. */
#include "store/sqlite/own.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/cleanup.h"
#include "store/sql/rows.h"
#include "store/sqlite/error.h"

/* Growth stops when less than LOW_BYTES, or a quarter of a small disk, is free. LOW_BYTES holds a
 * long log until its pages are moved, and the growth of the file by these pages. Growth starts
 * again when twice the limit is free. */
#define LOW_BYTES    (UINT64_C(16) << 20)
#define LOW_FRACTION 4u

/* Allocated for the log: as long as it becomes between two checkpoints. */
#define LOG_FRACTION 4u /* of the limit above */

/* Free pages that new accounts and new tasks may not use: half a megabyte, a thousand sign-ins. */
#define RESERVE_PAGES 128

/* SQLite takes the free pages before the file grows, so that what is written uses up the reserve.
 * When it is filled, it gets twice as many pages: then it is filled again after 128 pages, and not
 * after each. */
#define FILLED_PAGES "256"
#define PAGE_BYTES   "4096"

/* The number of batches between two looks at the reserve. */
#define LOOK_EVERY 16

/* The largest limit that SQLite accepts; and one below the size of every file, which SQLite raises
 * to the current size. */
#define PAGES_ANY     "pragma max_page_count = 4294967294"
#define PAGES_BLOCKED "pragma max_page_count = 1"

/* The pages of the row become free pages with a place on the disk: it is committed before it is
 * deleted. A crash in between leaves the row, and in it the reserve. */
static const char put_row[] = "insert or replace into ostiary_migration (version, name, applied_at)"
			      " values (-1, zeroblob(" FILLED_PAGES " * " PAGE_BYTES "), '')";
static const char drop_row[] = "delete from ostiary_migration where version = -1";

static uint64_t low_bytes(const struct statvfs *disk)
{
	uint64_t low = (uint64_t)disk->f_blocks * disk->f_frsize / LOW_FRACTION;

	return low < LOW_BYTES ? low : LOW_BYTES;
}

static bool should_block(const struct sqlite *sql, const struct statvfs *disk)
{
	uint64_t free = (uint64_t)disk->f_bavail * disk->f_frsize;

	return free < (sql->growth_blocked ? 2 : 1) * low_bytes(disk);
}

/* ---- the log's reserve ---- */

static bool allocate(const char *path, off_t bytes)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	bool able;

	if (fd < 0)
		return true; /* the log is not there yet */
	able = fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, bytes) == 0 || errno == ENOSPC;
	close(fd); /* SQLite keeps no locks on this file */
	return able;
}

static void allocate_log(struct sqlite *sql, const struct statvfs *disk)
{
	off_t wanted = (off_t)(low_bytes(disk) / LOG_FRACTION);
	const char *log = sql->names[1];
	struct stat st;

	if (sql->no_allocation || !sql->files[1].ino)
		return;
	if (stat(log, &st) == 0 && (off_t)st.st_blocks * 512 < wanted)
		sql->no_allocation = !allocate(log, wanted);
}

bool sqlite_check_disk_space(struct sql *base)
{
	struct sqlite *sql = sqlite_of(base);
	struct statvfs disk;
	bool hold;

	if (statvfs(sql->names[0], &disk) < 0)
		return false;
	allocate_log(sql, &disk);
	hold = should_block(sql, &disk);
	if (hold == sql->growth_blocked)
		return false;
	if (sqlite3_exec(sql->db, hold ? PAGES_BLOCKED : PAGES_ANY, NULL, NULL, NULL) != SQLITE_OK)
		return false;
	sql->growth_blocked = hold;
	return true;
}

bool sqlite_growth_is_blocked(const struct sql *base)
{
	return ((const struct sqlite *)base)->growth_blocked;
}

/* ---- free pages ---- */

/* -1: a fault. */
static int64_t free_pages(struct sql *sql)
{
	static const char count[] = "pragma freelist_count";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, count);
	struct err ignored;
	int64_t pages;

	return sql_number(run, &pages, &ignored) == STORE_OK ? pages : -1;
}

int64_t sqlite_pages_to_spare(struct sql *sql)
{
	return free_pages(sql) - RESERVE_PAGES;
}

static enum store_rc free_row(struct sqlite *sql, struct err *err)
{
	enum store_rc rc = sql_script(&sql->sql, drop_row, err);

	sql->row_is_gone = rc == STORE_OK;
	return rc;
}

static enum store_rc fill(struct sqlite *sql, struct err *err)
{
	enum store_rc rc;

	sql->row_is_gone = false;
	rc = sql_script(&sql->sql, put_row, err);
	if (rc == STORE_OK)
		rc = free_row(sql, err);
	return rc == STORE_OK ? sqlite_checkpoint(&sql->sql, 0, err) : rc;
}

/* The row is freed even while growth is blocked: then what it holds is needed. */
enum store_rc sqlite_fill_reserve(struct sql *base, struct err *err)
{
	struct sqlite *sql = sqlite_of(base);
	enum store_rc rc = STORE_OK;

	if (sql->until_look && sql->until_look--)
		return STORE_OK;
	sql->until_look = LOOK_EVERY;
	if (!sql->row_is_gone)
		rc = free_row(sql, err);
	if (rc != STORE_OK || sql->growth_blocked || free_pages(base) >= RESERVE_PAGES)
		return rc;
	return fill(sql, err);
}
