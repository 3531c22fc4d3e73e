#include "tasks/read/lateness.h"

#include "base/cleanup.h"
#include "core/clock.h"
#include "store/task_keys.h"

#define MINUTE 16 /* characters of YYYY-MM-DDTHH:MM */
#define DAY    10

/* Clocks on Earth have been from 12 hours behind UTC to 14 hours ahead of it, local mean times a
 * little more. */
#define CLOCKS_APART_MS (INT64_C(32) * 3600 * 1000)

static struct wall_time wall_time(int64_t local_ms)
{
	struct wall_time time = { { 0 } };
	char memory[32];
	struct buf iso;

	buf_init_fixed(&iso, memory, sizeof(memory));
	clock_put_iso(&iso, clock_clamp(local_ms));
	memcpy(time.text, memory, MINUTE);
	return time;
}

static int64_t local_ms(const struct zone *zone, int64_t now_ms)
{
	return now_ms + INT64_C(1000) * zone_offset(zone, now_ms / 1000);
}

void lateness_init(struct lateness *out, const struct zone *zone, int64_t now_ms)
{
	int64_t here_ms = local_ms(zone, now_ms);

	*out = (struct lateness){
		.now_ms = now_ms,
		.here = wall_time(here_ms),
		.earliest = wall_time(here_ms - CLOCKS_APART_MS),
		.last = wall_time(here_ms + CLOCKS_APART_MS),
	};
}

struct str lateness_day(const struct lateness *l)
{
	return str_of(l->here.text, DAY);
}

struct str lateness_minute(const struct lateness *l)
{
	return str_of(l->here.text, MINUTE);
}

struct str lateness_earliest(const struct lateness *l)
{
	return str_of(l->earliest.text, MINUTE);
}

struct str lateness_last(const struct lateness *l)
{
	return str_of(l->last.text, MINUTE);
}

/* The time by the zone's clock, which replaces the one that was asked for longest ago. */
static const struct wall_time *read_clock(struct lateness *l, struct str name)
{
	ARENA(a);
	struct zone zone;
	size_t at = l->next;

	if (name.n >= sizeof(l->clocks[at].zone))
		return &l->here;
	l->next = (at + 1) % LATENESS_ZONES;
	memset(l->clocks[at].zone, 0, sizeof(l->clocks[at].zone));
	memcpy(l->clocks[at].zone, name.p, name.n);
	l->clocks[at].time =
		zone_read(&a, name, &zone) ? wall_time(local_ms(&zone, l->now_ms)) : l->here;
	return &l->clocks[at].time;
}

static const struct wall_time *clock_in(struct lateness *l, struct str name)
{
	if (name.n == 0)
		return &l->here;
	for (size_t i = 0; i < LATENESS_ZONES; i++)
		if (str_eq(str_z(l->clocks[i].zone), name))
			return &l->clocks[i].time;
	return read_clock(l, name);
}

/* As the database compares them: byte by byte. */
static bool is_before(struct str left, struct str right)
{
	size_t n = left.n < right.n ? left.n : right.n;
	int order = n ? memcmp(left.p, right.p, n) : 0;

	return order < 0 || (order == 0 && left.n < right.n);
}

bool lateness_is_past(struct lateness *l, struct str due_key, struct str zone)
{
	return is_before(due_key, str_of(clock_in(l, zone)->text, MINUTE));
}

bool lateness_is_overdue(struct lateness *l, const struct task *task)
{
	char memory[64];
	struct arena a;
	bool past;

	if (task->completed || task->due_date.n == 0)
		return false;
	arena_init(&a, memory, sizeof(memory));
	past = lateness_is_past(l, task_due_key(&a, task->due_date, task->due_time),
				task->due_time.n ? task->time_zone : STR(""));
	arena_done(&a);
	return past;
}
