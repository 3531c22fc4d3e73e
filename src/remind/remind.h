/* Sends the reminders that are due, by mail, through the outbox.
 *
 * I1 a reminder is taken from its table and put into the outbox in one transaction: of several
 *    servers one sends it, and a crash leaves it to the next one.
 * I2 a reminder that could not be sent in its time, because no server ran or because there was no
 *    mail server, is sent later and says so, up to REMIND_LATE_MOST_MS.
 * I3 nothing is sent for a task that is completed, in the trash or deleted, nor to an address that
 *    its user has not proved to have: anybody could have signed up with it; nor to a user who wants
 *    no reminders by mail.
 */
#ifndef OSTIARY_REMIND_REMIND_H
#define OSTIARY_REMIND_REMIND_H

#include "core/clock.h"
#include "core/log.h"
#include "core/ticker.h"
#include "store/store.h"

#define REMIND_EVERY_MS     2000
#define REMIND_LATE_MS      (INT64_C(5) * 60 * 1000)           /* from then on it says so */
#define REMIND_LATE_MOST_MS (INT64_C(7) * 24 * 60 * 60 * 1000) /* later ones are dropped */
#define REMIND_AGAIN_MS     (INT64_C(10) * 60 * 1000)          /* after a bound was met */
#define REMIND_BATCH_ROWS   50
#define REMIND_BATCHES      20

/* Must not move while the timer runs. */
struct remind {
	struct store *store;
	const struct clock *clock;
	const struct log *log;
	struct str url;         /* the service, for the mails */
	void (*wake)(void *of); /* called when mails were added; may be NULL */
	void *of;
	struct ticker *timer;
	bool failed; /* and said so; until it works again */
};

/* Takes what is due, at most REMIND_BATCHES batches; *out_n is the number of mails. STORE_OK,
 * STORE_FAULT. */
enum store_rc remind_run(const struct remind *remind, size_t *out_n, struct err *err);

/* Starts a thread that calls remind_run() every REMIND_EVERY_MS and logs faults. False: no thread
 * could be started. */
bool remind_start(struct remind *remind);
void remind_stop(struct remind *remind);

#endif
