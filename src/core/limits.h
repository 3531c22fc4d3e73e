/* The bounds of the program, each with its reason. Input is measured against them before it is
 * stored anywhere. */
#ifndef OSTIARY_CORE_LIMITS_H
#define OSTIARY_CORE_LIMITS_H

#include "core/limits_tasks.h"

/* A bound that is one decimal number, as a literal for a message. */
#define LIMIT_TEXT(limit)   LIMIT_TEXT_(limit)
#define LIMIT_TEXT_(number) #number

/* A request's head: ten times what a browser with a large cookie sends. */
#define LIMIT_HEAD_BYTES (16 << 10)
#define LIMIT_HEADERS    100

/* Cookies of one name that are looked at. Of one domain a browser sends one for each path that
 * leads to the request, which are eight at most here, and a neighbouring host can plant all of
 * them. */
#define LIMIT_COOKIE_TWINS 24

/* A request's body: a task with 5,000 characters of notes, each escaped as \uXXXX, is 30 KiB. */
#define LIMIT_BODY_BYTES (64 << 10)

/* A URL to which a browser is redirected: it may become a header of the answer. */
#define LIMIT_URL_BYTES 4096

/* The profile of a user, all of which is in each token. The longest address that mail can be sent
 * to (RFC 5321 section 4.5.3.1.3) in bytes, and the other texts in UTF-16 code units. */
#define LIMIT_EMAIL_BYTES 254
#define LIMIT_NAME_UNITS  500
#define LIMIT_IMAGE_UNITS 2048

/* Columns of one's own: of each table, the UTF-16 code units of a text, and the texts of a list.
 * One statement writes all columns of a row (SQL_PLACEHOLDERS). */
#define LIMIT_OWN_FIELDS  24
#define LIMIT_OWN_UNITS   5000
#define LIMIT_OWN_STRINGS 100

/* Nesting in a body; what we accept has two levels. */
#define LIMIT_BODY_DEPTH 8

/* A list of tasks in one answer: ten thousand tasks of the usual length. Longer lists come in
 * pages. */
#define LIMIT_REPLY_BYTES (4 << 20)

/* Rows of an owner that a filtered list or the counts may look at on the HTTP thread: half a
 * millisecond. More are work for another thread, of which one user gets a part. */
#define LIMIT_SHORT_READ_ROWS 500

/* The memory of all answers that are being sent and hold more than LIMIT_ANSWER_BYTES, because slow
 * readers of long lists must not use up the machine's. Further ones are replaced by a 503. */
#define LIMIT_ANSWER_BYTES  (64 << 10)
#define LIMIT_ANSWERS_BYTES (128 << 20)

/* The same to one address: two of the longest lists, or two hundred of the usual length. */
#define LIMIT_ANSWERS_BYTES_PER_ADDRESS (LIMIT_ANSWERS_BYTES / 8)

/* Reads that are made at one time where they may take their time: of all users, and of one. A long
 * answer counts as two, and one that is short but takes work as one. The last leaves half of the
 * worker's threads to others, and is more than the connections of a browser. */
#define LIMIT_READS_OF_LONG  2
#define LIMIT_READS_OF_WORK  1
#define LIMIT_READS          LIMIT_WORKER_THREADS
#define LIMIT_READS_PER_USER 8

/* The memory of all bodies above 4 KiB that are under way, and of those from one address. Further
 * ones are answered with 503. */
#define LIMIT_BODIES_BYTES             (64 << 20)
#define LIMIT_BODIES_BYTES_PER_ADDRESS (LIMIT_BODIES_BYTES / 8)

/* Task fields, in code points. */
#define LIMIT_TITLE_CHARS       500
#define LIMIT_DESCRIPTION_CHARS 5000
#define LIMIT_TAGS              20
#define LIMIT_TAG_CHARS         50

/* Reminders of one task; mails with reminders to one person in an hour, after which they wait. */
#define LIMIT_REMINDERS          10
#define LIMIT_REMINDERS_PER_HOUR 60

/* The folded text of a task that search looks in: that of the longest fields, in four bytes a
 * character, fits. */
#define LIMIT_SEARCH_BYTES (32 << 10)

/* A rule by which a task repeats: the bytes of its text, the unit of FREQ between two dates, the
 * dates that COUNT names, and the years in which the next date must come: 29 February is on a
 * Monday once in 28, and once in 40 around a year such as 2100. */
#define LIMIT_RECURRENCE_BYTES    500
#define LIMIT_RECURRENCE_INTERVAL 999
#define LIMIT_RECURRENCE_COUNT    9999
#define LIMIT_RECURRENCE_YEARS    40

/* Passkeys of one user: each device has one or two. All are listed in the options of a ceremony. */
#define LIMIT_PASSKEYS_PER_USER 100

/* The text of a browser that names the ways to reach an authenticator: "internal,hybrid". */
#define LIMIT_TRANSPORTS_BYTES 256

/* Tasks of one user, so that one account cannot fill the disk. */
#define LIMIT_TASKS_PER_USER 10000

/* Operations in a batch; all have to fit into one body. The answer has the tasks as they are then,
 * whose notes may be long: a hundred of 5 KiB. */
#define LIMIT_BATCH              100
#define LIMIT_BATCH_NAME_BYTES   50
#define LIMIT_BATCH_ANSWER_KIB   512
#define LIMIT_BATCH_ANSWER_BYTES (LIMIT_BATCH_ANSWER_KIB << 10)

/* An Idempotency-Key, which is a UUID of 36 bytes as a rule, and the answers that are kept for one
 * user. Who makes more than that in a day sends batches, each of which needs one key. With answers
 * of the usual length they are half a megabyte, which is also the longest answer of a batch. */
#define LIMIT_KEY_BYTES           255
#define LIMIT_KEYS_PER_USER       1000
#define LIMIT_KEYS_BYTES_PER_USER (16 << 20)

/* Streams of events: of one user, which is five pages on each of four devices, and of all users of
 * a process. The last leaves half of the connections to other requests. */
#define LIMIT_STREAMS_PER_USER 20
#define LIMIT_STREAMS          5000

/* A file that is imported: ten thousand tasks of the usual length, and what one address may have
 * under way as a body (LIMIT_BODIES_BYTES_PER_ADDRESS). */
#define LIMIT_EXCHANGE_BYTES (8 << 20)

/* Exports at one time, each of which holds some 100 KiB and eight bytes for each task, and those of
 * one user. */
#define LIMIT_EXPORTS          500
#define LIMIT_EXPORTS_PER_USER 4

/* Imports at one time, each of which takes up to 60 MiB while it reads its file, and one of each
 * user. */
#define LIMIT_IMPORTS 2

/* Of one file: the values of a JSON text (16 bytes of memory each), tasks, and lists, also sections
 * of a list and templates of repeating tasks. */
#define LIMIT_IMPORT_VALUES    1000000
#define LIMIT_IMPORT_TASKS     20000
#define LIMIT_IMPORT_LISTS     1000
#define LIMIT_IMPORT_TEMPLATES 1000

/* Tasks that one transaction of an import makes. Others write between two of them. */
#define LIMIT_IMPORT_BATCH 50

/* Tasks that the answer to an import lists. */
#define LIMIT_IMPORT_ITEMS 2000

/* The identity of an imported task: the name of a program, and an id of it. */
#define LIMIT_SOURCE_BYTES 256

/* Mails that wait to be sent; 10,000 rows are some 5 MB. */
#define LIMIT_OUTBOX 10000

/* Mails that are sent at the same time. */
#define LIMIT_SMTP_CONNECTIONS 16

/* Requests that wait for a lane, and threads in it. A waiting request takes about 20 KiB, its
 * arena. */
#define LIMIT_WORKER_QUEUE   1024
#define LIMIT_WORKER_THREADS 64
#define LIMIT_HASH_QUEUE     256 /* with 50 ms each and two cores the last one waits six seconds */

/* Transactions in one commit. */
#define LIMIT_COMMIT_BATCH 256

/* A line of the log: what a pipe takes as a whole (PIPE_BUF of Linux). */
#define LIMIT_LOG_LINE_BYTES 4096

/* Log lines that wait for a stalled reader: some five thousand requests. */
#define LIMIT_LOG_BYTES (1 << 20)

/* Connections for reading, each of which may hold a megabyte of pages. Further threads wait, for
 * microseconds. */
#define LIMIT_READERS 64

/* Connections of one process to PostgreSQL, which by default allows a hundred for all its
 * clients. */
#define LIMIT_PG_POOL 100

/* Milliseconds to wait for the lock of another process on the database, or for a free
 * connection. */
#define LIMIT_BUSY_MS 5000

/* Signing keys that are published at the same time. */
#define LIMIT_SIGNING_KEYS 64

/* Users with revoked tokens in the revocation list, and deleted users in it. With both, its text
 * has 3.6 MB; libostiary accepts OST_REVOCATIONS_MAX_BYTES. */
#define LIMIT_REVOCATIONS       40000
#define LIMIT_REVOCATIONS_BYTES (4 << 20)

/* The shortest secret that is accepted (RFC 8725 section 3.5 asks for 256 bits). */
#define LIMIT_SECRET_MIN_BYTES 32

/* Secrets with a version. An operator who changes the secret every month keeps those of two years,
 * by which time the keys sealed with the first have long been deleted. */
#define LIMIT_SECRETS 24

#endif
