/* How mails leave: settled from the settings, and the sender's life. */
#ifndef OSTIARY_CLI_MAILING_H
#define OSTIARY_CLI_MAILING_H

#include "cli/settings.h"
#include "core/log.h"
#include "mail/outbox.h"
#include "mail/sender.h"

struct mailing {
	struct templates templates;
	struct sender_config config; /* store and log are filled by mailing_start() */
	struct sender *sender;       /* NULL when it does not run */
};

/* Reads the templates and settles who is sent to what server, without talking to it. origin is the
 * issuer's own: when it is http on the loopback, and the server listens there alone, this is development,
 * where links may be logged and mail may go unencrypted. False with one line in *err that names the setting that is wrong. Texts live in
 * the arena. */
bool mailing_settle(struct mailing *mailing, struct arena *a, const struct settings *settings,
		    struct str origin, struct err *err);

/* Starts the sender. False when there is no memory or no thread. */
bool mailing_start(struct mailing *mailing, struct store *store, const struct log *log);
void mailing_stop(struct mailing *mailing);

/* Writes a mail down, inside a transaction, and has the outbox looked at soon by the process's sender,
 * if one runs. */
enum store_rc mailing_announce(struct sql *sql, const struct mail_message *message,
			       struct err *err);

#endif
