/* Time zones of the system's database, which are files in TZif (RFC 9636) in /usr/share/zoneinfo
 * (on Debian the package tzdata). "UTC" is known without a file. */
#ifndef OSTIARY_CORE_ZONE_H
#define OSTIARY_CORE_ZONE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "core/arena.h"

/* Where the offset changes once in a year: the part of a rule in POSIX form. */
struct zone_turn {
	char kind;       /* 'M': month, week, weekday; 'J': day 1 to 365 without 29 February; 'N':
			  * day 0 to 365 */
	int month, week; /* of 'M'; week 5 is the last one */
	int day;         /* of the week (0: Sunday), or of the year */
	int64_t second;  /* of that day in local time; may be below 0 or beyond the day */
};

struct zone {
	size_t n;              /* changes of the offset */
	const int64_t *at_s;   /* when, in seconds since 1970-01-01 UTC, ascending */
	const int32_t *offset; /* seconds east of UTC from then on */
	int32_t first;         /* the offset before the first change */
	/* After the last change: */
	bool has_rule; /* false: the last offset stays */
	bool has_summer;
	int32_t standard, summer;
	struct zone_turn begin, end; /* of summer time */
};

/* Reads the zone with this name, such as "Europe/Berlin", exactly as the database spells it; its
 * memory is in the arena. False: there is none. */
bool zone_read(struct arena *a, struct str name, struct zone *out);

/* The seconds that local time is ahead of UTC. */
int32_t zone_offset(const struct zone *zone, int64_t utc_s);

/* The time at which clocks show local_s, which is counted as if it were UTC. Of two such times it
 * is the first; a time that clocks skip is read with the offset before the change, so 02:30 becomes
 * 03:30 (RFC 5545 section 3.3.5). */
int64_t zone_to_utc(const struct zone *zone, int64_t local_s);

#endif
