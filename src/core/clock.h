/* Time is an argument: only cli/ uses the real clock, and tests use one that stands still. */
#ifndef OSTIARY_CORE_CLOCK_H
#define OSTIARY_CORE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

struct clock {
	/* Milliseconds since 1970-01-01 UTC. */
	int64_t (*now_ms)(const struct clock *clock);
};

static inline int64_t clock_now_ms(const struct clock *clock)
{
	return clock->now_ms(clock);
}

static inline int64_t clock_now_s(const struct clock *clock)
{
	return clock->now_ms(clock) / 1000;
}

/* The system's clock (CLOCK_REALTIME). */
extern const struct clock clock_real;

/* Milliseconds of the clock that never goes back (CLOCK_MONOTONIC), for deadlines and durations. */
int64_t clock_steady_ms(void);

/* Microseconds of the same clock, as exact as the machine has it: it costs more than the
 * milliseconds, which may be some of them old. */
int64_t clock_steady_us(void);

/* Appends YYYY-MM-DDTHH:MM:SS.mmmZ, the only format in which this program writes a time. The buffer
 * fails for a time outside the years 0000 to 9999. */
void clock_put_iso(struct buf *b, int64_t ms);

/* Reads exactly this format; the date must exist. */
bool clock_parse_iso(struct str text, int64_t *out_ms);

/* The first and the last time that clock_put_iso() writes, and the one of them that a time beyond
 * them becomes. */
#define CLOCK_FIRST_MS INT64_C(-62167219200000) /* 0000-01-01T00:00:00.000Z */
#define CLOCK_LAST_MS  INT64_C(253402300799999) /* 9999-12-31T23:59:59.999Z */
int64_t clock_clamp(int64_t ms);

/* The start of a day in UTC. False: there is no such day in the proleptic Gregorian calendar. */
bool clock_midnight(int64_t year, int64_t month, int64_t day, int64_t *out_ms);

/* True for YYYY-MM-DD with an existing date (proleptic Gregorian calendar, years 0001 to 9999). */
bool clock_is_date(struct str text);

#endif
