/* The thread that empties the outbox.
 *
 * I1 a row is sent by whoever has claimed it, and a claim is a transaction of its own: of several processes
 * one sends. I2 once the server has said 250 and that is recorded, the row is never sent again. I3 a claim
 * that was never settled (a crash, an unreachable database) ends after SENDER_LEASE_MS and the row is sent
 * again: between the server's 250 and our record of it, a crash sends a mail twice, with the same link and
 * the same Message-ID. The other way round a crash would lose it. */
#ifndef OSTIARY_MAIL_SENDER_H
#define OSTIARY_MAIL_SENDER_H

#include "core/clock.h"
#include "core/log.h"
#include "core/random.h"
#include "mail/delivery.h"
#include "mail/smtp.h"
#include "store/store.h"

#define SENDER_LEASE_MS (INT64_C(2) * SMTP_TOTAL_MS)
#define SENDER_POLL_MS  5000 /* for rows that other processes have added */
#define SENDER_GRACE_MS 3000 /* what a mail that is being sent gets when the program stops */

enum sender_way {
	SENDER_HOLDS, /* no mail server: links wait for the operator, `ostiary outbox show` */
	SENDER_LOGS,  /* the same, and they are logged: for development only */
	SENDER_SENDS,
};

struct sender_config {
	enum sender_way way;
	struct store *store;
	const struct clock *clock;
	const struct random *random;
	const struct log *log;
	struct smtp_settings smtp; /* SENDER_SENDS only, as are the next */
	struct delivery_style style;
};

struct sender;

/* Starts the thread; texts in the config are borrowed until sender_free(). NULL when there is no memory
 * or no thread. smtp_init() comes first. */
struct sender *sender_start(const struct sender_config *config);

/* Ends the thread within SENDER_GRACE_MS and a second. NULL is fine. */
void sender_free(struct sender *sender);
OWNER(struct sender *, sender_free)

/* A row has been added; its transaction may still run. Safe from any thread. */
void sender_wake(struct sender *sender);

#endif
