/* Finds the secrets of the program: in the environment, else in the file of the data folder. */
#ifndef OSTIARY_CLI_RESOLVE_SECRET_H
#define OSTIARY_CLI_RESOLVE_SECRET_H

#include <stdbool.h>

#include "cli/resolve/data_dir.h"
#include "cli/settings/table.h"
#include "core/arena.h"
#include "core/err.h"
#include "core/random.h"
#include "crypto/secrets.h"

/* True when the environment has the secrets, so that none is ever made. */
bool secrets_are_given(const struct settings *settings);

/* BETTER_AUTH_SECRETS, with BETTER_AUTH_SECRET or else the secret in the data folder as the legacy
 * secret, if there is one; else BETTER_AUTH_SECRET; else the secret that secret_read() finds or
 * makes. The settings have their defaults. *out points into them and into the arena. */
enum secret_rc secrets_find(struct arena *a, const struct settings *settings,
			    enum secret_if_missing missing, const struct random *random,
			    struct secrets *out, struct err *err);

#endif
