/* Part of formats.h: Taskwarrior. */
#include "tasks/exchange/read/formats.h"

#include "base/ascii.h"
#include "base/cleanup.h"
#include "tasks/exchange/read/jdoc.h"

/* A repetition that Taskwarrior knows by a word. */
static const struct {
	const char *words;
	unsigned n;
	const char *unit;
} periods[] = {
	{ "daily day", 1, "day" },           { "weekly week sennight", 1, "week" },
	{ "biweekly fortnight", 2, "week" }, { "monthly month", 1, "month" },
	{ "bimonthly", 2, "month" },         { "quarterly", 3, "month" },
	{ "semiannual", 6, "month" },        { "yearly annual year", 1, "year" },
	{ "biannual biyearly", 2, "year" },
};

static const struct {
	const char *words;
	const char *unit;
} units[] = {
	{ "d day days D", "day" },
	{ "w wk wks week weeks W", "week" },
	{ "mo mth mths month months M", "month" },
	{ "q qtr qtrs quarter quarters", "quarter" },
	{ "y yr yrs year years Y", "year" },
};

/* "3days", "2wks", "P1M" */
static void set_period(struct incoming *in, struct incoming_task *task, struct str text)
{
	size_t digits = 0;
	uint64_t n = 1;

	if (str_starts(text, STR("P")))
		text = str_tail(text, 1);
	while (digits < text.n && ascii_is_digit(text.p[digits]))
		digits++;
	if (digits && !str_to_u64(str_head(text, digits), 999, &n))
		return;
	for (size_t i = 0; i < ARRAY_LEN(units); i++)
		if (str_is_word_of(str_tail(text, digits), units[i].words)) {
			bool quarter = strcmp(units[i].unit, "quarter") == 0;

			incoming_every(in, task, (unsigned)n * (quarter ? 3 : 1),
				       quarter ? "month" : units[i].unit, "due");
		}
}

static void set_repetition(struct incoming *in, struct incoming_task *task, struct str text)
{
	if (!text.n)
		return;
	for (size_t i = 0; i < ARRAY_LEN(periods); i++)
		if (str_is_word_of(text, periods[i].words))
			incoming_every(in, task, periods[i].n, periods[i].unit, "due");
	if (str_eq(text, STR("weekdays")))
		task->recurrence = STR("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR");
	if (!task->recurrence.n)
		set_period(in, task, text);
	if (!task->recurrence.n)
		incoming_lose(task, STR("It repeats in a way that cannot be kept"));
}

/* Releases before 2.5 write the time as a number of seconds. */
static int64_t time_of(const struct jdoc *doc, uint32_t object, const char *name)
{
	struct str text = jdoc_text(doc, object, name);
	uint64_t seconds;

	if (str_to_u64(text, UINT32_MAX, &seconds))
		return (int64_t)seconds * 1000;
	return incoming_basic_time(text);
}

static void set_texts(struct incoming *in, const struct jdoc *doc, uint32_t object,
		      struct incoming_task *task)
{
	struct str project = jdoc_text(doc, object, "project");

	task->title = jdoc_text(doc, object, "description");
	task->source = incoming_source(in, "taskwarrior", jdoc_text(doc, object, "uuid"));
	task->list = incoming_list(in, project, project);
	for (struct jdoc_walk w = jdoc_walk(doc, jdoc_at(doc, object, "tags")); jdoc_next(&w);)
		incoming_tag(in, task, jflat_str(&doc->flat, w.value));
	for (struct jdoc_walk w = jdoc_walk(doc, jdoc_at(doc, object, "annotations"));
	     jdoc_next(&w);)
		incoming_note(in, task, jdoc_text(doc, w.value, "description"));
	if (jflat_count(&doc->flat, jdoc_at(doc, object, "depends")))
		incoming_lose(task, STR("The tasks that it depends on are not kept"));
}

static void set_times(struct incoming *in, const struct jdoc *doc, uint32_t object,
		      struct incoming_task *task)
{
	int64_t due = time_of(doc, object, "due");
	int64_t wait = time_of(doc, object, "scheduled");

	if (!wait)
		wait = time_of(doc, object, "wait");
	if (due)
		incoming_due_at(in, task, due, true);
	task->start_date = incoming_date(in, wait);
	task->created_ms = time_of(doc, object, "entry");
	task->updated_ms = time_of(doc, object, "modified");
	task->completed_ms = time_of(doc, object, "end");
}

static void set_priority(struct incoming_task *task, struct str letter)
{
	static const struct {
		struct str letter, name;
	} rows[] = { { STR_INIT("H"), STR_INIT("high") },
		     { STR_INIT("M"), STR_INIT("medium") },
		     { STR_INIT("L"), STR_INIT("low") } };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (str_eq(rows[i].letter, letter))
			task->priority = rows[i].name;
}

/* The rule of a repeating task stands in a template; its occurrences name it. They are what a
 * person sees, so the template is left out when there is one. The next of them repeats. */
struct template
{
	struct str uuid;
	struct incoming_task *task;
	struct incoming_task *next; /* the occurrence that is due first */
};

struct templates {
	struct template *of;
	size_t n;
};

static struct template *template_of(const struct templates *templates, struct str uuid)
{
	for (size_t i = 0; i < templates->n; i++)
		if (uuid.n && str_eq(templates->of[i].uuid, uuid))
			return &templates->of[i];
	return NULL;
}

static bool is_earlier(const struct incoming_task *a, const struct incoming_task *b)
{
	int order = memcmp(a->due_date.p, b->due_date.p, a->due_date.n);

	return order < 0;
}

static void note_occurrence(const struct templates *templates, const struct jdoc *doc,
			    uint32_t object, struct incoming_task *task)
{
	struct template *template = template_of(templates, jdoc_text(doc, object, "parent"));

	if (!template || task->completed || task->fate != INCOMING_MADE || !task->due_date.n)
		return;
	if (!template->next || is_earlier(task, template->next))
		template->next = task;
}

static void settle_template(struct template *template)
{
	if (!template->next)
		return;
	template->next->recurrence = template->task->recurrence;
	template->next->recurrence_from = template->task->recurrence_from;
	incoming_skip(template->task, STR("Its next occurrence is made instead"));
}

static bool read_task(struct incoming *in, struct jdoc *doc, uint32_t object)
{
	struct incoming_task *task = incoming_add(in, jdoc_line(doc, object));
	struct str status = jdoc_text(doc, object, "status");

	if (!task)
		return false;
	task->completed = str_eq(status, STR("completed"));
	set_texts(in, doc, object, task);
	set_times(in, doc, object, task);
	set_priority(task, jdoc_text(doc, object, "priority"));
	if (!jdoc_text(doc, object, "parent").n)
		set_repetition(in, task, jdoc_text(doc, object, "recur"));
	if (str_eq(status, STR("deleted")))
		incoming_skip(task, STR("It was deleted"));
	return true;
}

static void find_templates(struct incoming *in, const struct jdoc *doc, struct templates *out)
{
	struct incoming_task *task = in->tasks;

	out->of = arena_array(in->arena, in->n_tasks + 1, sizeof(*out->of));
	for (struct jdoc_walk w = jdoc_walk(doc, JFLAT_ROOT); jdoc_next(&w); task = task->next)
		if (str_eq(jdoc_text(doc, w.value, "status"), STR("recurring")) &&
		    out->n < LIMIT_IMPORT_TEMPLATES)
			out->of[out->n++] =
				(struct template){ .uuid = jdoc_text(doc, w.value, "uuid"),
						   .task = task };
}

bool read_taskwarrior(struct incoming *in, struct str file)
{
	struct templates templates = { 0 };
	struct incoming_task *task;
	struct jdoc doc;

	in->problem = str_z(jdoc_read(in->arena, file, &doc));
	if (in->problem.n)
		return false;
	if (jflat_kind(&doc.flat, JFLAT_ROOT) != JSON_KIND_ARRAY) {
		in->problem = STR("The file must be the array that `task export` writes");
		return false;
	}
	for (struct jdoc_walk w = jdoc_walk(&doc, JFLAT_ROOT); jdoc_next(&w);)
		if (!read_task(in, &doc, w.value))
			return false;
	find_templates(in, &doc, &templates);
	task = in->tasks;
	for (struct jdoc_walk w = jdoc_walk(&doc, JFLAT_ROOT); jdoc_next(&w); task = task->next)
		note_occurrence(&templates, &doc, w.value, task);
	for (size_t i = 0; i < templates.n; i++)
		settle_template(&templates.of[i]);
	return true;
}
