#include "remote/discovery.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/jflat.h"

#define MAX_DEPTH   8
#define MAX_MEMBERS 256

void discovery_place(const char *issuer, struct place *out)
{
	struct str base = str_z(issuer);

	if (base.n && base.p[base.n - 1] == '/')
		base.n--;
	snprintf(out->url, sizeof(out->url), "%.*s%s", STR_FMT(base), DISCOVERY_PATH);
}

static bool is_string(const struct jflat *doc, uint32_t value)
{
	return jflat_kind(doc, value) == JSON_KIND_STRING;
}

/* A URL of the issuer's own origin. */
static bool is_own(const char *issuer, struct str url)
{
	return url.n <= ADDRESS_MAX_BYTES && address_judge(url.p) != ADDRESS_BAD &&
	       address_same_origin(issuer, url.p);
}

static void take_list(const char *issuer, const struct jflat *doc, struct place *out)
{
	uint32_t uri = jflat_member(doc, JFLAT_ROOT, STR("not_before_uri"));
	struct str url = jflat_str(doc, uri);

	if (is_string(doc, uri) && url.n && !memchr(url.p, '\0', url.n) && is_own(issuer, url))
		memcpy(out->url, url.p, url.n + 1);
}

static enum ost_remote_outcome read_members(const char *issuer, const struct jflat *doc,
					    struct places *out)
{
	uint32_t said = jflat_member(doc, JFLAT_ROOT, STR("issuer"));
	uint32_t uri = jflat_member(doc, JFLAT_ROOT, STR("jwks_uri"));
	struct str url = jflat_str(doc, uri);

	if (!is_string(doc, said) || !str_eq(jflat_str(doc, said), str_z(issuer)))
		return OST_FETCH_WRONG_ISSUER;
	if (!is_string(doc, uri) || url.n == 0 || memchr(url.p, '\0', url.n))
		return OST_FETCH_WRONG_ISSUER;
	if (!is_own(issuer, url))
		return OST_FETCH_FOREIGN_KEYS;
	memcpy(out->jwks.url, url.p, url.n + 1);
	take_list(issuer, doc, &out->list);
	return OST_FETCH_NEW;
}

enum ost_remote_outcome discovery_read(const char *issuer, struct str document, struct places *out)
{
	uint32_t max_nodes = jflat_nodes_for(document);
	size_t nodes_bytes = max_nodes * sizeof(struct jflat_node);
	enum ost_remote_outcome outcome = OST_FETCH_WRONG_ISSUER;
	char *memory = malloc(nodes_bytes + document.n + 1); /* the document is bounded */
	struct jflat doc;

	if (!memory)
		return OST_FETCH_NO_MEMORY;
	if (document.n)
		memcpy(memory + nodes_bytes, document.p, document.n);
	doc = (struct jflat){ .text = memory + nodes_bytes,
			      .n = document.n,
			      .nodes = (struct jflat_node *)(void *)memory,
			      .max_nodes = max_nodes,
			      .max_members = MAX_MEMBERS,
			      .max_depth = MAX_DEPTH };
	if (jflat_parse(&doc) == JFLAT_OK)
		outcome = read_members(issuer, &doc, out);
	free(memory);
	return outcome;
}
