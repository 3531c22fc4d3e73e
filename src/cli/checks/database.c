/* A part of checks.h: the database. */
#include "cli/checks/checks.h"

#include "build_version.h"
#include "cli/upkeep/series.h"
#include "core/clock.h"
#include "store/backup.h"

#define LATE 2 /* intervals without a backup */

void check_versions(struct checks *c)
{
	const struct inspection *found = &c->e->found;

	checks_add(c, "versions", VERDICT_OK, "Ostiary %s, tables of version %lld", OSTIARY_VERSION,
		   (long long)found->plan.version);
}

void check_integrity(struct checks *c)
{
	struct err err = { 0 };

	switch (backup_judge(c->arena, settings_text(c->settings, SETTING_DATABASE), &err)) {
	case BACKUP_DONE:
		checks_add(c, "integrity", VERDICT_OK, "every page of the database is sound");
		return;
	case BACKUP_SERVER:
		checks_add(c, "integrity", VERDICT_OK, "PostgreSQL keeps its pages by itself");
		return;
	case BACKUP_DAMAGED:
		checks_add(c, "integrity", VERDICT_DAMAGED,
			   "%s: put a backup in its place with "
			   "`ostiary restore`",
			   err.text);
		return;
	case BACKUP_BAD_URL:
	case BACKUP_MISSING:
	case BACKUP_IN_USE:
	case BACKUP_NO_LOG:
	case BACKUP_NEWER:
	case BACKUP_FAULT:
		break;
	}
	checks_add(c, "integrity", VERDICT_FAULT, "%s", err.text);
}

static void check_series(struct checks *c, struct str folder)
{
	const int64_t every_ms = c->settings->of[SETTING_BACKUP_EVERY].number * 1000;
	int64_t newest_ms = 0, age_ms;

	if (!series_newest(arena_z(c->arena, folder), &newest_ms)) {
		checks_add(c, "backups", VERDICT_WARNING, "%.*s has none yet", STR_FMT(folder));
		return;
	}
	age_ms = clock_now_ms(&clock_real) - newest_ms;
	checks_add(c, "backups", age_ms > LATE * every_ms ? VERDICT_FAULT : VERDICT_OK,
		   "the newest in %.*s is %lld minutes old", STR_FMT(folder),
		   (long long)(age_ms / 60000));
}

void check_backups(struct checks *c)
{
	struct str folder = settings_text(c->settings, SETTING_BACKUP_TO);

	if (c->e->found.postgres)
		checks_add(c, "backups", VERDICT_OK, "are made by PostgreSQL's own programs");
	else if (folder.n)
		check_series(c, folder);
	else
		checks_add(c, "backups", VERDICT_WARNING,
			   "the server makes none: set OSTIARY_BACKUP_TO, or run `ostiary backup` "
			   "by a timer");
}
