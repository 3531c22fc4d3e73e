/* Where the program's secrets come from: the environment, else the file in the data folder. */
#ifndef OSTIARY_CLI_SECRET_SOURCE_H
#define OSTIARY_CLI_SECRET_SOURCE_H

#include <stdbool.h>

#include "cli/data_dir.h"
#include "cli/settings.h"
#include "core/arena.h"
#include "core/err.h"
#include "core/random.h"
#include "crypto/secrets.h"

/* Whether the environment has them, so that none is ever made. */
bool secrets_are_given(const struct settings *settings);

/* BETTER_AUTH_SECRETS, with BETTER_AUTH_SECRET or else the data folder's secret as the legacy one where
 * there is one; else BETTER_AUTH_SECRET; else the data folder's as secret_read() says. The settings are
 * settled. *out points into them and into the arena. */
enum secret_rc secrets_find(struct arena *a, const struct settings *settings,
			    enum secret_if_missing missing, const struct random *random,
			    struct secrets *out, struct err *err);

#endif
