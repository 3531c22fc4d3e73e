/* What a row of ostiary_task keeps beside its members, so that the database can sort and search
 * without computing: a function of each, of the members alone. */
#ifndef OSTIARY_STORE_TASK_KEYS_H
#define OSTIARY_STORE_TASK_KEYS_H

#include <stdint.h>

#include "base/buf.h"
#include "core/arena.h"

/* Sorts by when a task is due: "2026-12-31T09:30"; "2026-12-31T24:00" for the whole of a day, so
 * that it is past when the next day begins; "9999" without a due date. In the arena. */
struct str task_due_key(struct arena *a, struct str due_date, struct str due_time);

/* "none" 0, "low" 1, "medium" 2, "high" 3; anything else 0. */
int64_t task_priority_rank(struct str priority);

/* Sorts by title: the folded title (base/fold.h), cut to TASK_TITLE_KEY_BYTES at a character.
 * An entry of an index of PostgreSQL has at most some 2,700 bytes. In the arena. */
#define TASK_TITLE_KEY_BYTES 256
struct str task_title_key(struct arena *a, struct str title);

/* For search: title, notes and each tag, folded, joined with U+000A. Never empty; cut to
 * LIMIT_SEARCH_BYTES at a character. `tags_json` is a JSON array of strings; what is none counts as
 * no tags. In the arena. */
struct str task_search_text(struct arena *a, struct str title, struct str description,
			    struct str tags_json);

/* The position of a row that has been given none: 14 hexadecimal digits of its id, so that rows
 * stand in the order of creation. In the arena. */
#define TASK_POSITION_DIGITS 14
struct str task_position_of(struct arena *a, int64_t id);

#endif
