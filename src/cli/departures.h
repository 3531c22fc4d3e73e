/* On a task node with a database of its own: the tasks of users whom their issuer has deleted go as well. */
#ifndef OSTIARY_CLI_DEPARTURES_H
#define OSTIARY_CLI_DEPARTURES_H

#include "core/err.h"
#include "core/log.h"
#include "core/ticker.h"
#include "ostiary/remote.h"
#include "store/store.h"

struct departures {
	struct store *store;
	struct ost_remote *remote;
	const char *issuer; /* whose users the tasks belong to */
	const struct log *log;
	struct ticker *ticker; /* NULL: there is nothing to do here */
	/* The ticker's: */
	bool swept;       /* by the list with this mark */
	uint64_t mark;    /* ost_not_before_info.deleted_mark */
	int64_t again_ms; /* when to do it once more; 0: not */
	bool failing;
};

/* Starts it where it is needed; what is given must stay where it is. False: see *err. */
bool departures_start(struct departures *d, struct store *store, struct ost_remote *remote,
		      const char *issuer, const struct log *log, struct err *err);
void departures_stop(struct departures *d); /* also when it never started */

#endif
