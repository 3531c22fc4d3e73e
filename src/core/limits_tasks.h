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

/* Devices of one user that reminders are pushed to, with the longest names, and the URLs that push
 * services give them: an entry of an index of PostgreSQL has at most some 2,700 bytes. */
#define LIMIT_DEVICES_PER_USER    20
#define LIMIT_DEVICE_NAME_CHARS   100
#define LIMIT_PUSH_ENDPOINT_BYTES 2000

/* Pushes that wait to be sent, and that are sent at the same time, each with some 100 KiB of
 * libcurl's memory. */
#define LIMIT_PUSHES         10000
#define LIMIT_PUSH_TRANSFERS 32

#endif
