#include "metrics/text.h"

#include <stdbool.h>

#include "base/cleanup.h"

static const char *const type_names[] = {
	[METRIC_GAUGE] = "gauge",
	[METRIC_COUNTER] = "counter",
	[METRIC_HISTOGRAM] = "histogram",
	[METRIC_INFO] = "info",
};

struct str metric_media_type(enum metric_form form)
{
	return form == METRIC_OPENMETRICS
		       ? STR("application/openmetrics-text; version=1.0.0; charset=utf-8")
		       : STR("text/plain; version=0.0.4; charset=utf-8");
}

/* --- values ----------------------------------------------------------------------------------- */

/* Up to six digits behind the point, and none that say nothing. */
static void put_micros(struct buf *b, int64_t micros)
{
	uint64_t size = micros < 0 ? 0 - (uint64_t)micros : (uint64_t)micros;
	uint64_t rest = size % 1000000;
	char digits[] = ".000000";
	int last = 6;

	if (micros < 0)
		buf_char(b, '-');
	buf_u64(b, size / 1000000);
	for (int i = last; i > 0; i--, rest /= 10)
		digits[i] = (char)('0' + rest % 10);
	while (last > 1 && digits[last] == '0')
		last--;
	buf_str(b, str_of(digits, (size_t)last + 1));
}

static void put_value(struct buf *b, struct metric_value value)
{
	if (value.micros)
		put_micros(b, value.n);
	else
		buf_i64(b, value.n);
}

void metric_put_bound(struct buf *b, struct metric_value bound)
{
	put_value(b, bound);
	if (!bound.micros)
		buf_z(b, ".0");
}

/* --- families and samples --------------------------------------------------------------------- */

static void put_head(struct metric_text *text, const char *keyword, const char *suffix,
		     const char *words)
{
	struct buf *b = text->out;

	buf_z(b, "# ");
	buf_z(b, keyword);
	buf_char(b, ' ');
	buf_z(b, text->family);
	buf_z(b, suffix);
	buf_char(b, ' ');
	buf_z(b, words);
	buf_char(b, '\n');
}

/* The suffix that the name has in the lines about the family. */
static const char *suffix_of(const struct metric_text *text, enum metric_type type)
{
	if (text->form == METRIC_OPENMETRICS)
		return "";
	if (type == METRIC_INFO)
		return "_info";
	return type == METRIC_COUNTER ? "_total" : "";
}

static void put_unit(struct metric_text *text)
{
	static const char *const units[] = { "seconds", "bytes" };
	struct str name = str_z(text->family);

	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		struct str unit = str_z(units[i]);

		if (name.n > unit.n && str_ends(name, unit) && name.p[name.n - unit.n - 1] == '_')
			put_head(text, "UNIT", "", units[i]);
	}
}

void metric_family(struct metric_text *text, const char *name, enum metric_type type,
		   const char *help)
{
	bool is_old_info = text->form == METRIC_PROMETHEUS && type == METRIC_INFO;

	text->family = name;
	put_head(text, "TYPE", suffix_of(text, type), is_old_info ? "gauge" : type_names[type]);
	if (text->form == METRIC_OPENMETRICS)
		put_unit(text);
	put_head(text, "HELP", suffix_of(text, type), help);
}

void metric_sample(struct metric_text *text, const char *suffix, struct str labels,
		   struct metric_value value)
{
	struct buf *b = text->out;

	buf_z(b, text->family);
	buf_z(b, suffix);
	if (labels.n) {
		buf_char(b, '{');
		buf_str(b, labels);
		buf_char(b, '}');
	}
	buf_char(b, ' ');
	put_value(b, value);
	buf_char(b, '\n');
}

void metric_gauge(struct metric_text *text, const char *name, const char *help,
		  struct metric_value value)
{
	metric_family(text, name, METRIC_GAUGE, help);
	metric_sample(text, "", STR(""), value);
}

void metric_counter(struct metric_text *text, const char *name, const char *help,
		    struct metric_value value)
{
	metric_family(text, name, METRIC_COUNTER, help);
	metric_sample(text, "_total", STR(""), value);
}

void metric_label(struct buf *labels, const char *name, struct str value)
{
	if (labels->n)
		buf_char(labels, ',');
	buf_z(labels, name);
	buf_z(labels, "=\"");
	for (size_t i = 0; i < value.n; i++) {
		char c = value.p[i];

		if (c == '\\' || c == '"')
			buf_char(labels, '\\');
		if (c == '\n')
			buf_z(labels, "\\n");
		else
			buf_char(labels, c);
	}
	buf_char(labels, '"');
}

void metric_text_end(struct metric_text *text)
{
	if (text->form == METRIC_OPENMETRICS)
		buf_z(text->out, "# EOF\n");
}
