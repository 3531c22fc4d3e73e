#include "tasks/exchange/read/incoming.h"

#include "base/cleanup.h"
#include "base/hash.h"
#include "core/clock.h"
#include "core/date_text.h"

#define NOTES_BYTES ((size_t)8 * LIMIT_DESCRIPTION_CHARS)

struct incoming_task *incoming_add(struct incoming *in, size_t line)
{
	struct incoming_task *task;

	if (in->n_tasks == LIMIT_IMPORT_TASKS) {
		in->problem =
			STR("The file has more than " LIMIT_TEXT(LIMIT_IMPORT_TASKS) " tasks");
		return NULL;
	}
	task = arena_new(in->arena, struct incoming_task);
	task->line = line;
	*(in->last_task ? &in->last_task->next : &in->tasks) = task;
	in->last_task = task;
	in->n_tasks++;
	return task;
}

struct incoming_list *incoming_list(struct incoming *in, struct str key, struct str name)
{
	struct incoming_list *list = in->lists;

	while (list && !str_eq(list->key, key))
		list = list->next;
	if (list || !str_trim_unicode(name).n || in->n_lists == LIMIT_IMPORT_LISTS)
		return list;
	in->n_lists++;
	list = arena_new(in->arena, struct incoming_list);
	list->key = key;
	list->name = str_trim_unicode(name);
	*(in->last_list ? &in->last_list->next : &in->lists) = list;
	in->last_list = list;
	return list;
}

struct incoming_section *incoming_section(struct incoming *in, struct incoming_list *list,
					  struct str key, struct str name)
{
	struct incoming_section *section = list ? list->sections : NULL;

	while (section && !str_eq(section->key, key))
		section = section->next;
	if (section || !list || !str_trim_unicode(name).n || list->n_sections == LIMIT_IMPORT_LISTS)
		return section;
	list->n_sections++;
	section = arena_new(in->arena, struct incoming_section);
	section->key = key;
	section->name = str_trim_unicode(name);
	*(list->last_section ? &list->last_section->next : &list->sections) = section;
	list->last_section = section;
	return section;
}

void incoming_lose(struct incoming_task *task, struct str reason)
{
	if (!task->reason.n)
		task->reason = reason;
}

void incoming_skip(struct incoming_task *task, struct str reason)
{
	task->fate = INCOMING_SKIPPED;
	task->reason = reason;
}

void incoming_tag(struct incoming *in, struct incoming_task *task, struct str tag)
{
	(void)in;
	if (!str_trim_unicode(tag).n)
		return;
	for (size_t i = 0; i < task->n_tags; i++)
		if (str_eq(task->tags[i], tag))
			return;
	if (str_code_points(tag) > LIMIT_TAG_CHARS)
		incoming_lose(task, STR("A tag is too long and is left out"));
	else if (task->n_tags == LIMIT_TAGS)
		incoming_lose(task, STR("It has more than " LIMIT_TEXT(LIMIT_TAGS) " tags"));
	else
		task->tags[task->n_tags++] = tag;
}

void incoming_note(struct incoming *in, struct incoming_task *task, struct str text)
{
	if (!text.n)
		return;
	if (!task->notes.p)
		arena_buf(in->arena, &task->notes, 256, NOTES_BYTES);
	if (task->notes.n + text.n + 2 > NOTES_BYTES) {
		incoming_lose(task, STR("Its notes are too long and are cut"));
		return;
	}
	buf_z(&task->notes, task->notes.n ? "\n\n" : "");
	buf_str(&task->notes, text);
}

struct str incoming_source(struct incoming *in, const char *prefix, struct str id)
{
	struct buf b;

	if (!id.n)
		return id;
	arena_buf(in->arena, &b, id.n + 32, id.n + 32);
	buf_z(&b, prefix);
	buf_char(&b, ':');
	buf_str(&b, id);
	return buf_text(&b);
}

void incoming_hash(struct incoming *in, struct incoming_task *task, const char *prefix,
		   const struct str *texts, size_t n)
{
	uint64_t hash = HASH_START, other = HASH_START + 1;

	for (size_t i = 0; i < n; i++) {
		hash = hash_u64(hash_str(hash, texts[i]), texts[i].n);
		other = hash_u64(hash_str(other, texts[i]), texts[i].n);
	}
	task->hashed = true;
	task->source =
		arena_fmt(in->arena, "%s:%016llx%016llx", prefix,
			  (unsigned long long)hash_mix(hash), (unsigned long long)hash_mix(other));
}

/* --- times ------------------------------------------------------------------------------------ */

int64_t incoming_time(struct str text)
{
	int64_t ms;

	return text.n && date_text_read(text, &ms) ? ms : 0;
}

int64_t incoming_basic_time(struct str text)
{
	/* Where each character of the basic form stands in the other. */
	static const unsigned char to[] = { 0, 1, 2, 3, 5, 6, 8, 9, 10, 11, 12, 14, 15, 17, 18 };
	char iso[] = "YYYY-MM-DDTHH:MM:SS.000Z";
	int64_t ms;

	if (text.n != sizeof(to) + 1 || text.p[sizeof(to)] != 'Z')
		return 0;
	for (size_t i = 0; i < sizeof(to); i++)
		iso[to[i]] = text.p[i];
	return clock_parse_iso(str_z(iso), &ms) ? ms : 0;
}

/* YYYY-MM-DDTHH:MM of the time in the zone of the import. */
static struct str local_text(struct incoming *in, int64_t ms)
{
	struct buf b;

	arena_buf(in->arena, &b, 32, 32);
	ms += in->zone ? (int64_t)zone_offset(in->zone, ms / 1000) * 1000 : 0;
	clock_put_iso(&b, clock_clamp(ms));
	return str_head(buf_text(&b), 16);
}

struct str incoming_date(struct incoming *in, int64_t ms)
{
	return ms ? str_head(local_text(in, ms), 10) : str_of(NULL, 0);
}

void incoming_due_at(struct incoming *in, struct incoming_task *task, int64_t ms, bool dates)
{
	struct str local = local_text(in, ms);

	task->due_date = str_head(local, 10);
	if (dates && str_ends(local, STR("T00:00")))
		return;
	task->due_time = str_tail(local, 11);
	task->time_zone = in->zone_name;
}

/* "2026-12-01T09:00:00", which is a time of the person's clocks. */
static bool is_local(struct str text)
{
	return text.n >= 16 && text.p[10] == 'T' && text.p[13] == ':' &&
	       !str_ends(text, STR("Z")) && str_find(str_tail(text, 11), '+') < 0 &&
	       str_find(str_tail(text, 11), '-') < 0;
}

void incoming_due(struct incoming *in, struct incoming_task *task, struct str text)
{
	int64_t ms;

	text = str_trim(text);
	if (!text.n)
		return;
	if (clock_is_date(text)) {
		task->due_date = text;
	} else if (is_local(text) && clock_is_date(str_head(text, 10)) && incoming_time(text)) {
		task->due_date = str_head(text, 10);
		task->due_time = str_head(str_tail(text, 11), 5);
		task->time_zone = in->zone_name;
	} else if (date_text_read(text, &ms)) {
		incoming_due_at(in, task, ms, false);
	} else {
		incoming_lose(task, STR("Its due date cannot be read"));
	}
}

void incoming_every(struct incoming *in, struct incoming_task *task, unsigned n, const char *unit,
		    const char *from)
{
	static const struct {
		const char *unit, *rule;
	} rules[] = { { "day", "DAILY" },
		      { "week", "WEEKLY" },
		      { "month", "MONTHLY" },
		      { "year", "YEARLY" } };

	for (size_t i = 0; i < ARRAY_LEN(rules); i++)
		if (strcmp(rules[i].unit, unit) == 0 && n > 0) {
			task->recurrence = n == 1 ? arena_fmt(in->arena, "FREQ=%s", rules[i].rule)
						  : arena_fmt(in->arena, "FREQ=%s;INTERVAL=%u",
							      rules[i].rule, n);
			task->recurrence_from = str_z(from);
		}
}
