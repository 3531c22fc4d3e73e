/* The threads that send the mails of the outbox, as many as there are connections. One at a time
 * has the turn of looking for rows that are due; when it has claimed one, it hands the turn over to
 * a thread that has nothing to do, and sends the mail.
 *
 * I1 A thread claims a row, in a transaction of its own, before it sends the mail: of several
 *    processes, only one sends it.
 * I2 After the server's 250 has been recorded, the row is never sent again.
 * I3 A claim without a recorded result (after a crash, or while the database is unreachable) ends
 *    after SENDER_LEASE_MS, and the row is sent again. So a crash between the server's 250 and its
 *    record sends a mail twice, with the same link and the same Message-ID; recording first would
 *    lose it instead.
 */
#ifndef OSTIARY_MAIL_SENDER_H
#define OSTIARY_MAIL_SENDER_H

#include "core/clock.h"
#include "core/log.h"
#include "core/random.h"
#include "mail/delivery.h"
#include "mail/smtp.h"
#include "store/store.h"

#define SENDER_LEASE_MS (INT64_C(2) * SMTP_TOTAL_MS)
#define SENDER_POLL_MS  5000 /* how often rows of other processes are looked for */
#define SENDER_GRACE_MS 3000 /* left for mails in progress when the program stops */

enum sender_way {
	SENDER_HOLDS, /* no mail server: the operator reads the links (`ostiary outbox show`) */
	SENDER_LOGS,  /* no mail server: the links are logged; for development only */
	SENDER_SENDS,
};

struct sender_config {
	enum sender_way way;
	struct store *store;
	const struct clock *clock;
	const struct random *random;
	const struct log *log;
	unsigned connections;        /* at most LIMIT_SMTP_CONNECTIONS; 0 is 1 */
	struct smtp_settings smtp;   /* for SENDER_SENDS */
	struct delivery_style style; /* for SENDER_SENDS */
};

struct sender;

/* Starts the threads. The texts of the config must stay valid until sender_free(). NULL: no memory
 * or no thread. smtp_init() must have been called. */
struct sender *sender_start(const struct sender_config *config);

/* Ends the threads within SENDER_GRACE_MS and a second. NULL is fine. */
void sender_free(struct sender *sender);
OWNER(struct sender *, sender_free)

/* To be called when a row has been added, even if its transaction is not yet committed. Safe from
 * any thread. */
void sender_wake(struct sender *sender);

#endif
