#include "remote/asked.h"

#include <stdlib.h>

#include "base/b64url.h"
#include "base/cleanup.h"
#include "base/jflat.h"
#include "ostiary/verify.h"

#define MAX_DEPTH   8 /* of a header, as docs/verifier.md says */
#define MAX_MEMBERS 32

/* FNV-1a, begun with the seed: spreads ids; two that are equal by accident only ask once. */
static uint64_t hash_of(uint64_t seed, struct str kid)
{
	uint64_t hash = UINT64_C(0xCBF29CE484222325) ^ seed;

	for (size_t i = 0; i < kid.n; i++) {
		hash = (hash ^ (unsigned char)kid.p[i]) * UINT64_C(0x100000001B3);
		hash ^= hash >> 29;
	}
	return hash ? hash : 1;
}

static uint64_t kid_in(const struct asked *asked, struct jflat *doc)
{
	struct str kid;

	if (jflat_parse(doc) != JFLAT_OK)
		return 0;
	kid = jflat_str(doc, jflat_member(doc, JFLAT_ROOT, STR("kid")));
	return kid.n > OST_KID_MAX_BYTES ? 0 : hash_of(asked->seed, kid);
}

uint64_t asked_kid(const struct asked *asked, const char *token, size_t len)
{
	OWNED(free) char *text = NULL;
	OWNED(free) struct jflat_node *nodes = NULL;
	struct str header, rest;
	struct jflat doc;

	if (!token || len > OST_TOKEN_MAX_BYTES)
		return 0;
	str_cut(str_of(token, len), '.', &header, &rest);
	doc = (struct jflat){ .n = b64url_decoded_len(header.n),
			      .max_members = MAX_MEMBERS,
			      .max_depth = MAX_DEPTH };
	text = malloc(doc.n + 1);
	if (!text || !b64url_decode(header, (unsigned char *)text))
		return 0;
	doc.text = text;
	doc.max_nodes = jflat_nodes_for(str_of(text, doc.n));
	nodes = calloc(doc.max_nodes, sizeof(*nodes));
	if (!nodes)
		return 0;
	doc.nodes = nodes;
	return kid_in(asked, &doc);
}

static struct asked_entry *oldest(struct asked_entry entries[ASKED_WAYS])
{
	struct asked_entry *found = &entries[0];

	for (size_t way = 1; way < ASKED_WAYS && found->kid; way++)
		if (!entries[way].kid || entries[way].since_ms < found->since_ms)
			found = &entries[way];
	return found;
}

static struct asked_entry *find(struct asked_entry entries[ASKED_WAYS], uint64_t kid)
{
	for (size_t way = 0; way < ASKED_WAYS; way++)
		if (entries[way].kid == kid)
			return &entries[way];
	return NULL;
}

bool asked_note(struct asked *asked, uint64_t kid, const struct asked_when *when)
{
	struct asked_entry *entries = asked->entries[(kid >> 32) & (ASKED_PLACES - 1)];
	struct asked_entry *entry = find(entries, kid);

	if (entry && when->now_ms - entry->since_ms < when->missing_ms)
		return when->last_good <= entry->begun;
	if (!entry)
		entry = oldest(entries);
	*entry = (struct asked_entry){ .kid = kid, .begun = when->begun, .since_ms = when->now_ms };
	return true;
}
