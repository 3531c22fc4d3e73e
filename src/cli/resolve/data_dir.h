/* The data folder: it holds the database and, when none was given, the secret. */
#ifndef OSTIARY_CLI_RESOLVE_DATA_DIR_H
#define OSTIARY_CLI_RESOLVE_DATA_DIR_H

#include <stdbool.h>

#include "base/str.h"
#include "core/arena.h"
#include "core/err.h"
#include "core/random.h"

/* Makes the folder, with its parents, for its owner only (mode 0700). False, with the remedy in
 * *err, when it cannot be made or written to, or when another user than root owns it, the symbolic
 * link that names it, or may write to it. */
bool data_dir_make(struct arena *a, struct str path, struct err *err);

/* Whether data_dir_make() would succeed, as far as can be seen without making anything; otherwise
 * the same error. */
bool data_dir_look(struct arena *a, struct str path, struct err *err);

enum secret_rc {
	SECRET_READ = 0,
	SECRET_MADE,
	SECRET_MISSING,  /* not there, and making one was not allowed */
	SECRET_UNUSABLE, /* see *err: cannot be read or written, too short, others may read it,
			  * it is another user's or a symbolic link */
};

/* What to do when there is no secret yet. */
enum secret_if_missing {
	SECRET_LEAVE = 0,
	SECRET_MAKE,
};

/* Reads the file `secret` of the folder, or makes it (mode 0600, 256 random bits as text, on disk
 * before this returns). An existing one is never changed. *out is in the arena. */
enum secret_rc secret_read(struct arena *a, struct str data_dir, enum secret_if_missing missing,
			   const struct random *random, struct str *out, struct err *err);

#endif
