#include "jose/jws.h"

#include "base/b64url.h"
#include "base/jflat.h"
#include "jose/keys/signature.h"
#include "ostiary/revocations.h"

/* The header, parsed. Lives during jws_check() only. */
struct header {
	struct jflat doc;
	struct jflat_node nodes[JWS_HEADER_MAX_NODES];
};

/* The three parts, still encoded. */
struct parts {
	struct str header, payload, signature;
	struct str input; /* the signed octets: header, dot, payload */
};

/* Exactly two dots (RFC 7515 section 7.1). A JWE has four; the JSON serialisations have none. */
static bool jws_split(struct str text, struct parts *out)
{
	struct str rest;

	if (!str_cut(text, '.', &out->header, &rest) ||
	    !str_cut(rest, '.', &out->payload, &out->signature) ||
	    str_find(out->signature, '.') >= 0)
		return false;
	out->input = str_head(text, out->header.n + 1 + out->payload.n);
	return true;
}

/* Decodes all three parts before any is interpreted: the documented order of checks. */
static bool jws_decode(const struct parts *parts, struct jws *out, struct str *header)
{
	size_t header_n = b64url_decoded_len(parts->header.n);
	size_t payload_n = b64url_decoded_len(parts->payload.n);
	size_t signature_n = b64url_decoded_len(parts->signature.n);

	if (header_n > JWS_HEADER_MAX_BYTES)
		return false;
	*header = str_of(out->header, header_n);
	out->payload = str_of(out->octets, payload_n);
	out->signature = str_of(out->octets + payload_n, signature_n);
	return b64url_decode(parts->header, (unsigned char *)out->header) &&
	       b64url_decode(parts->payload, out->octets) &&
	       b64url_decode(parts->signature, out->octets + payload_n);
}

/* One JSON object without repeated names. */
static bool parse_header(struct header *h, struct jws *out, struct str text)
{
	h->doc = (struct jflat){ .text = out->header,
				 .n = text.n,
				 .nodes = h->nodes,
				 .max_nodes = JWS_HEADER_MAX_NODES,
				 .max_members = JWS_HEADER_MAX_MEMBERS,
				 .max_depth = JWS_HEADER_MAX_DEPTH };
	return jflat_parse(&h->doc) == JFLAT_OK &&
	       jflat_kind(&h->doc, JFLAT_ROOT) == JSON_KIND_OBJECT;
}

static bool header_has(const struct header *h, struct str name)
{
	return jflat_member(&h->doc, JFLAT_ROOT, name) != JFLAT_NONE;
}

/* The member's text in *out, whose p is NULL when there is no such member; false when it is not a
 * string. */
static bool header_text(const struct header *h, struct str name, struct str *out)
{
	uint32_t member = jflat_member(&h->doc, JFLAT_ROOT, name);

	*out = jflat_str(&h->doc, member);
	return member == JFLAT_NONE || jflat_kind(&h->doc, member) == JSON_KIND_STRING;
}

static enum ost_verdict check_algorithm(const struct header *h, struct jws *out,
					unsigned algorithms)
{
	struct str name;

	if (!header_text(h, STR("alg"), &name))
		return OST_BAD_ALGORITHM;
	out->alg = alg_named(name);
	if (!out->alg || !(algorithms & out->alg->bit))
		return OST_BAD_ALGORITHM;
	/* An empty signature is refused without a key. */
	return out->signature.n ? OST_OK : OST_BAD_SIGNATURE;
}

/* RFC 7515 section 4.1.11: crit lists extensions that must be understood; none is supported. RFC
 * 7797 section 7: b64 must not be used in a JWT, and has no effect unless crit lists it. */
static enum ost_verdict check_extensions(const struct header *h)
{
	return header_has(h, STR("crit")) || header_has(h, STR("b64")) ? OST_BAD_CRITICAL : OST_OK;
}

/* RFC 7515 section 4.1.9: media types ignore case, and may omit "application/". */
static bool is_type(struct str typ, struct str wanted)
{
	static const struct str prefix = STR_INIT("application/");

	if (str_eq_nocase(str_head(typ, prefix.n), prefix))
		typ = str_tail(typ, prefix.n);
	return str_eq_nocase(typ, wanted);
}

/* RFC 8725 sections 3.11 and 3.12: a token of one kind must not be accepted as another kind. cty
 * means that the payload is not claims but, for instance, another token; enc means a JWE (RFC 7516
 * section 9). */
static enum ost_verdict check_type(const struct header *h, enum jws_kind kind)
{
	struct str typ;

	if (header_has(h, STR("enc")))
		return OST_BAD_TYPE;
	if (kind == JWS_ANY)
		return OST_OK;
	if (header_has(h, STR("cty")) || !header_text(h, STR("typ"), &typ))
		return OST_BAD_TYPE;
	if (kind == JWS_REVOCATIONS)
		return typ.p && is_type(typ, STR(OST_REVOCATIONS_TYPE)) ? OST_OK : OST_BAD_TYPE;
	return !typ.p || is_type(typ, STR("JWT")) ? OST_OK : OST_BAD_TYPE;
}

/* kid is only compared: it never becomes part of a path, a URL, a format or a statement (RFC 8725
 * section 3.10). */
static enum ost_verdict find_key(const struct header *h, struct jws *out,
				 const struct ost_keyset *set, enum ost_kid_rule kid_rule)
{
	if (!header_text(h, STR("kid"), &out->kid))
		return OST_MALFORMED;
	if (out->kid.p)
		return keyset_find(set, out->kid, out->alg, &out->key);
	if (kid_rule == OST_KID_RULE_OPTIONAL)
		return keyset_find_only(set, out->alg, &out->key);
	return OST_NO_KEY_ID;
}

static enum ost_verdict check_header(const struct header *h, struct jws *out,
				     const struct ost_keyset *set, unsigned algorithms,
				     enum ost_kid_rule kid_rule, enum jws_kind kind)
{
	enum ost_verdict verdict = check_algorithm(h, out, algorithms);

	if (verdict == OST_OK)
		verdict = check_extensions(h);
	if (verdict == OST_OK)
		verdict = check_type(h, kind);
	if (verdict == OST_OK)
		verdict = find_key(h, out, set, kid_rule);
	return verdict;
}

enum ost_verdict jws_check(struct jws *out, const struct ost_keyset *set, unsigned algorithms,
			   enum ost_kid_rule kid_rule, enum jws_kind kind, struct str text)
{
	struct header h;
	struct parts parts;
	struct str header_text;
	enum ost_verdict verdict;

	if (!text.p || text.n > out->max_bytes || !jws_split(text, &parts) ||
	    !jws_decode(&parts, out, &header_text) || !parse_header(&h, out, header_text))
		return OST_MALFORMED;
	verdict = check_header(&h, out, set, algorithms, kid_rule, kind);
	if (verdict != OST_OK)
		return verdict;
	return signature_check(out->key, out->alg, &set->digests, parts.input, out->signature);
}
