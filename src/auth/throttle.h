/* Wrong passwords, counted per account and not per client: whoever guesses one account's password from many
 * addresses has to wait longer and longer. Accounts that are not there are counted alike, so that waiting
 * tells nothing; a right password, once it may be tried, and a reset end the wait.
 *
 * Who keeps guessing would keep the owner out, too. So an address from which the owner is signed in is
 * counted by itself, and so is who already has a session: see throttle_key().
 *
 * T1  An attempt is counted before its password is looked at: guesses at one time are all counted.
 * T2  The first THROTTLE_FREE cost nothing. Then each has to keep a distance to the one before, which
 *     doubles up to THROTTLE_MAX_S: nobody can be kept out for longer than that by somebody else.
 * T3  A count that was left alone for THROTTLE_FORGET_S is forgotten.
 */
#ifndef OSTIARY_AUTH_THROTTLE_H
#define OSTIARY_AUTH_THROTTLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/random.h"

#define THROTTLE_FREE     10
#define THROTTLE_MAX_S    300
#define THROTTLE_FORGET_S 3600

struct throttle;

/* Counts live in the memory of this process, which is bounded. NULL: no memory. Safe from many threads. */
struct throttle *throttle_new(const struct random *random);
void throttle_free(struct throttle *throttle);
OWNER(struct throttle *, throttle_free)

/* Under which name attempts are counted: the e-mail address (in lower case) alone for strangers, and
 * together with from for a client whom the account knows. */
struct str throttle_key(struct arena *a, struct str email, struct str from);

/* Counts one attempt under that key. 0: its password may be looked at;
 * else the seconds until then, and nothing is counted. A NULL throttle never makes anybody wait. */
int64_t throttle_attempt(struct throttle *throttle, struct str key, int64_t now_ms);

/* The seconds that an attempt now would have to wait. */
int64_t throttle_wait_s(struct throttle *throttle, struct str key, int64_t now_ms);

/* Forgets the count if it had begun by then, so that one release frees once. True when there was one to
 * forget. */
bool throttle_release(struct throttle *throttle, struct str key, int64_t at_ms);

/* The password was right, or is a new one. */
void throttle_forget(struct throttle *throttle, struct str key);

#endif
