/* The mail node: sends the mails of the outbox as the settings say. */
#ifndef OSTIARY_CLI_NODES_MAIL_H
#define OSTIARY_CLI_NODES_MAIL_H

#include "cli/settings/table.h"
#include "core/log.h"
#include "mail/outbox.h"
#include "mail/sender.h"

struct mail_node {
	struct templates templates;
	struct sender_config config; /* store and log are filled by mail_node_start() */
	struct sender *sender;       /* NULL when it does not run */
	unsigned per_address;        /* see outbox_add() */
};

/* Whether mails wait in the outbox, because there is no mail server. */
bool mail_is_held(struct arena *a, const struct settings *settings, struct str origin);

/* Reads the templates and prepares the sender, without connecting to the mail server. origin is
 * that of the issuer: when it is http on the loopback and the server listens on the loopback only,
 * this is a development server, where links may be logged and mails may be sent unencrypted. False,
 * with one line in *err that names the wrong setting. Texts live in the arena. */
bool mail_node_prepare(struct mail_node *mail, struct arena *a, const struct settings *settings,
		       struct str origin, struct err *err);

/* Starts the sender. False when there is no memory or no thread. */
bool mail_node_start(struct mail_node *mail, struct store *store, const struct log *log);
void mail_node_stop(struct mail_node *mail);

/* Adds a mail to the outbox, inside a transaction, and wakes the sender of the process, if one
 * runs. A mail beyond the bounds of outbox_add() is not added, and logged without its address.
 * STORE_OK, STORE_NONE (it is not added), STORE_FAULT. */
enum store_rc mail_announce(struct sql *sql, const struct mail_message *message, struct err *err);

#endif
