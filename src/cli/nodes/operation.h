/* Opens what the commands for operators work on: the settings, the database, the secret, the
 * keys. */
#ifndef OSTIARY_CLI_NODES_OPERATION_H
#define OSTIARY_CLI_NODES_OPERATION_H

#include "auth/issuer/issuer.h"
#include "cli/settings/table.h"
#include "cli/tree/args.h"
#include "core/log.h"
#include "store/store.h"

struct operation {
	struct arena *arena;
	struct settings settings;
	struct log log; /* to standard error */
	struct store *store;
	struct issuer_settings issuer; /* with the secrets after operation_find_secret() */
};

/* Like the others: EX_OK, or the error has been reported and this is the exit code. */

/* Completes the settings that were given as flags, with the defaults that depend on the machine. */
int operation_read_settings(const struct args *args, struct settings *out);

/* The same in two steps, for a process that may leave the secret to another: first everything else,
 * with the flags; then what is missing. */
int operation_read_but_secret(const struct args *args, struct settings *out);
int operation_read_secret(const struct args *args, struct settings *settings);

/* Opens the database that the settings name, which must exist, and whose tables are brought up to
 * date unless the command keeps them (cli/tree/command.h); op->log takes lines from the level
 * on. operation_done() in any case. */
int operation_open_store(struct operation *op, const struct args *args, enum log_level level);

/* The same, logs errors, and fills op->issuer as the server would, so that both mean the same
 * keys. */
int operation_open(struct operation *op, const struct args *args);

int operation_find_secret(struct operation *op);
void operation_done(struct operation *op);

/* Revocations that are recorded and not published, for the servers on this database that have them
 * on. */
struct revocations operation_revocations(const struct operation *op);

/* The user who runs the command, for ostiary_audit: "uid 0 (root)". */
struct str operation_actor(struct arena *a);

/* For keyring_open() and its like; lives as long as op. */
struct keyring_config operation_keys(const struct operation *op);

/* EX_OK with *out owned by the caller. */
int operation_open_keys(struct operation *op, struct keyring **out);

/* The same for a command that also works without: NULL, and nothing is reported, when there is no
 * secret, or when it opens no key that can sign. */
struct keyring *operation_try_keys(struct operation *op);

#endif
