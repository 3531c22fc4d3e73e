/* What must hold before the writer writes. I4 and I5 are those of writer.c. Only the writer's
 * thread calls these functions. */
#ifndef OSTIARY_STORE_SQLITE_WRITER_GATE_H
#define OSTIARY_STORE_SQLITE_WRITER_GATE_H

#include "store/sqlite/writer.h"

#define CHECKPOINT_WAIT_MS 100 /* for readers */

/* False, with the error, when the files are not in their place (I5). */
bool writer_is_in_place(struct writer *w, struct err *err);

/* False, with the error, while the log may hold more than was committed (I4). */
bool writer_log_is_clean(struct writer *w, struct err *err);

/* Both of them. The error is one that the log tells of. */
bool writer_may_write(struct writer *w, struct err *err);

/* Takes the write lock, for which it waits. False, with the error: another process holds it, of
 * which the log tells, or the database fails. */
bool writer_begin(struct writer *w, struct err *err);

#endif
