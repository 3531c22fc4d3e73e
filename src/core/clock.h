/* Time is an argument. Only cli/ builds the real clock; tests build one that stands still. */
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

/* The machine's clock (CLOCK_REALTIME). */
extern const struct clock clock_real;

/* Milliseconds of a clock that never goes back, for deadlines and durations (CLOCK_MONOTONIC). */
int64_t clock_steady_ms(void);

/* Writes YYYY-MM-DDTHH:MM:SS.mmmZ, the only form in which this program writes a time. Times outside
 * the years 0000 to 9999 make the buffer fail. */
void clock_put_iso(struct buf *b, int64_t ms);

/* Reads exactly that form; the date must exist. */
bool clock_parse_iso(struct str text, int64_t *out_ms);

/* True for YYYY-MM-DD with a date that exists (proleptic Gregorian, years 0001 to 9999). */
bool clock_is_date(struct str text);

#endif
