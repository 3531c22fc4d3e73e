/* The formats of exports, one writer each. A writer appends; the caller looks at the buffer.
 * ics_writer.c is a part. */
#ifndef OSTIARY_TASKS_EXCHANGE_WRITERS_H
#define OSTIARY_TASKS_EXCHANGE_WRITERS_H

#include "base/buf.h"
#include "tasks/exchange/belongings.h"

struct writer {
	const char *format;     /* "json" */
	const char *media_type; /* with its charset */
	void (*begin)(struct buf *b, struct belongings *have);
	void (*task)(struct buf *b, struct belongings *have, const struct task *task, bool first);
	void (*end)(struct buf *b, const struct belongings *have);
};

extern const struct writer writer_json, writer_csv, writer_ics;

/* NULL: there is no such format. */
const struct writer *writer_of(struct str format);

#endif
