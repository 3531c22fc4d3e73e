/* A device on which a user has signed in, known by a signed cookie ("device cookies" of OWASP). Its
 * attempts at that account have a count of their own, so that strangers who guess cannot take the
 * slots of the owner's devices.
 *
 * The cookie's value is "device~<id>~<tag>~<tag>...", signed as every cookie. The tags are MACs of
 * the users' ids, the latest first: a device may have several users, each of whom it knows only as
 * someone who has signed in here. It says nothing to a reader, and is no session.
 */
#ifndef OSTIARY_AUTH_ABUSE_DEVICE_H
#define OSTIARY_AUTH_ABUSE_DEVICE_H

#include "base/str.h"
#include "core/arena.h"
#include "core/random.h"
#include "crypto/cookie_mac.h"

#define DEVICE_USERS_MAX 5

/* A request may have several cookies, since a neighbouring host can plant some that stand before
 * the browser's own: values are all of them, divided by blanks, and may be empty. */

/* The id of the device of the first cookie with a valid signature that names the user; empty when
 * there is none. The result is in values. */
struct str device_of(const struct cookie_key *key, struct str values, struct str user_id);

/* The value of the device's cookie after the user has signed in, in the arena: that of the cookie
 * that names the user, else of the first one that is valid, with the user in front; a new one when
 * none is valid. */
struct str device_with(const struct cookie_key *key, const struct random *random, struct arena *a,
		       struct str values, struct str user_id);

#endif
