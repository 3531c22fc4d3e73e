/* The folder that holds what the program must keep: the database and, when nobody gave one, the secret. */
#ifndef OSTIARY_CLI_DATA_DIR_H
#define OSTIARY_CLI_DATA_DIR_H

#include <stdbool.h>

#include "base/str.h"
#include "core/arena.h"
#include "core/err.h"
#include "core/random.h"

/* The given folder, else $STATE_DIRECTORY (systemd), else $XDG_DATA_HOME/ostiary, else
 * ~/.local/share/ostiary. Empty when none of them is known. */
struct str data_dir_choose(struct arena *a, struct str given);

/* Makes the folder, with its parents, for its owner only (mode 0700). False, with what to do in *err,
 * when it cannot be made, cannot be written to, or when others could write to it. */
bool data_dir_make(struct arena *a, struct str path, struct err *err);

enum secret_rc {
	SECRET_READ = 0,
	SECRET_MADE,
	SECRET_MISSING,  /* not there, and making one was not allowed */
	SECRET_UNUSABLE, /* see *err: cannot be read or written, too short, or others may read it */
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
