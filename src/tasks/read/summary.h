/* How many tasks the views of a task list show: of those that are neither completed nor in the
 * trash. */
#ifndef OSTIARY_TASKS_READ_SUMMARY_H
#define OSTIARY_TASKS_READ_SUMMARY_H

#include "tasks/read/lateness.h"
#include "tasks/tasks.h"

/* Writes a JSON object:
 *
 *	{"date":"2026-12-31","open":9,"inbox":4,"today":1,"upcoming":3,"overdue":2,
 *	 "lists":[{"id":7,"open":5}],"tags":[{"tag":"home","open":2}]}
 *
 * date is the reader's; today and upcoming are due on it and on a later day; overdue as in
 * lateness.h, so that a task of today may be overdue as well. Lists are in order of their ids and
 * tags in order of their bytes, those without such tasks left out. STORE_OK; STORE_FULL when it
 * would not fit the buffer; STORE_FAULT. */
enum store_rc summary_read(const struct task_rules *rules, struct arena *a,
			   const struct owner *owner, struct lateness *lateness, struct buf *out,
			   struct err *err);

#endif
