/* The outbox of a test on a real database: a place with tables and with a connection of its own. */
#ifndef OSTIARY_TESTS_SUPPORT_QUEUE_H
#define OSTIARY_TESTS_SUPPORT_QUEUE_H

#include "support/place.h"

#include "mail/outbox.h"
#include "store/tables/outbox.h"

/* Sets *state to a struct place; place_teardown() ends it. */
int queue_setup(void **state);

/* A link for Ann to reset the password, at NOW_MS. */
struct mail_message queue_message(void);

/* Add that message, without a bound, for Ann or for the address. */
void queue_add(struct place *p);
void queue_add_to(struct place *p, const char *address);

/* The number of rows, and the only row, in the arena of the place. */
int64_t queue_rows(struct place *p);
struct outbox_row queue_row(struct place *p);

/* outbox_claim() for a second. */
enum store_rc queue_claim(struct place *p, int64_t now_ms, struct outbox_row *out);

#endif
