/* Sends the messages of the table ostiary_push_message, from one thread: many at a time, since most
 * of the time is waiting for push services.
 *
 * P1 A message is claimed before it is sent, so that of several servers one sends it. When that
 *    server crashes between the service's answer and its record, another sends it again; the name
 *    of the message makes one of the two for a device that was away.
 * P2 What the message says is read when it is sent: nothing is sent for a task that is done, in the
 *    trash or deleted, to a device that was removed, or to a user who wants no pushes any more.
 * P3 A service that is slow or away delays its own messages alone.
 */
#ifndef OSTIARY_PUSH_SENDER_H
#define OSTIARY_PUSH_SENDER_H

#include "core/clock.h"
#include "core/log.h"
#include "push/target/target.h"
#include "push/vapid.h"
#include "store/store.h"

#define PUSH_LEASE_MS (INT64_C(2) * 60 * 1000) /* a claim; a transfer ends earlier */
#define PUSH_POLL_MS  5000 /* how often rows of other processes are looked for */
#define PUSH_GRACE_MS 3000 /* left for transfers in progress when the program stops */

struct push_sender_config {
	struct store *store;
	const struct clock *clock;
	const struct random *random;
	const struct log *log;
	struct vapid vapid;
	enum push_targets targets;
	const char *ca_file; /* NULL: the authorities of the system */
};

struct push_sender;

/* Starts the thread. The config's references must stay valid until push_sender_free(). NULL: no
 * memory or no thread. */
struct push_sender *push_sender_start(const struct push_sender_config *config);

/* Ends the thread within PUSH_GRACE_MS and a second. NULL is fine. */
void push_sender_free(struct push_sender *sender);
OWNER(struct push_sender *, push_sender_free)

/* To be called when messages have been added. Safe from any thread. */
void push_sender_wake(struct push_sender *sender);

#endif
