/* What a server may open, as its settings need it. */
#ifndef OSTIARY_CLI_SANDBOX_RULES_H
#define OSTIARY_CLI_SANDBOX_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/settings/table.h"
#include "core/arena.h"
#include "sandbox/files.h"

#define SANDBOX_RULES_MAX 64

struct sandbox_rules {
	struct arena *arena;
	/* The server connects to others: a database, a mail server, push services, the issuer of
	 * a task node. */
	bool client;
	size_t n;
	struct file_rule of[SANDBOX_RULES_MAX];
};

/* Who reads the folder of signing keys. */
enum sandbox_keys {
	SANDBOX_KEYS_HERE = 0,
	SANDBOX_KEYS_KEPT, /* another process; this one only lists them */
};

/* Fills *out; paths are in the arena, which outlives it. Reads the environment variables of
 * OpenSSL and libpq that name files. */
void sandbox_rules(struct arena *a, const struct settings *settings, enum sandbox_keys keys,
		   struct sandbox_rules *out);

/* The same for the keeper of the keys. */
void sandbox_rules_of_keeper(struct arena *a, const struct settings *settings,
			     struct sandbox_rules *out);

#endif
