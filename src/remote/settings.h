/* The settings with their defaults filled in, in memory of their own. */
#ifndef OSTIARY_REMOTE_SETTINGS_H
#define OSTIARY_REMOTE_SETTINGS_H

#include <stdbool.h>

#include "ostiary/remote.h"

#define SETTINGS_CACHE_ENTRIES 4096 /* the default */

/* A sentence; NULL when all is well. */
const char *settings_fault(const struct ost_remote_settings *given);

/* Copies settings that have no fault. False when there is no memory. */
bool settings_init(struct ost_remote_settings *out, const struct ost_remote_settings *given);
void settings_done(struct ost_remote_settings *settings);

/* The clock's time in milliseconds: the caller's clock, or one that also counts while the machine
 * sleeps. */
int64_t settings_now_ms(const struct ost_remote_settings *settings);

/* The time of day, in seconds since 1970. */
int64_t settings_now_s(const struct ost_remote_settings *settings);

#endif
