/* A part of checks.h: the machine. */
#include "cli/checks/checks.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>

#include "store/backup.h"

#define MIB            (INT64_C(1) << 20)
#define FREE_LEAST_MIB 64 /* below it a server soon refuses what makes the database larger */

/* A backup and a move of the log take as much room as the database, for a while. */
void check_disk(struct checks *c)
{
	struct str url = settings_text(c->settings, SETTING_DATABASE), path;
	struct statvfs disk;
	struct stat file;
	struct err ignored;
	int64_t room, size;

	if (backup_path_of(c->arena, url, &path, &ignored) != BACKUP_DONE)
		return; /* PostgreSQL's disk is elsewhere */
	if (stat(path.p, &file) < 0)
		return;
	if (statvfs(path.p, &disk) < 0) {
		checks_add(c, "disk", VERDICT_FAULT, "%s: %s", path.p, strerror(errno));
		return;
	}
	room = (int64_t)(disk.f_bavail * disk.f_frsize) / MIB;
	size = file.st_size / MIB;
	if (room < FREE_LEAST_MIB)
		checks_add(c, "disk", VERDICT_FAULT, "only %lld MiB are free", (long long)room);
	else
		checks_add(c, "disk", room < 2 * size ? VERDICT_WARNING : VERDICT_OK,
			   "%lld MiB are free, and the database has %lld MiB", (long long)room,
			   (long long)size);
}

/* Tokens are judged by the clocks of two machines. */
void check_clock(struct checks *c)
{
	struct timex clock = { 0 };
	int state = adjtimex(&clock);

	if (state < 0)
		checks_add(c, "clock", VERDICT_WARNING, "cannot be judged: %s", strerror(errno));
	else if (state == TIME_ERROR || (clock.status & STA_UNSYNC))
		checks_add(c, "clock", VERDICT_WARNING,
			   "nothing keeps the clock of this machine in time: run an NTP client "
			   "such as systemd-timesyncd or chrony");
	else
		checks_add(c, "clock", VERDICT_OK, "the clock of this machine is kept in time");
}
