#include "metrics/metrics.h"

#include "base/cleanup.h"

_Atomic uint64_t metric_counters[METRIC_COUNTERS];
static struct histogram histograms[METRIC_HISTOGRAMS];

static const struct {
	const char *family, *labels, *help;
} counter_rows[METRIC_COUNTERS] = {
#define COUNTER(name, family_, labels_, help_) [METRIC_##name] = { family_, labels_, help_ },
#include "metrics/counters.def"
#undef COUNTER
};

static const struct {
	const char *family, *help;
	enum histogram_bounds bounds;
	enum histogram_unit unit;
} histogram_rows[METRIC_HISTOGRAMS] = {
#define HISTOGRAM(name, family_, bounds_, unit_, help_)                                            \
	[METRIC_##name] = { family_, help_, bounds_, unit_ },
#include "metrics/histograms.def"
#undef HISTOGRAM
};

/* In the unit of the values: microseconds from a tenth of a millisecond, which an answer from
 * memory takes, to ten seconds, the bound of a statement; and sizes. */
static const uint64_t bounds_of[][HISTOGRAM_BOUNDS] = {
	[HISTOGRAM_DURATION] = { 100, 250, 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000,
				 250000, 1000000, 2500000, 10000000 },
	[HISTOGRAM_SIZE] = { 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 128, 256, 512 },
};

void histogram_add(struct histogram *histogram, enum histogram_bounds bounds, int64_t value)
{
	uint64_t n = value > 0 ? (uint64_t)value : 0;
	const uint64_t *bound = bounds_of[bounds];
	unsigned i = 0;

	while (i < HISTOGRAM_BOUNDS && n > bound[i])
		i++;
	atomic_fetch_add_explicit(&histogram->buckets[i], 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&histogram->sum, n, memory_order_relaxed);
}

uint64_t histogram_count(const struct histogram *histogram)
{
	uint64_t n = 0;

	for (unsigned i = 0; i <= HISTOGRAM_BOUNDS; i++)
		n += atomic_load_explicit(&histogram->buckets[i], memory_order_relaxed);
	return n;
}

static struct metric_value value_of(enum histogram_unit unit, uint64_t n)
{
	return unit == HISTOGRAM_MICROS ? metric_micros((int64_t)n) : metric_u64(n);
}

/* `a="b",le="0.005"` */
static struct str bucket_labels(struct buf *b, struct str labels, enum histogram_unit unit,
				const uint64_t *bound)
{
	b->n = 0;
	buf_str(b, labels);
	buf_z(b, labels.n ? ",le=\"" : "le=\"");
	if (bound)
		metric_put_bound(b, value_of(unit, *bound));
	else
		buf_z(b, "+Inf");
	buf_char(b, '"');
	return buf_text(b);
}

/* The count is the sum of the buckets as they were read, so that the two agree. */
void histogram_put(struct metric_text *text, const struct histogram *histogram,
		   enum histogram_bounds bounds, enum histogram_unit unit, struct str labels)
{
	char memory[METRIC_LABELS_MAX];
	uint64_t sum = atomic_load_explicit(&histogram->sum, memory_order_relaxed), n = 0;
	struct buf b;

	buf_init_fixed(&b, memory, sizeof(memory));
	for (unsigned i = 0; i <= HISTOGRAM_BOUNDS; i++) {
		const uint64_t *bound = i < HISTOGRAM_BOUNDS ? &bounds_of[bounds][i] : NULL;

		n += atomic_load_explicit(&histogram->buckets[i], memory_order_relaxed);
		metric_sample(text, "_bucket", bucket_labels(&b, labels, unit, bound),
			      metric_u64(n));
	}
	metric_sample(text, "_sum", labels, value_of(unit, sum));
	metric_sample(text, "_count", labels, metric_u64(n));
}

void metric_observe(enum metric_histogram which, int64_t value)
{
	histogram_add(&histograms[which], histogram_rows[which].bounds, value);
}

void metrics_put(struct metric_text *text)
{
	for (unsigned i = 0; i < METRIC_COUNTERS; i++) {
		uint64_t n = atomic_load_explicit(&metric_counters[i], memory_order_relaxed);

		if (counter_rows[i].help)
			metric_family(text, counter_rows[i].family, METRIC_COUNTER,
				      counter_rows[i].help);
		metric_sample(text, "_total", str_z(counter_rows[i].labels), metric_u64(n));
	}
	for (unsigned i = 0; i < METRIC_HISTOGRAMS; i++) {
		metric_family(text, histogram_rows[i].family, METRIC_HISTOGRAM,
			      histogram_rows[i].help);
		histogram_put(text, &histograms[i], histogram_rows[i].bounds,
			      histogram_rows[i].unit, STR(""));
	}
}
