/* An issuer's metadata (OpenID Connect Discovery 1.0, RFC 8414): where its keys and its revocation
 * list are. */
#ifndef OSTIARY_REMOTE_HTTP_DISCOVERY_H
#define OSTIARY_REMOTE_HTTP_DISCOVERY_H

#include "base/str.h"
#include "ostiary/remote.h"
#include "remote/http/url.h"

#define DISCOVERY_MAX_BYTES 65536 /* known issuers have 1 to 8 KiB */
#define DISCOVERY_PATH      "/.well-known/openid-configuration"

struct endpoint {
	char url[REMOTE_URL_MAX_BYTES + sizeof(DISCOVERY_PATH)];
};

struct endpoints {
	struct endpoint jwks;
	struct endpoint revocations; /* "" when the metadata name none of the issuer's origin */
};

/* The URL of the issuer's metadata: DISCOVERY_PATH follows the issuer, whose slash at the end is
 * dropped (Discovery section 4.1). */
void discovery_endpoint(const char *issuer, struct endpoint *out);

/* Reads the metadata. Their issuer must equal `issuer` (section 4.3: no issuer may speak for
 * another), and their jwks_uri must have its origin (so that write access to the metadata alone
 * cannot replace the keys). OST_REMOTE_OUTCOME_NEW and *out; otherwise
 * OST_REMOTE_OUTCOME_WRONG_ISSUER, OST_REMOTE_OUTCOME_FOREIGN_KEYS or
 * OST_REMOTE_OUTCOME_NO_MEMORY. */
enum ost_remote_outcome discovery_read(const char *issuer, struct str document,
				       struct endpoints *out);

#endif
