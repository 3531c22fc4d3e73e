/* Where an issuer's keys are, and one fetch of them: discovery, the request, and the key set. */
#ifndef OSTIARY_REMOTE_KEY_ENDPOINT_H
#define OSTIARY_REMOTE_KEY_ENDPOINT_H

#include <stdbool.h>
#include <stdint.h>

#include "ostiary/remote.h"
#include "remote/http/discovery.h"
#include "remote/http/fetch.h"
#include "remote/refreshed.h"
#include "remote/revocation_endpoint.h"

/* Used by the refresher's thread only. */
struct key_endpoint {
	const struct ost_remote_settings *settings;
	struct fetcher *fetcher;
	struct revocation_endpoint *revocations; /* gets the URL that the metadata name */
	struct endpoint jwks;                    /* "" until it is known */
	int64_t discovered_ms;                   /* when the metadata named it */
	bool doubted;                            /* the next fetch reads the metadata again */
	struct validators validators;            /* of the current set, which came from there */
};

/* The settings and the fetcher must outlive the endpoint. */
void key_endpoint_init(struct key_endpoint *endpoint, const struct ost_remote_settings *settings,
		       struct fetcher *fetcher, struct revocation_endpoint *revocations);

/* Fetches the keys. current is the set in use, or NULL: only with one is the request
 * conditional. */
void key_endpoint_refresh(struct key_endpoint *endpoint, const struct ost_keyset *current,
			  struct refreshed *out);

/* Makes the next fetch read the metadata again, which may name other endpoints by then. */
void key_endpoint_doubt(struct key_endpoint *endpoint);

/* The URL of the JWKS; until it is known, the URL of the issuer. */
const char *key_endpoint_url(const struct key_endpoint *endpoint);

#endif
