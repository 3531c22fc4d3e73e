/* The text of metrics, in the two forms that readers ask for.
 *
 * OpenMetrics 1.0: a counter is named without `_total` in its # TYPE, there are # UNIT lines, and
 * the text ends with "# EOF".
 * Prometheus 0.0.4, which older readers want: a counter's # TYPE has the name of its samples. */
#ifndef OSTIARY_METRICS_TEXT_H
#define OSTIARY_METRICS_TEXT_H

#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

#define METRIC_LABELS_MAX 512 /* bytes of the labels of one sample */

enum metric_form {
	METRIC_OPENMETRICS = 0,
	METRIC_PROMETHEUS,
};

enum metric_type {
	METRIC_GAUGE = 0,
	METRIC_COUNTER,
	METRIC_HISTOGRAM,
	METRIC_INFO,
};

struct metric_text {
	struct buf *out;
	enum metric_form form;
	const char *family; /* the one that was begun */
};

/* The media type of the form, for the header content-type. */
struct str metric_media_type(enum metric_form form);

/* A number, or one million times a number. */
struct metric_value {
	int64_t n;
	bool micros;
};

static inline struct metric_value metric_i64(int64_t n)
{
	return (struct metric_value){ n, false };
}

static inline struct metric_value metric_u64(uint64_t n)
{
	return metric_i64(n < INT64_MAX ? (int64_t)n : INT64_MAX);
}

static inline struct metric_value metric_micros(int64_t micros)
{
	return (struct metric_value){ micros, true };
}

/* A point in time or a duration in milliseconds, as seconds. */
static inline struct metric_value metric_ms(int64_t ms)
{
	return metric_micros(ms < INT64_MAX / 1000 ? ms * 1000 : INT64_MAX);
}

/* Begins a family: its name has no suffix such as `_total`. help is one sentence without
 * backslashes, quotes and newlines. */
void metric_family(struct metric_text *text, const char *name, enum metric_type type,
		   const char *help);

/* Adds a sample to the family: suffix is that of its type ("_total", "_bucket", "_info", "" of a
 * gauge), labels are "" or `a="b",c="d"`. */
void metric_sample(struct metric_text *text, const char *suffix, struct str labels,
		   struct metric_value value);

/* A family of one gauge without labels. */
void metric_gauge(struct metric_text *text, const char *name, const char *help,
		  struct metric_value value);

/* A family of one counter without labels. */
void metric_counter(struct metric_text *text, const char *name, const char *help,
		    struct metric_value value);

/* Puts `name="value"` behind other labels, with the escapes of the text. */
void metric_label(struct buf *labels, const char *name, struct str value);

/* Puts the value as a bound of a bucket: "1.0", "0.005". */
void metric_put_bound(struct buf *b, struct metric_value bound);

/* Ends the text. */
void metric_text_end(struct metric_text *text);

#endif
