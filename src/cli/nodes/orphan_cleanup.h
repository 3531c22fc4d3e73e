/* On a task node with a database of its own: deletes the tasks of users whom the issuer has
 * deleted. */
#ifndef OSTIARY_CLI_NODES_ORPHAN_CLEANUP_H
#define OSTIARY_CLI_NODES_ORPHAN_CLEANUP_H

#include "core/err.h"
#include "core/log.h"
#include "core/ticker.h"
#include "ostiary/remote.h"
#include "store/store.h"

struct orphan_cleanup {
	struct store *store;
	struct ost_remote *remote;
	const char *issuer; /* the issuer of the users who own the tasks */
	const struct log *log;
	struct ticker *ticker; /* NULL: there is nothing to do here */
	/* Used by the ticker's thread only: */
	bool swept;       /* a list with these deletions was applied */
	uint64_t mark;    /* ost_revocations_info.deletions_fingerprint */
	int64_t again_ms; /* the time to apply it once more; 0: it is not due */
	bool failing;
};

/* Starts the cleanup where it is needed. The arguments must outlive it. False: see *err. */
bool orphan_cleanup_start(struct orphan_cleanup *d, struct store *store, struct ost_remote *remote,
			  const char *issuer, const struct log *log, struct err *err);
void orphan_cleanup_stop(struct orphan_cleanup *d); /* also when it never started */

#endif
