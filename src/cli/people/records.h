/* What Ostiary's own tables have about one person beside tasks, without its secrets. */
#ifndef OSTIARY_CLI_PEOPLE_RECORDS_H
#define OSTIARY_CLI_PEOPLE_RECORDS_H

#include "cli/people/job.h"
#include "store/tables/audit/audit.h"
#include "store/tables/outbox.h"
#include "store/tables/push/subscriptions.h"

struct person_records {
	struct push_subscription *devices; /* that reminders are pushed to, the oldest first */
	struct outbox_row *mails;          /* to the address, the newest first */
	struct audit_row *audit;           /* what operators did, the newest first */
	size_t n_devices, n_mails, n_audit;
};

/* Reads those of job->person, at most OUTBOX_LISTED mails and AUDIT_LISTED rows of ostiary_audit;
 * all of it is in the arena of the operation. EX_OK, or the exit code of what was reported. */
int records_read(struct people_job *job, struct person_records *out);

/* Appends ,"pushDevices":[...],"mails":[...],"audit":[...]; no link of a mail, and of the
 * address of a device only the service. */
void records_put_members(struct buf *b, const struct person_records *records);

#endif
