/* Part of formats.h: iCalendar. */
#include "tasks/exchange/read/formats.h"

#include <libical/ical.h>

#include "base/ascii.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "tasks/exchange/read/texts.h"

OWNER(icalcomponent *, icalcomponent_free)

#define NAME_BYTES 6 /* "BEGIN:" */
#define DEPTH_MOST 8
#define LINE_BYTES ((size_t)64 << 10) /* the longest notes, escaped */
#define PARTS_MOST 2000

#define TIME_FMT "%04d-%02d-%02dT%02d:%02d:%02dZ"

struct ics {
	struct incoming *in;
	struct str rest; /* of the file, from the last to-do whose line is known */
	size_t line;
};

typedef void set_fn(struct ics *ics, icalproperty *property, struct incoming_task *task);

static struct str copy(const struct ics *ics, const char *text)
{
	return arena_copy(ics->in->arena, str_z(text));
}

/* --- times ------------------------------------------------------------------------------------ */

static struct str date_of(const struct ics *ics, icaltimetype time)
{
	return arena_fmt(ics->in->arena, "%04d-%02d-%02d", time.year, time.month, time.day);
}

static int64_t utc_of(const struct ics *ics, icaltimetype time)
{
	return incoming_time(arena_fmt(ics->in->arena, TIME_FMT, time.year, time.month, time.day,
				       time.hour, time.minute, time.second));
}

/* The zone that the property names, when the system knows it; otherwise the import's. */
static struct str zone_of(const struct ics *ics, icalproperty *property)
{
	icalparameter *parameter = icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER);
	struct str name = str_z(parameter ? icalparameter_get_tzid(parameter) : NULL);
	struct zone zone;

	if (name.n && zone_read(ics->in->arena, name, &zone))
		return arena_copy(ics->in->arena, name);
	return ics->in->zone_name;
}

static void set_due(struct ics *ics, icalproperty *property, struct incoming_task *task)
{
	icaltimetype due = icalproperty_get_due(property);

	if (icaltime_is_null_time(due) || !icaltime_is_valid_time(due)) {
		incoming_lose(task, STR("Its due date cannot be read"));
		return;
	}
	if (!due.is_date && icaltime_is_utc(due)) {
		incoming_due_at(ics->in, task, utc_of(ics, due), false);
		return;
	}
	task->due_date = date_of(ics, due);
	if (due.is_date)
		return;
	task->due_time = arena_fmt(ics->in->arena, "%02d:%02d", due.hour, due.minute);
	task->time_zone = zone_of(ics, property);
}

static void set_start(struct ics *ics, icalproperty *property, struct incoming_task *task)
{
	icaltimetype start = icalproperty_get_dtstart(property);

	if (!icaltime_is_null_time(start))
		task->start_date = date_of(ics, start);
}

static void set_created(struct ics *ics, icalproperty *property, struct incoming_task *task)
{
	task->created_ms = utc_of(ics, icalproperty_get_created(property));
}

static void set_modified(struct ics *ics, icalproperty *property, struct incoming_task *task)
{
	task->updated_ms = utc_of(ics, icalproperty_get_lastmodified(property));
}

static void set_completed(struct ics *ics, icalproperty *property, struct incoming_task *task)
{
	task->completed = true;
	task->completed_ms = utc_of(ics, icalproperty_get_completed(property));
}

/* --- texts ------------------------------------------------------------------------------------ */

static void set_summary(struct ics *ics, icalproperty *property, struct incoming_task *task)
{
	task->title = copy(ics, icalproperty_get_summary(property));
}

static void set_description(struct ics *ics, icalproperty *property, struct incoming_task *task)
{
	task->description = copy(ics, icalproperty_get_description(property));
}

/* What an export of this program wrote as UID is the source itself. */
static struct str source_of(const struct ics *ics, const char *uid)
{
	struct str own = STR("urn:ostiary:");
	struct str text = str_z(uid);

	if (str_starts(text, own))
		return arena_copy(ics->in->arena, str_tail(text, own.n));
	return incoming_source(ics->in, "ics", text);
}

static void set_uid(struct ics *ics, icalproperty *property, struct incoming_task *task)
{
	task->source = source_of(ics, icalproperty_get_uid(property));
}

static void set_parent(struct ics *ics, icalproperty *property, struct incoming_task *task)
{
	icalparameter *type = icalproperty_get_first_parameter(property, ICAL_RELTYPE_PARAMETER);

	if (!type || icalparameter_get_reltype(type) == ICAL_RELTYPE_PARENT)
		task->parent = source_of(ics, icalproperty_get_relatedto(property));
}

static void set_categories(struct ics *ics, icalproperty *property, struct incoming_task *task)
{
	incoming_tag(ics->in, task, copy(ics, icalproperty_get_categories(property)));
}

static void set_priority(struct ics *ics, icalproperty *property, struct incoming_task *task)
{
	int level = icalproperty_get_priority(property);

	(void)ics;
	if (level > 0)
		task->priority = level < 5 ? STR("high") : level == 5 ? STR("medium") : STR("low");
}

static void set_status(struct ics *ics, icalproperty *property, struct incoming_task *task)
{
	icalproperty_status status = icalproperty_get_status(property);

	(void)ics;
	if (status == ICAL_STATUS_COMPLETED)
		task->completed = true;
	if (status == ICAL_STATUS_CANCELLED)
		incoming_skip(task, STR("It was cancelled"));
}

static void set_percent(struct ics *ics, icalproperty *property, struct incoming_task *task)
{
	(void)ics;
	if (icalproperty_get_percentcomplete(property) == 100)
		task->completed = true;
}

static void set_rule(struct ics *ics, icalproperty *property, struct incoming_task *task)
{
	task->recurrence = copy(ics, icalproperty_get_value_as_string(property));
	if (!task->recurrence_from.n)
		task->recurrence_from = STR("due");
}

/* A text as JSON, which comes back exactly; as it was when it is none. */
static struct str exact(const struct ics *ics, struct str json, struct str otherwise)
{
	OWNED(json_free) struct json *value = NULL;

	if (json_parse(json, 1, &value) != JSON_OK || json_kind(value) != JSON_KIND_STRING)
		return otherwise;
	return arena_copy(ics->in->arena, json_to_str(value));
}

static void set_exact_tags(struct ics *ics, struct str json, struct incoming_task *task)
{
	if (!str_starts(json, STR("[")))
		return;
	task->n_tags = 0;
	texts_split(ics->in, json, task, TEXT_TAGS);
}

/* What an export of this program says beside the standard. */
static void set_own(struct ics *ics, icalproperty *property, struct incoming_task *task)
{
	struct str name = str_z(icalproperty_get_x_name(property));
	struct str value = copy(ics, icalproperty_get_x(property));

	if (str_eq(name, STR("X-OSTIARY-LIST")))
		task->list = incoming_list(ics->in, value, value);
	else if (str_eq(name, STR("X-OSTIARY-SECTION")))
		task->section = incoming_section(ics->in, task->list, value, value);
	else if (str_eq(name, STR("X-OSTIARY-POSITION")))
		task->position = value;
	else if (str_eq(name, STR("X-OSTIARY-RECURRENCE-FROM")))
		task->recurrence_from = value;
	else if (str_eq(name, STR("X-OSTIARY-RECURRENCE")))
		task->recurrence = value; /* as it was; libical orders its parts anew */
	else if (str_eq(name, STR("X-OSTIARY-TITLE")))
		task->title = exact(ics, value, task->title);
	else if (str_eq(name, STR("X-OSTIARY-DESCRIPTION")))
		task->description = exact(ics, value, task->description);
	else if (str_eq(name, STR("X-OSTIARY-TAGS")))
		set_exact_tags(ics, value, task);
}

static const struct {
	icalproperty_kind kind;
	set_fn *set;
} setters[] = {
	{ ICAL_CATEGORIES_PROPERTY, set_categories },
	{ ICAL_COMPLETED_PROPERTY, set_completed },
	{ ICAL_CREATED_PROPERTY, set_created },
	{ ICAL_DESCRIPTION_PROPERTY, set_description },
	{ ICAL_DTSTART_PROPERTY, set_start },
	{ ICAL_DUE_PROPERTY, set_due },
	{ ICAL_LASTMODIFIED_PROPERTY, set_modified },
	{ ICAL_PERCENTCOMPLETE_PROPERTY, set_percent },
	{ ICAL_PRIORITY_PROPERTY, set_priority },
	{ ICAL_RELATEDTO_PROPERTY, set_parent },
	{ ICAL_RRULE_PROPERTY, set_rule },
	{ ICAL_STATUS_PROPERTY, set_status },
	{ ICAL_SUMMARY_PROPERTY, set_summary },
	{ ICAL_UID_PROPERTY, set_uid },
	{ ICAL_X_PROPERTY, set_own },
};

static void set_property(struct ics *ics, icalproperty *property, struct incoming_task *task)
{
	for (size_t i = 0; i < ARRAY_LEN(setters); i++)
		if (setters[i].kind == icalproperty_isa(property) &&
		    icalproperty_get_value(property))
			setters[i].set(ics, property, task);
}

/* --- to-dos ----------------------------------------------------------------------------------- */

/* An alarm so long before it is due, or at a time. */
static void set_alarm(struct ics *ics, icalcomponent *alarm, struct incoming_task *task)
{
	icalproperty *property = icalcomponent_get_first_property(alarm, ICAL_TRIGGER_PROPERTY);
	struct icaltriggertype trigger;
	struct str text;

	if (!property || task->n_reminders == LIMIT_REMINDERS)
		return;
	trigger = icalproperty_get_trigger(property);
	if (!icaltime_is_null_time(trigger.time)) {
		text = arena_fmt(ics->in->arena, TIME_FMT, trigger.time.year, trigger.time.month,
				 trigger.time.day, trigger.time.hour, trigger.time.minute,
				 trigger.time.second);
	} else {
		if (icaldurationtype_as_int(trigger.duration) > 0)
			return;
		trigger.duration.is_neg = 0;
		text = copy(ics, icaldurationtype_as_ical_string(trigger.duration));
	}
	task->reminders[task->n_reminders++] = text;
}

/* libical does not say where a component stands: to-dos come in the order of the file. */
static size_t next_line(struct ics *ics)
{
	struct str line;

	while (ics->rest.n) {
		(void)str_cut(ics->rest, '\n', &line, &ics->rest);
		ics->line++;
		if (str_eq_nocase(str_trim(str_without_line_end(line)), STR("BEGIN:VTODO")))
			break;
	}
	return ics->line;
}

static bool read_todo(struct ics *ics, icalcomponent *todo)
{
	struct incoming_task *task = incoming_add(ics->in, next_line(ics));
	icalproperty *property;
	icalcomponent *alarm;

	if (!task)
		return false;
	for (property = icalcomponent_get_first_property(todo, ICAL_ANY_PROPERTY); property;
	     property = icalcomponent_get_next_property(todo, ICAL_ANY_PROPERTY))
		set_property(ics, property, task);
	for (alarm = icalcomponent_get_first_component(todo, ICAL_VALARM_COMPONENT); alarm;
	     alarm = icalcomponent_get_next_component(todo, ICAL_VALARM_COMPONENT))
		set_alarm(ics, alarm, task);
	return true;
}

static bool read_calendar(struct ics *ics, icalcomponent *calendar)
{
	icalcomponent *todo = icalcomponent_get_first_component(calendar, ICAL_VTODO_COMPONENT);

	for (; todo; todo = icalcomponent_get_next_component(calendar, ICAL_VTODO_COMPONENT))
		if (!read_todo(ics, todo))
			return false;
	return true;
}

/* Several calendars in one file stand in a component that libical makes. */
static bool read_calendars(struct ics *ics, icalcomponent *root)
{
	icalcomponent *calendar;

	if (icalcomponent_isa(root) == ICAL_VCALENDAR_COMPONENT)
		return read_calendar(ics, root);
	calendar = icalcomponent_get_first_component(root, ICAL_VCALENDAR_COMPONENT);
	for (; calendar;
	     calendar = icalcomponent_get_next_component(root, ICAL_VCALENDAR_COMPONENT))
		if (!read_calendar(ics, calendar))
			return false;
	return true;
}

/* A line, unfolded (RFC 5545 section 3.1). */
struct content_line {
	char name[NAME_BYTES]; /* the first bytes, in capitals */
	size_t n;              /* bytes of the line */
	size_t parts;          /* semicolons and commas in it that have no \ before them */
};

static struct content_line next_line_of(struct str *rest)
{
	struct content_line out = { 0 };
	bool more = true;
	char last = 0;

	while (more) {
		struct str piece;

		(void)str_cut(*rest, '\n', &piece, rest);
		for (size_t i = 0; i < piece.n; i++) {
			if (piece.p[i] == '\r')
				continue;
			if (out.n < NAME_BYTES)
				out.name[out.n] = ascii_to_upper(piece.p[i]);
			out.n++;
			if (last != '\\' && (piece.p[i] == ';' || piece.p[i] == ','))
				out.parts++;
			last = piece.p[i];
		}
		more = str_starts(*rest, STR(" ")) || str_starts(*rest, STR("\t"));
		*rest = str_tail(*rest, more);
	}
	return out;
}

static bool is_named(const struct content_line *line, struct str name)
{
	return line->n > name.n && str_eq(str_of(line->name, name.n), name) &&
	       (line->name[name.n] == ':' || line->name[name.n] == ';');
}

/* Whether libical may read the file: components lie within each other as they should, and not too
 * deep, because it writes to standard error of an end without a beginning, and frees what lies deep
 * by recursion; and lines have bounded lengths and numbers of parts, the squares of which it
 * takes. */
static bool is_sound(struct str rest)
{
	size_t depth = 0;

	while (rest.n) {
		struct content_line line = next_line_of(&rest);

		if (line.n > LINE_BYTES || line.parts > PARTS_MOST)
			return false;
		if (is_named(&line, STR("BEGIN")) && ++depth > DEPTH_MOST)
			return false;
		if (is_named(&line, STR("END")) && depth-- == 0)
			return false;
	}
	return true;
}

bool read_ics(struct incoming *in, struct str file)
{
	OWNED(icalcomponent_free) icalcomponent *root = NULL;
	struct ics ics = { .in = in, .rest = str_without_mark(file) };

	if (str_is_utf8(file) && str_find(file, '\0') < 0 && is_sound(ics.rest))
		root = icalparser_parse_string(arena_z(in->arena, ics.rest));
	if (!root || (icalcomponent_isa(root) != ICAL_VCALENDAR_COMPONENT &&
		      icalcomponent_isa(root) != ICAL_XROOT_COMPONENT)) {
		in->problem =
			STR("The file must be an iCalendar file in UTF-8 with lines of at most "
			    "64 KiB");
		return false;
	}
	return read_calendars(&ics, root);
}
