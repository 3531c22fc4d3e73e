/* An issuer's metadata (OpenID Connect Discovery 1.0, RFC 8414): where its keys are. */
#ifndef OSTIARY_REMOTE_DISCOVERY_H
#define OSTIARY_REMOTE_DISCOVERY_H

#include "base/str.h"
#include "ostiary/remote.h"
#include "remote/address.h"

#define DISCOVERY_MAX_BYTES 65536 /* those in the wild have 1 to 8 KiB */
#define DISCOVERY_PATH      "/.well-known/openid-configuration"

struct place {
	char url[ADDRESS_MAX_BYTES + sizeof(DISCOVERY_PATH)];
};

/* Where the document of the issuer is: a slash at its end is dropped (Discovery section 4.1). */
void discovery_place(const char *issuer, struct place *out);

/* Reads the document: its issuer must be exactly this (section 4.3, which stops one issuer from speaking
 * for another), its jwks_uri have the same origin (so that whoever can change the document cannot send
 * us elsewhere). OST_FETCH_NEW: *out is the jwks_uri. Otherwise OST_FETCH_WRONG_ISSUER,
 * OST_FETCH_FOREIGN_KEYS or OST_FETCH_NO_MEMORY. */
struct places {
	struct place jwks;
	struct place list; /* not_before_uri, when it has the same origin; "" when there is none */
};
enum ost_remote_outcome discovery_read(const char *issuer, struct str document, struct places *out);

#endif
