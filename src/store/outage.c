#include "store/outage.h"

#include "base/cleanup.h"
#include "core/clock.h"
#include "metrics/metrics.h"

void outage_begin(struct outage *outage, struct err *err)
{
	int64_t none = 0;

	if (atomic_compare_exchange_strong(&outage->since_ms, &none, clock_steady_ms())) {
		metric_count(METRIC_DATABASE_AWAY, 1);
		if (outage->log)
			log_error(outage->log, "the database is away", str_z(err->text));
	}
	err->told = outage->log != NULL;
}

void outage_end(struct outage *outage)
{
	int64_t since_ms;

	if (!outage_lasts(outage))
		return;
	since_ms = atomic_exchange(&outage->since_ms, 0);
	if (since_ms && outage->log) {
		const struct log_field fields[] = {
			LOG_FIELD_MS("away_ms", (clock_steady_ms() - since_ms) * 1000),
		};

		log_line(outage->log, LOG_LEVEL_NOTICE, "the database is back", fields,
			 ARRAY_LEN(fields));
	}
}
