#include "remote/http/discovery.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/jflat.h"

#define DISCOVERY_MAX_DEPTH   8
#define DISCOVERY_MAX_MEMBERS 256

void discovery_endpoint(const char *issuer, struct endpoint *out)
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

static bool has_origin_of(const char *issuer, struct str url)
{
	return url.n <= REMOTE_URL_MAX_BYTES && remote_url_judge(url.p) != REMOTE_URL_BAD &&
	       remote_url_same_origin(issuer, url.p);
}

static void take_revocations_uri(const char *issuer, const struct jflat *doc, struct endpoint *out)
{
	uint32_t uri = jflat_member(doc, JFLAT_ROOT, STR("revocations_uri"));
	struct str url = jflat_str(doc, uri);

	if (is_string(doc, uri) && url.n && !memchr(url.p, '\0', url.n) &&
	    has_origin_of(issuer, url))
		memcpy(out->url, url.p, url.n + 1);
}

static enum ost_remote_outcome discovery_members(const char *issuer, const struct jflat *doc,
						 struct endpoints *out)
{
	uint32_t named = jflat_member(doc, JFLAT_ROOT, STR("issuer"));
	uint32_t uri = jflat_member(doc, JFLAT_ROOT, STR("jwks_uri"));
	struct str url = jflat_str(doc, uri);

	if (!is_string(doc, named) || !str_eq(jflat_str(doc, named), str_z(issuer)))
		return OST_REMOTE_OUTCOME_WRONG_ISSUER;
	if (!is_string(doc, uri) || url.n == 0 || memchr(url.p, '\0', url.n))
		return OST_REMOTE_OUTCOME_WRONG_ISSUER;
	if (!has_origin_of(issuer, url))
		return OST_REMOTE_OUTCOME_FOREIGN_KEYS;
	memcpy(out->jwks.url, url.p, url.n + 1);
	take_revocations_uri(issuer, doc, &out->revocations);
	return OST_REMOTE_OUTCOME_NEW;
}

enum ost_remote_outcome discovery_read(const char *issuer, struct str document,
				       struct endpoints *out)
{
	struct str json = str_without_mark(document);
	uint32_t max_nodes = jflat_nodes_for(json);
	size_t nodes_bytes = max_nodes * sizeof(struct jflat_node);
	enum ost_remote_outcome outcome = OST_REMOTE_OUTCOME_WRONG_ISSUER;
	char *memory = malloc(nodes_bytes + json.n + 1); /* the document is bounded */
	struct jflat doc;

	if (!memory)
		return OST_REMOTE_OUTCOME_NO_MEMORY;
	if (json.n)
		memcpy(memory + nodes_bytes, json.p, json.n);
	doc = (struct jflat){ .text = memory + nodes_bytes,
			      .n = json.n,
			      .nodes = (struct jflat_node *)(void *)memory,
			      .max_nodes = max_nodes,
			      .max_members = DISCOVERY_MAX_MEMBERS,
			      .max_depth = DISCOVERY_MAX_DEPTH };
	if (jflat_parse(&doc) == JFLAT_OK)
		outcome = discovery_members(issuer, &doc, out);
	free(memory);
	return outcome;
}
