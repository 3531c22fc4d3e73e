/* The issuer as the commands that change people need it. */
#ifndef OSTIARY_CLI_PEOPLE_ISSUER_H
#define OSTIARY_CLI_PEOPLE_ISSUER_H

#include "auth/issuer/issuer.h"
#include "auth/issuer/result.h"
#include "cli/people/job.h"
#include "cli/settings/value_file.h"

extern const struct flag flag_password_file;
extern const struct flag flag_required_password_file; /* the same, which must be given */

/* Fills *out with the operation, with the rules for passwords that a server with the same settings
 * has, and with revocations for the servers that have them on. EX_OK, or the exit code of what was
 * reported. */
int people_issuer_open(const struct people_job *job, struct issuer *out);
void people_issuer_done(struct issuer *issuer);
#define PEOPLE_ISSUER(name)                                                                        \
	__attribute__((cleanup(people_issuer_done))) struct issuer name = { .store = NULL }

/* Reads the password from the file, or from standard input for "-", into room, which the caller
 * wipes. EX_OK, or the exit code of what was reported. */
int people_read_password(const char *path, char room[VALUE_FILE_MAX + 1], struct str *out);

/* Reports why an operation has ended, and returns the exit code: EX_OK for AUTH_OK. The text has no
 * password. */
int people_report(const struct issuer *issuer, enum auth_result result, struct str user,
		  const struct err *err);

#endif
