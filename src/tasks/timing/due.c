#include "tasks/timing/due.h"

#include "core/clock.h"

void due_zone(struct arena *a, const struct task *task, struct zone *out)
{
	if (!task->time_zone.p || !zone_read(a, task->time_zone, out))
		(void)zone_read(a, STR("UTC"), out);
}

int64_t due_ms(const struct zone *zone, struct str date, struct str time)
{
	char iso[] = "0000-00-00T00:00:00.000Z";
	int64_t ms = 0;

	memcpy(iso, date.p, 10);
	if (time.p)
		memcpy(iso + 11, time.p, 5);
	(void)clock_parse_iso(str_of(iso, sizeof(iso) - 1), &ms);
	return zone_to_utc(zone, ms / 1000) * 1000;
}

struct str due_date_of(struct arena *a, const struct zone *zone, int64_t ms)
{
	struct buf text;

	arena_buf(a, &text, 32, 32);
	clock_put_iso(&text, clock_clamp(ms + zone_offset(zone, ms / 1000) * INT64_C(1000)));
	return str_head(buf_text(&text), 10);
}
