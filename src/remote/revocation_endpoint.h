/* Where an issuer's revocation list is, and one fetch of it. */
#ifndef OSTIARY_REMOTE_REVOCATION_ENDPOINT_H
#define OSTIARY_REMOTE_REVOCATION_ENDPOINT_H

#include "ostiary/remote.h"
#include "remote/http/discovery.h"
#include "remote/http/fetch.h"
#include "remote/refreshed.h"

/* Used by the refresher's thread only. */
struct revocation_endpoint {
	const struct ost_remote_settings *settings;
	struct fetcher *fetcher;
	struct endpoint at;           /* "" until it is known, or when no list is required */
	struct validators validators; /* of the list in force, which came from there */
};

/* The settings and the fetcher must outlive the endpoint. */
void revocation_endpoint_init(struct revocation_endpoint *endpoint,
			      const struct ost_remote_settings *settings, struct fetcher *fetcher);

/* Follows the issuer's metadata, unless the settings name the endpoint or require no list. */
void revocation_endpoint_move(struct revocation_endpoint *endpoint, const struct endpoint *found);

/* Fetches the list and verifies it with set. current is the list in force, or NULL. needs_keys is
 * set when the endpoint is unknown (OST_REMOTE_OUTCOME_NO_LIST), which new metadata may change, or
 * when the list is signed by a key that set does not have. */
void revocation_endpoint_refresh(struct revocation_endpoint *endpoint, const struct ost_keyset *set,
				 const struct ost_revocations *current, struct refreshed *out);

#endif
