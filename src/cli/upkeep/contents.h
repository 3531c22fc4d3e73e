/* What a database holds and which secret opens it, in a few words. */
#ifndef OSTIARY_CLI_UPKEEP_CONTENTS_H
#define OSTIARY_CLI_UPKEEP_CONTENTS_H

#include "base/buf.h"
#include "cli/doctor/examination.h"
#include "cli/settings/table.h"
#include "store/backup.h"

struct contents {
	const struct settings *settings;
	struct examination e;
};

/* Reads the database of the URL with the settings' secret, which may be missing. EX_OK, or the
 * error has been reported and this is the exit code. */
int contents_read(struct arena *a, const struct settings *settings, struct str url,
		  struct contents *out);

/* "31 users; the secret in /var/lib/ostiary/secret opens its 2 signing keys" */
void contents_put(struct buf *b, const struct contents *contents);

/* "users":31,"keys":2,"openedKeys":2 (null without a secret) */
void contents_put_json(struct buf *b, const struct contents *contents);

/* Whether the secret is known and does not open a signing key. */
bool contents_are_locked(const struct contents *contents);

/* Reports why a backup or a restore ended, and returns the exit code. For a PostgreSQL database the
 * remedy is the page of the documentation. */
int backup_report(enum backup_rc rc, const char *doing, const struct err *err);

#endif
