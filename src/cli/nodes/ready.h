/* Announces that the server is ready: a banner on a terminal, otherwise one line of JSON. */
#ifndef OSTIARY_CLI_NODES_READY_H
#define OSTIARY_CLI_NODES_READY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "cli/resolve/address.h"

struct ready {
	const struct public_address *outside;
	bool no_tasks;        /* the process is an issuer only */
	const char *keys_url; /* of a task node; NULL in an issuer */
	struct str data_dir;
	const struct listen_address *listening;
	const struct listen_address *metrics; /* NULL: there are none */
	int64_t micros;                       /* since the start */
};

/* Writes to standard output. */
void ready_print(const struct ready *ready);

#endif
