#include "cli/metrics/facts.h"

#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "base/cleanup.h"
#include "cli/upkeep/series.h"

/* --- looking ---------------------------------------------------------------------------------- */

struct look {
	const struct metrics_sources *from;
	struct facts *facts;
};

static enum store_rc read_waiting(struct sql *sql, void *arg, struct err *err)
{
	const struct look *look = arg;
	const struct metrics_sources *from = look->from;
	struct facts *facts = look->facts;
	enum store_rc rc = STORE_OK;

	if (from->mails)
		rc = waiting_mails(sql, &facts->mails, err);
	if (rc == STORE_OK && from->mails)
		rc = waiting_failed_mails(sql, &facts->failed_mails, err);
	if (rc == STORE_OK && from->pushes)
		rc = waiting_pushes(sql, &facts->pushes, err);
	if (rc == STORE_OK && from->tasks)
		rc = waiting_reminders(sql, clock_now_ms(&clock_real), &facts->reminders, err);
	return rc;
}

static void ask_database(struct look *look)
{
	struct store *store = look->from->store;
	struct err ignored = { 0 }; /* the store tells of an outage */

	look->facts->ready = store_ping(store, &ignored) == STORE_OK &&
			     store_read(store, read_waiting, look, &ignored) == STORE_OK;
	if (look->facts->ready)
		look->facts->looked_ms = clock_now_ms(&clock_real);
}

static int64_t bytes_of(const char *path, const char *suffix)
{
	char whole[4096];
	struct stat info;

	if (snprintf(whole, sizeof(whole), "%s%s", path, suffix) >= (int)sizeof(whole) ||
	    stat(whole, &info) < 0)
		return -1;
	return info.st_size;
}

static void ask_disk(struct look *look)
{
	const char *path = store_path(look->from->store);
	struct facts *facts = look->facts;
	struct statvfs disk;

	facts->disk_free = facts->disk_size = facts->file_bytes = facts->log_bytes = -1;
	if (!path)
		return;
	facts->file_bytes = bytes_of(path, "");
	facts->log_bytes = bytes_of(path, "-wal");
	if (statvfs(path, &disk) < 0)
		return;
	facts->disk_free = (int64_t)(disk.f_bavail * disk.f_frsize);
	facts->disk_size = (int64_t)(disk.f_blocks * disk.f_frsize);
}

static void ask_backups(struct look *look)
{
	const char *folder = look->from->backups;

	if (!folder || !series_newest(folder, &look->facts->backup_ms))
		look->facts->backup_ms = 0;
}

/* Nobody else changes the facts, so that they can be copied without the lock. */
static void tick(void *arg)
{
	struct facts_watch *watch = arg;
	struct facts facts = watch->facts;
	struct look look = { watch->from, &facts };

	ask_database(&look);
	ask_disk(&look);
	ask_backups(&look);
	pthread_mutex_lock(&watch->mutex);
	watch->facts = facts;
	pthread_mutex_unlock(&watch->mutex);
}

bool facts_start(struct facts_watch *watch, const struct metrics_sources *from)
{
	watch->from = from;
	pthread_mutex_init(&watch->mutex, NULL);
	tick(watch);
	watch->ticker = ticker_start(FACTS_EVERY_MS, tick, watch);
	return watch->ticker != NULL;
}

void facts_stop(struct facts_watch *watch)
{
	ticker_stop(watch->ticker);
	watch->ticker = NULL;
}

/* --- telling ---------------------------------------------------------------------------------- */

/* The age of what began to wait then, in milliseconds. */
static int64_t age_ms(int64_t first_ms)
{
	int64_t age = first_ms ? clock_now_ms(&clock_real) - first_ms : 0;

	return age > 0 ? age : 0;
}

static void put_waiting(struct metric_text *text, const struct metrics_sources *from,
			const struct facts *facts)
{
	if (from->mails) {
		metric_gauge(text, "ostiary_outbox_mails", "Mails that wait to be sent.",
			     metric_i64(facts->mails.n));
		metric_gauge(text, "ostiary_outbox_oldest_age_seconds",
			     "Age of the oldest mail that waits.",
			     metric_ms(age_ms(facts->mails.first_ms)));
		metric_gauge(text, "ostiary_outbox_failed_mails",
			     "Mails that were given up, of the last days.",
			     metric_i64(facts->failed_mails));
	}
	if (from->pushes) {
		metric_gauge(text, "ostiary_push_queue_messages", "Pushes that wait to be sent.",
			     metric_i64(facts->pushes.n));
		metric_gauge(text, "ostiary_push_queue_oldest_age_seconds",
			     "Age of the oldest push that waits.",
			     metric_ms(age_ms(facts->pushes.first_ms)));
	}
	if (from->tasks) {
		metric_gauge(text, "ostiary_reminders_due",
			     "Reminders whose time has come and that have not left.",
			     metric_i64(facts->reminders.n));
		metric_gauge(text, "ostiary_reminders_lag_seconds",
			     "By how much the most overdue reminder is late.",
			     metric_ms(age_ms(facts->reminders.first_ms)));
	}
}

static void put_known(struct metric_text *text, const char *name, const char *help, int64_t n)
{
	if (n >= 0)
		metric_gauge(text, name, help, metric_i64(n));
}

static void put_disk(struct metric_text *text, const struct facts *facts)
{
	put_known(text, "ostiary_database_file_bytes", "Size of the SQLite file.",
		  facts->file_bytes);
	put_known(text, "ostiary_database_log_bytes", "Size of its write-ahead log.",
		  facts->log_bytes);
	put_known(text, "ostiary_disk_free_bytes", "Room on the disk of the SQLite file.",
		  facts->disk_free);
	put_known(text, "ostiary_disk_size_bytes", "Size of that disk.", facts->disk_size);
}

void facts_put(struct metric_text *text, struct facts_watch *watch)
{
	struct facts facts;

	pthread_mutex_lock(&watch->mutex);
	facts = watch->facts;
	pthread_mutex_unlock(&watch->mutex);
	metric_gauge(text, "ostiary_database_ready",
		     "1 when the last look at the database succeeded, as for /readyz.",
		     metric_i64(facts.ready));
	metric_gauge(text, "ostiary_database_looked_timestamp_seconds",
		     "Time of the last look that succeeded, since 1970.",
		     metric_ms(facts.looked_ms));
	put_waiting(text, watch->from, &facts);
	put_disk(text, &facts);
	if (watch->from->backups)
		metric_gauge(
			text, "ostiary_backup_timestamp_seconds",
			"Time of the newest backup of the server's folder, since 1970; 0: none.",
			metric_ms(facts.backup_ms));
}
