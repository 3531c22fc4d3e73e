/* The list of users who were thrown out: read from the database when it has changed, published as a signed
 * text. docs/not-before.md has its format.
 *
 * I1  A text never changes. Whoever holds one may use it without a lock.
 * I2  The text is made when somebody asks for it, once for each change: ten thousand marks cost no ten
 *     thousand signatures.
 * I3  It is signed by the key that signs tokens, and says when it expires; long before, there is a new one.
 * I4  What does not fit drops out with the oldest mark first, and everybody's tokens of then with it: the
 *     list is bounded, and nobody who was thrown out comes in.
 * I5  Who asks for a text never waits for the database, once there is a key.
 */
#ifndef OSTIARY_AUTH_NOT_BEFORE_LIST_H
#define OSTIARY_AUTH_NOT_BEFORE_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "auth/keyring.h"
#include "base/cleanup.h"
#include "base/str.h"
#include "core/clock.h"
#include "core/err.h"
#include "core/log.h"
#include "core/ticker.h"
#include "store/store.h"

#define NOT_BEFORE_LOOK_MS 500  /* how often other processes' changes are looked for */
#define NOT_BEFORE_LIFE_S  3600 /* of a text */
#define NOT_BEFORE_RENEW_S 1800 /* and when there is a new one at the latest */

struct not_before_config {
	struct store *store;
	const struct clock *clock;
	const struct log *log;
	struct keyring *keyring;
	struct str issuer; /* claim `iss`; must outlive it */
};

struct not_before_list;

/* Reads the table. NULL: see *err. */
struct not_before_list *not_before_list_new(const struct not_before_config *config,
					    struct err *err);
void not_before_list_free(struct not_before_list *list);
OWNER(struct not_before_list *, not_before_list_free)

/* Reads the table again if it has changed. False: see *err, and the list is that of before. */
bool not_before_list_reload(struct not_before_list *list, struct err *err);

/* Grows with every change that was read; never 0. Costs one atomic load. */
uint64_t not_before_list_generation(const struct not_before_list *list);

struct not_before_text {
	struct str jws;      /* compact (RFC 7515 section 7.1) */
	struct str etag;     /* strong, with its quotes */
	uint64_t generation; /* of what it says */
};

/* A reference to the text of now, given back with not_before_text_free(). Waits for the first key when there
 * is none yet (keyring_ready()). NULL: see *err. */
const struct not_before_text *not_before_list_text(struct not_before_list *list, struct err *err);
void not_before_text_free(const struct not_before_text *text);
OWNER(const struct not_before_text *, not_before_text_free)

/* One look at the table, and a sweep of what is over now and then; what goes wrong is logged once. For one
 * thread alone. */
void not_before_list_tick(struct not_before_list *list);
/* A thread that does so every NOT_BEFORE_LOOK_MS. NULL: there is no thread to be had. */
struct ticker *not_before_timer_start(struct not_before_list *list);

#endif
