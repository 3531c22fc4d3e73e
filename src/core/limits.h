/* Every bound of the program, with its reason. What comes from outside is measured against these
 * before it is stored anywhere. */
#ifndef OSTIARY_CORE_LIMITS_H
#define OSTIARY_CORE_LIMITS_H

/* A request's head: ten times what a browser with a large cookie sends. */
#define LIMIT_HEAD_BYTES (16 << 10)
#define LIMIT_HEADERS    100

/* A request's body: a task with 5,000 characters of notes, each escaped as \uXXXX, is 30 KiB. */
#define LIMIT_BODY_BYTES (64 << 10)

/* A URL to go back to: it may become a header of the answer. */
#define LIMIT_URL_BYTES 4096

/* What a user may say about themselves. The longest address that mail can be sent to (RFC 5321 section
 * 4.5.3.1.3) in bytes; the others in UTF-16 code units. All of it is in each token. */
#define LIMIT_EMAIL_BYTES 254
#define LIMIT_NAME_UNITS  500
#define LIMIT_IMAGE_UNITS 2048

/* Nesting in a body: what we accept has two levels. */
#define LIMIT_BODY_DEPTH 8

/* A list of tasks in one answer: ten thousand of the usual length. Longer ones are asked for in pages. */
#define LIMIT_REPLY_BYTES (4 << 20)

/* Memory of all answers that are being sent, of those which hold more than LIMIT_ANSWER_BYTES: slow
 * readers of long lists must not take the machine's. The next such answer is refused with 503. */
#define LIMIT_ANSWER_BYTES  (64 << 10)
#define LIMIT_ANSWERS_BYTES (128 << 20)

/* The same of one address: two of the longest lists, and two hundred of a usual one. */
#define LIMIT_ANSWERS_BYTES_PER_ADDRESS (LIMIT_ANSWERS_BYTES / 8)

/* Task fields, in code points. */
#define LIMIT_TITLE_CHARS       500
#define LIMIT_DESCRIPTION_CHARS 5000
#define LIMIT_TAGS              20
#define LIMIT_TAG_CHARS         50

/* Tasks of one user: so that one account cannot fill the disk. */
#define LIMIT_TASKS_PER_USER 10000

/* Requests that wait for a lane, and threads in it. A waiting request costs its arena, about 20 KiB. */
#define LIMIT_WORKER_QUEUE   1024
#define LIMIT_WORKER_THREADS 64
#define LIMIT_HASH_QUEUE     256 /* at 50 ms and two cores the last one waits six seconds */

/* One commit carries at most this many requests' transactions. */
#define LIMIT_COMMIT_BATCH 256

/* Reading connections; each may hold a megabyte of pages. More threads than this wait for microseconds. */
#define LIMIT_READERS 64

/* Connections to PostgreSQL of one process; a server allows a hundred for all, unless it is told otherwise. */
#define LIMIT_PG_POOL 100

/* Waiting for another process's lock on the database, or for a free connection, in milliseconds. */
#define LIMIT_BUSY_MS 5000

/* Signing keys that are published at one time. */
#define LIMIT_SIGNING_KEYS 64

/* Users in the list of who was thrown out, and as many who were deleted; its text then has 3.6 MB, and what
 * libostiary takes is OST_NOT_BEFORE_MAX_BYTES. */
#define LIMIT_THROWN_OUT       40000
#define LIMIT_THROWN_OUT_BYTES (4 << 20)

/* A secret shorter than this is refused (RFC 8725 section 3.5 asks for 256 bits). */
#define LIMIT_SECRET_MIN_BYTES 32

/* Secrets with a version: who changes it every month has those of two years, long after the keys of
 * the first have gone. */
#define LIMIT_SECRETS 24

#endif
