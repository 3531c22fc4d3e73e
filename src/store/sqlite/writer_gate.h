/* What must hold before the writer writes. I4 and I5 are those of writer.c. Only the writer's
 * thread calls these functions. */
#ifndef OSTIARY_STORE_SQLITE_WRITER_GATE_H
#define OSTIARY_STORE_SQLITE_WRITER_GATE_H

#include "store/sqlite/writer.h"

#define CHECKPOINT_WAIT_MS 100 /* for readers */

/* False, with the error, when the files are not in their place (I5): an outage begins, of which the
 * log tells. */
bool writer_is_in_place(struct writer *w, struct err *err);

/* False, with the error, while the log may hold more than was committed and cannot be started anew
 * (I4): an outage as well. */
bool writer_log_is_clean(struct writer *w, struct err *err);

/* Both of them. */
bool writer_may_write(struct writer *w, struct err *err);

/* Takes the write lock, for which it waits, and ends the outage. False, with the error: another
 * process holds it, which is one, or the database fails. Call it when writer_may_write() was true.
 */
bool writer_begin(struct writer *w, struct err *err);

#endif
