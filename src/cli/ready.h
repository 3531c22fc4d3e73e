/* What the program says when it is ready: a banner to a person, one JSON line to a program. */
#ifndef OSTIARY_CLI_READY_H
#define OSTIARY_CLI_READY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "cli/address.h"

struct ready {
	const struct public_address *outside;
	bool no_tasks;        /* an issuer alone */
	const char *keys_url; /* of a task node, which is no issuer; else NULL */
	struct str data_dir;
	struct str listening; /* "127.0.0.1:8080" */
	int64_t micros;       /* since the start */
};

/* Writes to standard output: the banner when that is a terminal. */
void ready_tell(const struct ready *ready);

#endif
