/* What happens in this process, counted where it happens: atomic numbers of the whole process,
 * added to without a lock and without an order between them. They grow from the start of the
 * process, whether anybody reads them or not.
 *
 * What has a state instead of a count (queues, pools, ages) is asked for when the text is made:
 * cli/metrics/. */
#ifndef OSTIARY_METRICS_METRICS_H
#define OSTIARY_METRICS_METRICS_H

#include <stdatomic.h>
#include <stdint.h>

#include "metrics/text.h"

enum metric_counter {
#define COUNTER(name, ...) METRIC_##name,
#include "metrics/counters.def"
#undef COUNTER
	METRIC_COUNTERS,
};

enum metric_histogram {
#define HISTOGRAM(name, ...) METRIC_##name,
#include "metrics/histograms.def"
#undef HISTOGRAM
	METRIC_HISTOGRAMS,
};

#define HISTOGRAM_BOUNDS 14 /* the most of one histogram */

/* The bounds of a histogram: durations in microseconds, or sizes. */
enum histogram_bounds {
	HISTOGRAM_DURATION = 0,
	HISTOGRAM_SIZE,
};

/* How a histogram's numbers are printed. */
enum histogram_unit {
	HISTOGRAM_PLAIN = 0,
	HISTOGRAM_MICROS, /* as seconds */
};

struct histogram {
	/* How many were at most that bound, and above the one before; the last: above all. */
	_Atomic uint64_t buckets[HISTOGRAM_BOUNDS + 1];
	_Atomic uint64_t sum;
};

/* Adds a value of the bounds' unit; a negative one counts as 0. Any thread. */
void histogram_add(struct histogram *histogram, enum histogram_bounds bounds, int64_t value);

/* Puts its samples, with the labels ("" or `a="b"`) of each, into the family that was begun. */
void histogram_put(struct metric_text *text, const struct histogram *histogram,
		   enum histogram_bounds bounds, enum histogram_unit unit, struct str labels);

/* The number of values. */
uint64_t histogram_count(const struct histogram *histogram);

extern _Atomic uint64_t metric_counters[METRIC_COUNTERS];

/* Adds n to the counter. Any thread. */
static inline void metric_count(enum metric_counter which, uint64_t n)
{
	atomic_fetch_add_explicit(&metric_counters[which], n, memory_order_relaxed);
}

/* Adds a value to the histogram: microseconds of a duration. Any thread. */
void metric_observe(enum metric_histogram which, int64_t value);

/* Puts all counters and histograms. */
void metrics_put(struct metric_text *text);

#endif
