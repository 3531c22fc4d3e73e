/* Backups in a folder: ostiary-2026-12-01T07:10:00.000Z.db and older ones. */
#ifndef OSTIARY_CLI_UPKEEP_SERIES_H
#define OSTIARY_CLI_UPKEEP_SERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/clock.h"
#include "core/err.h"

/* The path of a backup in the folder that is made now. */
const char *series_name(struct arena *a, const char *folder, const struct clock *clock);

/* The time of the newest backup of the folder. False: it has none, or cannot be read. */
bool series_newest(const char *folder, int64_t *out_ms);

/* Deletes the oldest backups of the folder until `keep` are left. Only files with such names are
 * counted and deleted. False: see *err. */
bool series_trim(struct arena *a, const char *folder, size_t keep, struct err *err);

#endif
