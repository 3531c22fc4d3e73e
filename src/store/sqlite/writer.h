/* The one thread that writes. Transactions that wait at the same time share one commit, and so one
 * wait for the disk. */
#ifndef OSTIARY_STORE_SQLITE_WRITER_H
#define OSTIARY_STORE_SQLITE_WRITER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "store/outage.h"
#include "store/store.h"

struct job;

struct writer {
	struct sql *sql; /* OWNED; used by the thread alone */
	const struct log *log;
	pthread_t thread;
	/* Used by the thread alone: */
	int tried_at_pages;        /* length of the log at the last checkpoint */
	bool checkpoint_failed;    /* a failure is logged once */
	bool reserve_failed;       /* the same */
	bool moved;                /* the files are not in their place */
	struct outage outage;      /* nothing can be written: place, log or lock (writer_gate.h) */
	atomic_bool short_of_room; /* see writer_is_short_of_room() */
	pthread_mutex_t lock;
	pthread_cond_t arrived;
	/* Guarded by lock: */
	struct job *first;
	struct job **last;
	bool stopping;
	struct store_stats stats;
};

/* Starts the thread, which owns the connection from then on. STORE_OK, STORE_FAULT. */
enum store_rc writer_start(struct writer *w, struct sql *sql, const struct log *log,
			   struct err *err);

/* Finishes what waits, ends the thread and closes the connection. */
void writer_stop(struct writer *w);

/* Runs fn as store_write() promises. */
enum store_rc writer_do(struct writer *w, store_write_fn *fn, void *arg, struct err *err);

/* The same for a transaction that may be refused while the disk is nearly full. */
enum store_rc writer_grow(struct writer *w, store_write_fn *fn, void *arg, struct err *err);

/* True while the disk is nearly full. */
bool writer_is_short_of_room(struct writer *w);

/* Fills in what is not about reading. */
void writer_state(struct writer *w, struct store_state *out);

void writer_stats(struct writer *w, struct store_stats *out);

#endif
