/* The operations on lists and their sections (lists.c, sections.c). Each needs an owner: see
 * store/owner.h. */
#ifndef OSTIARY_TASKS_LISTS_LISTS_H
#define OSTIARY_TASKS_LISTS_LISTS_H

#include "base/buf.h"
#include "store/tables/tasks/lists.h"
#include "store/tables/tasks/sections.h"
#include "tasks/input/etag.h"
#include "tasks/lists/input.h"
#include "tasks/tasks.h"

/* A list with its sections in their order. */
struct whole_list {
	struct list list;
	struct section *sections;
	size_t n_sections;
};

/* What is written, and where. */
struct list_edit {
	const struct owner *owner;
	int64_t list_id;    /* unused for a new list */
	int64_t section_id; /* of operations on a section; unused for a new one */
	const struct list_input *input;
	int64_t now_ms;
	struct etag_demand when; /* of the list, or the section that is changed or deleted */
	struct refusal *refusal; /* why STORE_CONFLICT was answered; NULL: not wanted */
};

/* Appends all lists as a JSON array, in their order. STORE_OK, STORE_FULL (they would not fit),
 * STORE_FAULT. */
enum store_rc list_all(const struct task_rules *rules, struct arena *a, const struct owner *owner,
		       struct buf *out, struct err *err);

/* STORE_OK with the list in the arena, STORE_NONE, STORE_FAULT. */
enum store_rc list_read(const struct task_rules *rules, struct arena *a, const struct owner *owner,
			int64_t id, struct whole_list *out, struct err *err);

/* STORE_OK with the new list, STORE_ORPHAN (the owner's account does not exist), STORE_FULL (the
 * owner has LIMIT_LISTS_PER_USER already), STORE_FAULT. */
enum store_rc list_create(const struct task_rules *rules, struct arena *a,
			  const struct list_edit *edit, struct whole_list *out, struct err *err);

/* STORE_OK with the whole list, STORE_NONE, STORE_CONFLICT (see edit->refusal), STORE_FAULT. An
 * input without members changes nothing. */
enum store_rc list_change(const struct task_rules *rules, struct arena *a,
			  const struct list_edit *edit, struct whole_list *out, struct err *err);

/* What becomes of the tasks of a list that is deleted. */
enum list_tasks {
	LIST_TASKS_KEEP = 0, /* they move to the inbox */
	LIST_TASKS_DELETE,   /* they move to the trash */
};

/* Deletes a list with its sections. STORE_OK, STORE_NONE, STORE_CONFLICT, STORE_FAULT. */
enum store_rc list_remove(const struct task_rules *rules, struct arena *a,
			  const struct list_edit *edit, enum list_tasks tasks, struct err *err);

/* Appends the sections of a list as a JSON array, in their order; *revision is the list's, which
 * each change of a section advances. STORE_OK, STORE_NONE (there is no such list), STORE_FAULT. */
enum store_rc section_all(const struct task_rules *rules, struct arena *a,
			  const struct owner *owner, int64_t list_id, struct buf *out,
			  int64_t *revision, struct err *err);

/* STORE_OK with the section in the arena, STORE_NONE, STORE_FAULT. */
enum store_rc section_read(const struct task_rules *rules, struct arena *a,
			   const struct owner *owner, int64_t list_id, int64_t id,
			   struct section *out, struct err *err);

/* STORE_OK with the new section, STORE_NONE (there is no such list), STORE_ORPHAN, STORE_FULL (the
 * list has LIMIT_SECTIONS_PER_LIST already), STORE_FAULT. */
enum store_rc section_create(const struct task_rules *rules, struct arena *a,
			     const struct list_edit *edit, struct section *out, struct err *err);

/* STORE_OK with the section, STORE_NONE, STORE_CONFLICT, STORE_FAULT. */
enum store_rc section_change(const struct task_rules *rules, struct arena *a,
			     const struct list_edit *edit, struct section *out, struct err *err);

/* Deletes a section; its tasks stay in the list. STORE_OK, STORE_NONE, STORE_CONFLICT,
 * STORE_FAULT. */
enum store_rc section_remove(const struct task_rules *rules, const struct list_edit *edit,
			     struct err *err);

/* Append a list with its sections, or a section, as the API shows it: a JSON object. */
void list_put_json(struct buf *b, const struct whole_list *whole);
void section_put_json(struct buf *b, const struct section *section);

#endif
