#include "remote/kid_requests.h"

#include <stdlib.h>

#include "base/b64url.h"
#include "base/cleanup.h"
#include "base/hash.h"
#include "base/jflat.h"
#include "base/str.h"
#include "ostiary/verify.h"

#define KID_HEADER_MAX_DEPTH   8 /* as docs/build/verifier.md says */
#define KID_HEADER_MAX_MEMBERS 32

/* Two kids with the same hash share their request; that is harmless. */
static uint64_t kid_hash(uint64_t seed, struct str kid)
{
	uint64_t hash = hash_keyed(seed, kid);

	return hash ? hash : 1;
}

static uint64_t kid_of_header(const struct kid_requests *requests, struct jflat *doc)
{
	struct str kid;

	if (jflat_parse(doc) != JFLAT_OK)
		return 0;
	kid = jflat_str(doc, jflat_member(doc, JFLAT_ROOT, STR("kid")));
	return kid.n > OST_KID_MAX_BYTES ? 0 : kid_hash(requests->seed, kid);
}

uint64_t kid_requests_hash(const struct kid_requests *requests, const char *token, size_t len)
{
	OWNED(free) char *text = NULL;
	OWNED(free) struct jflat_node *nodes = NULL;
	struct str header, rest;
	struct jflat doc;

	if (!token || len > OST_TOKEN_MAX_BYTES)
		return 0;
	str_cut(str_of(token, len), '.', &header, &rest);
	doc = (struct jflat){ .n = b64url_decoded_len(header.n),
			      .max_members = KID_HEADER_MAX_MEMBERS,
			      .max_depth = KID_HEADER_MAX_DEPTH };
	text = malloc(doc.n + 1);
	if (!text || !b64url_decode(header, (unsigned char *)text))
		return 0;
	doc.text = text;
	doc.max_nodes = jflat_nodes_for(str_of(text, doc.n));
	nodes = calloc(doc.max_nodes, sizeof(*nodes));
	if (!nodes)
		return 0;
	doc.nodes = nodes;
	return kid_of_header(requests, &doc);
}

/* An empty entry, or the oldest. */
static struct kid_requests_entry *kid_entry_replaced(struct kid_requests_entry bucket[])
{
	struct kid_requests_entry *found = &bucket[0];

	for (size_t way = 1; way < KID_REQUESTS_WAYS && found->kid; way++)
		if (!bucket[way].kid || bucket[way].since_ms < found->since_ms)
			found = &bucket[way];
	return found;
}

static struct kid_requests_entry *kid_entry_find(struct kid_requests_entry bucket[], uint64_t kid)
{
	for (size_t way = 0; way < KID_REQUESTS_WAYS; way++)
		if (bucket[way].kid == kid)
			return &bucket[way];
	return NULL;
}

bool kid_requests_note(struct kid_requests *requests, const struct kid_request *request)
{
	struct kid_requests_entry *bucket =
		requests->entries[(request->kid >> 32) & (KID_REQUESTS_BUCKETS - 1)];
	struct kid_requests_entry *entry = kid_entry_find(bucket, request->kid);

	if (entry && request->now_ms - entry->since_ms < request->cooldown_ms)
		return request->last_good <= entry->started;
	if (!entry)
		entry = kid_entry_replaced(bucket);
	*entry = (struct kid_requests_entry){ .kid = request->kid,
					      .started = request->started,
					      .since_ms = request->now_ms };
	return true;
}
