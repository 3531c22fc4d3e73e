/* Sends the reminders that are due: by mail, through the outbox, and by Web Push, through the queue
 * of its messages, as their users wish.
 *
 * I1 a reminder is taken from its table and put into the outbox or the queue in one transaction: of
 *    several servers one sends it, and a crash leaves it to the next one.
 * I2 a reminder that could not be sent in its time, because no server ran or because there was no
 *    mail server, is sent later and says so, up to REMIND_LATE_MOST_MS.
 * I3 nothing is sent for a task that is completed, in the trash or deleted, nor to an address that
 *    its user has not proved to have: anybody could have signed up with it; nor in a way that the
 *    user does not want.
 * I4 a reminder that has left in one way is not kept for the other one. One that has left in none
 *    waits when the user wants mails and there is no mail server, or a bound is met.
 */
#ifndef OSTIARY_REMIND_REMIND_H
#define OSTIARY_REMIND_REMIND_H

#include "core/clock.h"
#include "core/log.h"
#include "core/ticker.h"
#include "store/store.h"

#define REMIND_EVERY_MS     2000
#define REMIND_LATE_MOST_MS (INT64_C(7) * 24 * 60 * 60 * 1000) /* later ones are dropped */
#define REMIND_AGAIN_MS     (INT64_C(10) * 60 * 1000)          /* of one that waits */
#define REMIND_BATCH_ROWS   50
#define REMIND_BATCHES      20

/* Must not move while the timer runs. */
struct remind {
	struct store *store;
	const struct clock *clock;
	const struct log *log;
	struct str url; /* the service, for the mails */
	struct remind_way {
		bool open;              /* reminders can leave in this way */
		void (*wake)(void *of); /* called when some were added; may be NULL */
		void *of;
	} mail, push;
	struct ticker *timer;
	bool failed;   /* and said so; until it works again */
	bool released; /* those that waited for a mail server */
};

/* Takes what is due, at most REMIND_BATCHES batches; *out_n is the number of reminders
 * that left. STORE_OK, STORE_FAULT. */
enum store_rc remind_run(struct remind *remind, size_t *out_n, struct err *err);

/* Starts a thread that calls remind_run() every REMIND_EVERY_MS and logs faults. False: no thread
 * could be started. */
bool remind_start(struct remind *remind);
void remind_stop(struct remind *remind);

#endif
