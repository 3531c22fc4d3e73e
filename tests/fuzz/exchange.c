/* Whatever file is imported, and under whichever format: what comes of it is within the bounds of
 * tasks, none is there twice, and parts have no parts. The first byte chooses the format. */
#include "base/cleanup.h"
#include "core/clock.h"
#include "fuzz.h"
#include "tasks/exchange/read/formats.h"
#include "tasks/exchange/read/sources.h"

static void is_bounded(const struct incoming_task *task)
{
	if (task->fate == INCOMING_SKIPPED) {
		HOLDS(task->reason.n > 0);
		return;
	}
	HOLDS(task->title.n && str_code_points(task->title) <= LIMIT_TITLE_CHARS);
	HOLDS(str_code_points(task->description) <= LIMIT_DESCRIPTION_CHARS);
	HOLDS(str_find(task->title, '\0') < 0 && str_find(task->description, '\0') < 0);
	HOLDS(!task->due_time.n || task->due_date.n);
	HOLDS(!task->recurrence.n || task->due_date.n);
	HOLDS(task->start_date.n == 0 || clock_is_date(task->start_date));
	HOLDS(task->n_tags <= LIMIT_TAGS && task->n_reminders <= LIMIT_REMINDERS);
	for (size_t i = 0; i < task->n_tags; i++)
		HOLDS(str_code_points(task->tags[i]) <= LIMIT_TAG_CHARS);
}

static void is_sound(struct incoming *in)
{
	struct sources sources = sources_of(in);

	for (struct incoming_task *task = in->tasks; task; task = task->next) {
		const struct incoming_task *parent;

		is_bounded(task);
		if (task->fate == INCOMING_SKIPPED)
			continue;
		HOLDS(task->source.n && task->source.n <= LIMIT_SOURCE_BYTES);
		if (!task->parent.n)
			continue;
		parent = *sources_slot(&sources, task->parent);
		HOLDS(parent && parent != task && !parent->parent.n);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static incoming_read_fn *const readers[] = {
		read_ostiary,     read_csv,     read_todoist, read_vikunja,
		read_taskwarrior, read_todotxt, read_ics,     read_trello,
	};
	struct zone zone;
	ARENA(a);
	struct incoming in = { .arena = &a,
			       .zone = &zone,
			       .zone_name = STR("UTC"),
			       .now_ms = INT64_C(1796022000000) };

	if (!n || !zone_read(&a, STR("UTC"), &zone))
		return 0;
	if (readers[data[0] & 7](&in, str_of(data + 1, n - 1))) {
		incoming_settle(&in);
		is_sound(&in);
	} else {
		HOLDS(in.problem.n > 0);
	}
	return 0;
}
