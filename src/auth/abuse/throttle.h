/* Counts of attempts at passwords, per account and not per client: an attacker who guesses one
 * account's password from many addresses has to wait longer after each attempt. Addresses without
 * an account are counted in the same way, so that a wait does not reveal which accounts exist. A
 * correct password, once the wait is over, and a password reset end the count.
 *
 * An attacker must not lock the owner out. So attempts from a device on which the user has signed
 * in (device.h), else from a known address (one with a live session of the user), and attempts by
 * a signed-in user, have counts of their own: see throttle_key().
 *
 * T1  An attempt is counted before its password is checked: concurrent guesses are all counted.
 * T2  The first THROTTLE_FREE attempts of a count are free. After that, each must follow the
 *     previous one at a distance, which doubles up to THROTTLE_MAX_S. All strangers share one
 *     count, so that one of them can take every slot of it; of a device's count nobody else can.
 * T3  A count without an attempt for THROTTLE_FORGET_S is forgotten.
 */
#ifndef OSTIARY_AUTH_ABUSE_THROTTLE_H
#define OSTIARY_AUTH_ABUSE_THROTTLE_H

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

/* The counts are in the memory of this process, which is bounded. NULL: no memory. Safe to use from
 * many threads. */
struct throttle *throttle_new(const struct random *random);
void throttle_free(struct throttle *throttle);
OWNER(struct throttle *, throttle_free)

/* The key under which attempts at the account email (in lower case) are counted: the address alone
 * when client is empty, else both, so that this client has a count of its own. client is the id of
 * a device, a known address, or another name that no stranger can take. */
struct str throttle_key(struct arena *a, struct str email, struct str client);

/* Counts one attempt under that key. 0: the caller may check the password; else the seconds to
 * wait, and nothing is counted. With a NULL throttle always 0. */
int64_t throttle_attempt(struct throttle *throttle, struct str key, int64_t now_ms);

/* The seconds that an attempt at now_ms has to wait; nothing is counted. */
int64_t throttle_wait_s(struct throttle *throttle, struct str key, int64_t now_ms);

/* Forgets the count if it started at or before at_ms, so that one release resets a count once. True
 * when a count was forgotten. */
bool throttle_release(struct throttle *throttle, struct str key, int64_t at_ms);

/* Forgets the count: the password was correct, or has been replaced. */
void throttle_forget(struct throttle *throttle, struct str key);

#endif
