/* The tasks of a file that is imported, before anything is written: what all formats become.
 * settle.c is a part. */
#ifndef OSTIARY_TASKS_EXCHANGE_INCOMING_H
#define OSTIARY_TASKS_EXCHANGE_INCOMING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/limits.h"
#include "core/zone.h"

struct incoming_section {
	struct incoming_section *next;
	struct str key; /* by which the file knows it */
	struct str name;
	struct str position; /* empty: behind the others */
	int64_t id;          /* once it is known; 0 before */
};

struct incoming_list {
	struct incoming_list *next;
	struct str key; /* by which the file knows it */
	struct str name;
	struct str color, position; /* empty: none */
	bool archived;
	struct incoming_section *sections, *last_section;
	size_t n_sections;
	int64_t id; /* once it is known; 0 before */
};

enum incoming_fate {
	INCOMING_MADE = 0, /* or would be */
	INCOMING_PRESENT,  /* an earlier import has made it */
	INCOMING_SKIPPED,
};

/* A text is empty where there is none. */
struct incoming_task {
	struct incoming_task *next;
	size_t line;                /* of the file, from 1 */
	struct str source;          /* "todoist:2995104339": the same in each import of the file */
	struct str parent;          /* the source of the task of which this is a part */
	struct incoming_list *list; /* NULL: the inbox */
	struct incoming_section *section;
	struct str title, description, due_date, due_time, time_zone, start_date, priority;
	struct str recurrence, recurrence_from, position;
	struct str tags[LIMIT_TAGS], reminders[LIMIT_REMINDERS];
	size_t n_tags, n_reminders;
	bool completed;
	bool hashed;                                  /* see incoming_hash() */
	unsigned twins;                               /* later tasks of the same texts */
	struct buf notes;                             /* see incoming_note() */
	int64_t completed_ms, created_ms, updated_ms; /* 0: unknown */
	enum incoming_fate fate;
	struct str reason; /* why it is skipped, or what of it is not kept */
	int64_t id;        /* once it is known; 0 before */
};

/* A file while it is read. */
struct incoming {
	struct arena *arena;
	const struct zone *zone; /* in which the file's times are meant that name none */
	struct str zone_name;
	int64_t now_ms;
	struct incoming_list *lists, *last_list;
	size_t n_lists;
	struct incoming_task *tasks, *last_task;
	size_t n_tasks;
	struct str preferences;             /* a JSON object; empty: none */
	struct incoming_list *default_list; /* of the preferences; NULL: the inbox */
	struct str problem;                 /* why the file cannot be read */
};

/* Reads a file. False: it is not of this format, or has more than LIMIT_IMPORT_TASKS; in->problem
 * is a sentence. */
typedef bool incoming_read_fn(struct incoming *in, struct str file);

/* A new task at the end; NULL when there are too many. */
struct incoming_task *incoming_add(struct incoming *in, size_t line);

/* The list with this key, made with this name when there is none; a section of a list likewise.
 * NULL: there is none, and the name is empty, or there are LIMIT_IMPORT_LISTS. */
struct incoming_list *incoming_list(struct incoming *in, struct str key, struct str name);
struct incoming_section *incoming_section(struct incoming *in, struct incoming_list *list,
					  struct str key, struct str name);

/* Adds a tag; one that is empty, too long or there already changes nothing but the reason. */
void incoming_tag(struct incoming *in, struct incoming_task *task, struct str tag);

/* Appends a paragraph to the notes, behind the description. */
void incoming_note(struct incoming *in, struct incoming_task *task, struct str text);

/* Says that something of the task is not kept, for the first such reason. */
void incoming_lose(struct incoming_task *task, struct str reason);
void incoming_skip(struct incoming_task *task, struct str reason);

/* "prefix:id". */
struct str incoming_source(struct incoming *in, const char *prefix, struct str id);

/* The source of a task without an identity: a hash of these texts. incoming_settle() tells those
 * of the same texts apart by their order. */
void incoming_hash(struct incoming *in, struct incoming_task *task, const char *prefix,
		   const struct str *texts, size_t n);

/* When it is due, from a time: the date and the time in the zone of the import. Midnight there is
 * a date alone when `dates` says that the format has no other way to name a date. */
void incoming_due_at(struct incoming *in, struct incoming_task *task, int64_t ms, bool dates);

/* The same for a date, YYYY-MM-DD, or a local or UTC time as RFC 3339 has it, with or without a
 * fraction. Another text changes nothing but the reason. */
void incoming_due(struct incoming *in, struct incoming_task *task, struct str text);

/* A time of RFC 3339; one without an offset is UTC. 0: it is none. */
int64_t incoming_time(struct str text);

/* The same for the basic form of ISO 8601: 20261130T230000Z. */
int64_t incoming_basic_time(struct str text);

/* The date of a time in the zone of the import, YYYY-MM-DD. */
struct str incoming_date(struct incoming *in, int64_t ms);

/* Repeats every n "day", "week", "month" or "year", counted from "due" or "completion". */
void incoming_every(struct incoming *in, struct incoming_task *task, unsigned n, const char *unit,
		    const char *from);

/* Brings all tasks within their bounds: titles and notes are cut, parts of parts become parts of
 * the task above, and what is there twice is skipped. */
void incoming_settle(struct incoming *in);

#endif
