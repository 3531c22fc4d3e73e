#include "metrics/requests.h"

#include "base/cleanup.h"
#include "metrics/metrics.h"

/* The statuses that answers have; any other is counted as "other", which no answer should be. */
enum status_slot {
	SLOT_OTHER = 0,
	SLOT_GONE,
	SLOT_FIRST,
	SLOTS = SLOT_FIRST + 34,
};

#define STATUS_MAX 600

static const unsigned short statuses[SLOTS - SLOT_FIRST] = {
	200, 201, 204, 206, 207, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 405, 406,
	408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 422, 428, 429, 431, 500, 503, 507,
};

/* One row of the route table, on cache lines of its own. */
struct cell {
	_Alignas(64) struct histogram time;
	_Atomic uint64_t by_status[SLOTS];
};

static struct cell cells[METRIC_ROUTES_MAX];

/* Few answers have a status that stands late in the list. */
static unsigned slot_of(unsigned status)
{
	if (status == 0)
		return SLOT_GONE;
	for (unsigned i = 0; i < ARRAY_LEN(statuses); i++)
		if (statuses[i] == status)
			return SLOT_FIRST + i;
	return SLOT_OTHER;
}

void metric_request(size_t route, unsigned status, int64_t micros)
{
	struct cell *cell = &cells[route < METRIC_ROUTES_MAX ? route : 0];

	atomic_fetch_add_explicit(&cell->by_status[slot_of(status)], 1, memory_order_relaxed);
	if (status)
		histogram_add(&cell->time, HISTOGRAM_DURATION, micros);
}

static struct str labels_of(struct buf *b, const struct metric_route *route)
{
	b->n = 0;
	metric_label(b, "method", str_z(route->method));
	metric_label(b, "route", str_z(route->path));
	return buf_text(b);
}

static void put_status(struct buf *b, unsigned slot)
{
	buf_z(b, ",status=\"");
	if (slot >= SLOT_FIRST)
		buf_u64(b, statuses[slot - SLOT_FIRST]);
	else
		buf_z(b, slot == SLOT_GONE ? "gone" : "other");
	buf_char(b, '"');
}

static void put_statuses(struct metric_text *text, struct buf *b, const struct cell *cell,
			 const struct metric_route *route)
{
	for (unsigned slot = 0; slot < SLOTS; slot++) {
		uint64_t n = atomic_load_explicit(&cell->by_status[slot], memory_order_relaxed);

		if (!n)
			continue;
		labels_of(b, route);
		put_status(b, slot);
		metric_sample(text, "_total", buf_text(b), metric_u64(n));
	}
}

void metric_requests_put(struct metric_text *text, metric_route_fn *name_of)
{
	char memory[METRIC_LABELS_MAX];
	struct buf b;

	buf_init_fixed(&b, memory, sizeof(memory));
	metric_family(text, "ostiary_http_requests", METRIC_COUNTER,
		      "Requests by route and status; gone: the client left before the answer.");
	for (size_t i = 0; i < METRIC_ROUTES_MAX; i++) {
		struct metric_route route = name_of(i);

		put_statuses(text, &b, &cells[i], &route);
	}
	metric_family(text, "ostiary_http_request_duration_seconds", METRIC_HISTOGRAM,
		      "Time from the complete head of a request to its answer.");
	for (size_t i = 0; i < METRIC_ROUTES_MAX; i++) {
		struct metric_route route = name_of(i);

		if (histogram_count(&cells[i].time))
			histogram_put(text, &cells[i].time, HISTOGRAM_DURATION, HISTOGRAM_MICROS,
				      labels_of(&b, &route));
	}
}
