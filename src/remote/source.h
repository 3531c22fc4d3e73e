/* Where the keys come from: one refresh, from discovery to the set in its place. */
#ifndef OSTIARY_REMOTE_SOURCE_H
#define OSTIARY_REMOTE_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "ostiary/remote.h"
#include "remote/discovery.h"
#include "remote/fetch.h"

/* Used by the keeper's thread only. */
struct source {
	const struct ost_remote_settings *settings;
	struct fetcher *fetcher;
	struct place jwks; /* "" until it is known */
	struct place
		list; /* of who was thrown out; "" until it is known, or when it is not wanted */
	int64_t discovered_ms; /* when it was found */
	bool doubted;          /* it is asked for again: the keys could not be fetched there */
	struct validators validators; /* of the set in use, which came from there */
	struct validators list_validators;
};

/* What a refresh gives. */
struct refreshed {
	enum ost_remote_outcome outcome;
	struct ost_keyset *set; /* with OST_FETCH_NEW, the caller's; NULL otherwise */
	int64_t lifetime_s;     /* of a good answer; -1: it did not say */
	int64_t retry_after_s;  /* of a failure; -1: it did not say */
	int status;
	char detail[FETCH_DETAIL_BYTES];
};

void source_init(struct source *source, const struct ost_remote_settings *settings,
		 struct fetcher *fetcher);

/* Fetches. current is the set in use, or NULL: only with one is the request conditional. */
void source_refresh(struct source *source, const struct ost_keyset *current, struct refreshed *out);

/* What a refresh of the list gives. */
struct relisted {
	enum ost_remote_outcome outcome;
	struct ost_not_before *list; /* with OST_FETCH_NEW, the caller's; NULL otherwise */
	bool unknown_key;            /* a key signed it that the set does not have */
	int64_t retry_after_s;       /* as above */
	int status;
	char detail[FETCH_DETAIL_BYTES];
};

/* Fetches the list and judges it by the set. current is the one in force, or NULL. */
void source_refresh_list(struct source *source, const struct ost_keyset *set,
			 const struct ost_not_before *current, struct relisted *out);

/* The URL fetched last. */
const char *source_url(const struct source *source);

#endif
