/* What a user has chosen for tasks: read by reminders, by quick add, and where "today" matters. */
#ifndef OSTIARY_TASKS_PREFERENCES_PREFERENCES_H
#define OSTIARY_TASKS_PREFERENCES_PREFERENCES_H

#include "base/buf.h"
#include "tasks/tasks.h"

struct preferences {
	struct str time_zone;    /* an IANA name; "UTC" until one is chosen */
	struct str language;     /* "en", "de" */
	struct str first_day;    /* "monday", "saturday", "sunday" */
	int64_t default_list_id; /* for new tasks; 0: the inbox */
	bool by_mail, by_push;   /* how reminders come */
	int64_t revision;        /* of the last change; 0: nothing was chosen */
};

/* STORE_OK with the preferences, or their defaults, in the arena; STORE_FAULT. A value that this
 * build does not know, and a list that is not there any more, give the default. */
enum store_rc preferences_read(const struct task_rules *rules, struct arena *a,
			       const struct owner *owner, struct preferences *out, struct err *err);

/* The same inside a transaction. */
enum store_rc preferences_find(struct sql *sql, struct arena *a, const struct owner *owner,
			       struct preferences *out, struct err *err);

/* Applies the members of a JSON body to the preferences. STORE_OK with the whole; STORE_CONFLICT
 * (see edit->refusal: the body is no JSON object, or a member is unknown, has a value that it
 * cannot have, or names a list that is not the user's); STORE_ORPHAN, STORE_FAULT. */
enum store_rc preferences_change(const struct task_rules *rules, struct arena *a,
				 const struct task_edit *edit, struct str body,
				 struct preferences *out, struct err *err);

/* Preferences that a file brings. */
struct preferences_file {
	struct str settings;     /* a JSON object; what cannot be read of it has its default */
	int64_t default_list_id; /* of the owner; 0: the inbox */
	bool dry_run;            /* nothing is written */
};

/* Sets the preferences of a file for a user who has chosen none; a choice is never replaced.
 * STORE_OK, with *out_taken: they are set, or would be; STORE_ORPHAN, STORE_FAULT. */
enum store_rc preferences_adopt(const struct task_rules *rules, struct arena *a,
				const struct owner *owner, const struct preferences_file *file,
				bool *out_taken, struct err *err);

/* As the API shows them: a JSON object. */
void preferences_put_json(struct buf *b, const struct preferences *preferences);

/* The members of this object but the default list, which has another id in each account. */
void preferences_put_members(struct buf *b, const struct preferences *preferences);

#endif
