/* The result of one fetch of the keys or of the revocation list. */
#ifndef OSTIARY_REMOTE_REFRESHED_H
#define OSTIARY_REMOTE_REFRESHED_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "ostiary/revocations.h"
#include "remote/http/fetch.h"

struct refreshed {
	enum ost_remote_outcome outcome;
	struct ost_keyset *set;       /* of new keys, owned; NULL otherwise */
	struct ost_revocations *list; /* a new list, owned; NULL otherwise */
	bool needs_keys;       /* only a fetch of the keys can help: see revocation_endpoint.h */
	int64_t lifetime_s;    /* of a good answer; -1: the answer gives none */
	int64_t retry_after_s; /* of a failure; -1: the answer gives none */
	int status;
	char detail[FETCH_DETAIL_BYTES];
};

/* Records the outcome, and copies the status, Retry-After and detail of the fetch. */
static inline void refreshed_describe(struct refreshed *out, const struct fetch *fetch,
				      enum ost_remote_outcome outcome)
{
	out->outcome = outcome;
	out->status = fetch->status;
	out->retry_after_s = fetch->head.retry_after_s;
	memcpy(out->detail, fetch->detail, sizeof(out->detail));
}

static inline void refreshed_done(struct refreshed *refreshed)
{
	ost_keyset_unref(refreshed->set);
	ost_revocations_unref(refreshed->list);
	refreshed->set = NULL;
	refreshed->list = NULL;
}

#endif
