/* What there is of one person besides the counts, without its secrets. */
#ifndef OSTIARY_CLI_PEOPLE_DETAILS_H
#define OSTIARY_CLI_PEOPLE_DETAILS_H

#include "cli/people/job.h"
#include "store/tables/accounts.h"
#include "store/tables/factors/passkeys.h"
#include "store/tables/sessions.h"

struct person_details {
	struct session *sessions; /* that have not expired, the oldest first */
	struct account_view *accounts;
	struct passkey *passkeys;
	size_t n_sessions, n_accounts, n_passkeys;
	bool authenticator; /* of the second factor; verified */
};

/* Reads those of job->person; all of it is in the arena of the operation. Rows that cannot be read
 * are left out, which is said on standard error. EX_OK, or the exit code of what was reported. */
int details_read(struct people_job *job, struct person_details *out);

/* Appends ,"authenticator":...,"passkeyList":[...],"providers":[...],"sessionList":[...]. */
void details_put_members(struct buf *b, const struct person_details *more);

#endif
