#include "cli/upkeep/schedule.h"

#include <sys/stat.h>

#include "cli/upkeep/series.h"
#include "metrics/metrics.h"
#include "store/backup.h"

#define LOOK_MS  5000
#define RETRY_MS 600000

static void tell_made(const struct schedule *s, const char *path, int64_t started_ms)
{
	struct stat info;
	const struct log_field fields[] = {
		LOG_FIELD_TEXT("path", str_z(path)),
		LOG_FIELD_INTEGER("bytes", stat(path, &info) == 0 ? info.st_size : 0),
		LOG_FIELD_INTEGER("ms", clock_steady_ms() - started_ms),
	};

	log_line(s->log, LOG_LEVEL_NOTICE, "backup made", fields, ARRAY_LEN(fields));
}

/* The series loses an old backup only when it has a new one. */
static bool make(struct schedule *s, struct arena *a, struct err *err)
{
	const char *path = series_name(a, s->folder, &clock_real);
	int64_t started_ms = clock_steady_ms();

	if (backup_make(a, s->url, path, err) != BACKUP_DONE)
		return false;
	tell_made(s, path, started_ms);
	return series_trim(a, s->folder, s->keep, err);
}

static void tick(void *arg)
{
	struct schedule *s = arg;
	int64_t now_ms = clock_now_ms(&clock_real), newest_ms = 0;
	struct err err = { 0 };
	ARENA(a);

	if (s->again_ms > clock_steady_ms())
		return;
	if (series_newest(s->folder, &newest_ms) && newest_ms <= now_ms &&
	    now_ms - newest_ms < s->every_ms)
		return;
	s->again_ms = 0;
	if (make(s, &a, &err)) {
		metric_count(METRIC_BACKUP_MADE, 1);
		return;
	}
	metric_count(METRIC_BACKUP_FAILED, 1);
	log_error(s->log, "no backup was made", str_z(err.text));
	s->again_ms = clock_steady_ms() + RETRY_MS;
}

bool schedule_start(struct schedule *s, struct arena *a, const struct settings *settings,
		    const struct log *log)
{
	struct str folder = settings_text(settings, SETTING_BACKUP_TO);

	if (!folder.n)
		return true;
	*s = (struct schedule){
		.url = settings_text(settings, SETTING_DATABASE),
		.folder = arena_z(a, folder),
		.every_ms = settings->of[SETTING_BACKUP_EVERY].number * 1000,
		.keep = (size_t)settings->of[SETTING_BACKUP_KEEP].number,
		.log = log,
	};
	s->ticker = ticker_start(LOOK_MS, tick, s);
	return s->ticker != NULL;
}

void schedule_stop(struct schedule *s)
{
	ticker_stop(s->ticker);
	s->ticker = NULL;
}
