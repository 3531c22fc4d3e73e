/* The bounds of tasks and lists, each with its reason; a part of core/limits.h. */
#ifndef OSTIARY_CORE_LIMITS_TASKS_H
#define OSTIARY_CORE_LIMITS_TASKS_H

/* Deletions of one user that the feed of changes still tells. */
#define LIMIT_TOMBSTONES 10000

/* Tasks, lists or deletions in one answer of the feed of changes, and the bytes of the tasks after
 * which it ends early. */
#define LIMIT_CHANGES       500
#define LIMIT_CHANGES_BYTES (1 << 20)

/* The text that orders a task by hand (tasks/position.h): some two hundred moves into one gap, one
 * after the other. */
#define LIMIT_POSITION_BYTES 64

/* Lists of one user, and sections of one list; with their names one answer holds all lists. */
#define LIMIT_LISTS_PER_USER    500
#define LIMIT_SECTIONS_PER_LIST 50
#define LIMIT_LIST_NAME_CHARS   100

/* The name of a time zone: the longest of the system's has 32. */
#define LIMIT_ZONE_NAME_CHARS 64

#endif
