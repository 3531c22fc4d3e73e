/* The content of a push message (RFC 8291): text for the one browser that has made a subscription,
 * which the push service in between cannot read. It is one record of aes128gcm (RFC 8188), under a
 * key that is agreed on anew for each message. */
#ifndef OSTIARY_CRYPTO_PUSH_CONTENT_H
#define OSTIARY_CRYPTO_PUSH_CONTENT_H

#include <openssl/types.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"
#include "core/random.h"

#define PUSH_POINT_BYTES 65 /* a point of P-256, uncompressed */
#define PUSH_AUTH_BYTES  16
#define PUSH_SALT_BYTES  16

/* What every push service must take (RFC 8030 section 7.2), and of that the text. */
#define PUSH_CONTENT_MAX 4096
#define PUSH_TEXT_MAX    (PUSH_CONTENT_MAX - PUSH_SALT_BYTES - 5 - PUSH_POINT_BYTES - 17)

/* The keys of a subscription. */
struct push_receiver {
	unsigned char point[PUSH_POINT_BYTES];
	unsigned char auth[PUSH_AUTH_BYTES];
};

/* Reads both from base64url, as browsers give them. False: one of them has another length, or the
 * first is no point of the curve. */
bool push_receiver_read(struct str point, struct str auth, struct push_receiver *out);

/* Appends the content: the text, filled up with zeros to `filled` bytes, so that its length says
 * less. False: no memory, or the text is longer than PUSH_TEXT_MAX. */
bool push_content_put(const struct push_receiver *to, const struct random *random, struct str text,
		      size_t filled, struct buf *out);

/* The same with the sender's pair of keys and salt, which nobody may use twice. */
bool push_content_put_with(const struct push_receiver *to, EVP_PKEY *own,
			   const unsigned char salt[PUSH_SALT_BYTES], struct str text,
			   size_t filled, struct buf *out);

#endif
