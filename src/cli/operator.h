/* What the subcommands for operators begin with: the settings, the database, the secret. */
#ifndef OSTIARY_CLI_OPERATOR_H
#define OSTIARY_CLI_OPERATOR_H

#include "auth/issuer.h"
#include "cli/settings.h"
#include "core/log.h"
#include "store/store.h"

struct operation {
	struct arena arena;
	struct settings settings;
	struct log log; /* to standard error, warnings and worse */
	struct store *store;
	struct issuer_settings issuer; /* with the secret after operator_find_secret() */
};

/* argv[1] and on are flags of the settings. EX_OK, or what is wrong has been said and this is the exit
 * code; -1 when --help was asked for. operator_done() in any case. */
int operator_open(struct operation *op, int argc, char **argv);
int operator_find_secret(struct operation *op);
void operator_done(struct operation *op);

/* Whoever runs the command, for the record: "uid 0 (root)". */
struct str operator_actor(struct arena *a);

/* For keyring_open() and its like; lives as long as op. */
struct keyring_config operator_keys(const struct operation *op);

/* EX_OK with *out owned by the caller; else it has been said why not. */
int operator_open_keys(struct operation *op, struct keyring **out);

#endif
