/* Who was thrown out when.
 *
 * I1  What is in the list was signed by a key of the set, as a list and nothing else: its type and its
 *     audience are those of no access token.
 * I2  Judging a token takes no lock and no memory, but once for each token's subject: its digest is kept
 *     with the claims. Most tokens are younger than the whole list, which one comparison tells.
 */
#include "jose/not_before.h"

#include <openssl/evp.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/b64url.h"
#include "base/cleanup.h"
#include "base/jflat.h"
#include "jose/jws.h"
#include "jose/openssl_fault.h"

#define NEVER INT64_MIN

struct slot {
	unsigned char subject[NOT_BEFORE_DIGEST_BYTES];
	int64_t at_ms; /* NEVER: not thrown out */
	bool taken, deleted;
};

struct ost_not_before {
	atomic_uint references; /* all else never changes once made */
	char *issuer;
	size_t issuer_n;
	int64_t version, issued_s, expires_s;
	int64_t everybody_ms; /* for all subjects; NEVER: for none */
	int64_t newest_ms;    /* of all times here */
	size_t users, deleted;
	uint64_t deleted_mark;
	struct slot *slots;
	size_t mask; /* of a power of two of slots, at least half of them free */
};

OWNER(struct ost_not_before *, ost_not_before_unref)

struct ost_not_before *ost_not_before_ref(struct ost_not_before *list)
{
	atomic_fetch_add_explicit(&list->references, 1, memory_order_relaxed);
	return list;
}

void ost_not_before_unref(struct ost_not_before *list)
{
	if (!list || atomic_fetch_sub_explicit(&list->references, 1, memory_order_acq_rel) != 1)
		return;
	free(list->issuer);
	free(list->slots);
	free(list);
}

/* --- the table ---------------------------------------------------------------------------------- */

static uint64_t first_word(const unsigned char *digest)
{
	uint64_t word;

	memcpy(&word, digest, sizeof(word));
	return word;
}

/* Where the subject is, or would be. Digests are as good as random, so that their own bits are the hash. */
static struct slot *slot_of(const struct ost_not_before *list, const unsigned char *digest)
{
	size_t at = first_word(digest) & list->mask;

	while (list->slots[at].taken &&
	       memcmp(list->slots[at].subject, digest, NOT_BEFORE_DIGEST_BYTES) != 0)
		at = (at + 1) & list->mask;
	return &list->slots[at];
}

static struct slot *take_slot(struct ost_not_before *list, const unsigned char *digest)
{
	struct slot *slot = slot_of(list, digest);

	if (!slot->taken) {
		slot->taken = true;
		slot->at_ms = NEVER;
		memcpy(slot->subject, digest, NOT_BEFORE_DIGEST_BYTES);
	}
	return slot;
}

static bool make_table(struct ost_not_before *list, size_t entries)
{
	size_t slots = 2;

	while (slots < 2 * entries)
		slots *= 2;
	list->slots = calloc(slots, sizeof(*list->slots));
	list->mask = slots - 1;
	return list->slots != NULL;
}

static void note_time(struct ost_not_before *list, int64_t at_ms)
{
	if (at_ms > list->newest_ms)
		list->newest_ms = at_ms;
}

/* --- reading ------------------------------------------------------------------------------------ */

static bool is_number(const struct jflat *doc, uint32_t value)
{
	enum json_kind kind = jflat_kind(doc, value);

	return kind == JSON_KIND_INTEGER || kind == JSON_KIND_REAL;
}

static bool take_digest(const struct jflat *doc, uint32_t value, unsigned char *out)
{
	struct str text = jflat_str(doc, value);

	return jflat_kind(doc, value) == JSON_KIND_STRING && text.n == NOT_BEFORE_DIGEST_CHARS &&
	       b64url_decode(text, out);
}

/* ["digest", time] */
static bool take_user(struct ost_not_before *list, const struct jflat *doc, uint32_t pair)
{
	unsigned char digest[NOT_BEFORE_DIGEST_BYTES];
	uint32_t time = pair + 2;
	struct slot *slot;

	if (jflat_kind(doc, pair) != JSON_KIND_ARRAY || jflat_count(doc, pair) != 2 ||
	    !take_digest(doc, pair + 1, digest) || !is_number(doc, time))
		return false;
	slot = take_slot(list, digest);
	if (slot->at_ms != NEVER)
		return false; /* twice */
	slot->at_ms = jflat_ceil_thousandfold(doc, time);
	note_time(list, slot->at_ms);
	list->users++;
	return true;
}

static bool take_deleted(struct ost_not_before *list, const struct jflat *doc, uint32_t value)
{
	unsigned char digest[NOT_BEFORE_DIGEST_BYTES];
	struct slot *slot;

	if (!take_digest(doc, value, digest))
		return false;
	slot = take_slot(list, digest);
	if (slot->deleted)
		return false;
	slot->deleted = true;
	list->deleted++;
	list->deleted_mark += first_word(digest + sizeof(uint64_t));
	return true;
}

typedef bool take_fn(struct ost_not_before *list, const struct jflat *doc, uint32_t value);

static bool take_each(struct ost_not_before *list, const struct jflat *doc, uint32_t array,
		      take_fn *take)
{
	uint32_t at = array + 1;

	for (uint32_t left = jflat_count(doc, array); left; left--, at = jflat_next(doc, at))
		if (!take(list, doc, at))
			return false;
	return true;
}

static bool is_list(const struct jflat *doc, uint32_t value)
{
	return jflat_kind(doc, value) == JSON_KIND_ARRAY &&
	       jflat_count(doc, value) <= OST_NOT_BEFORE_MAX_USERS;
}

static enum ost_verdict take_users(struct ost_not_before *list, const struct jflat *doc)
{
	uint32_t users = jflat_member(doc, JFLAT_ROOT, STR("not_before"));
	uint32_t deleted = jflat_member(doc, JFLAT_ROOT, STR("deleted"));
	uint32_t everybody = jflat_member(doc, JFLAT_ROOT, STR("everybody"));

	if (!is_list(doc, users) || (deleted != JFLAT_NONE && !is_list(doc, deleted)) ||
	    (everybody != JFLAT_NONE && !is_number(doc, everybody)))
		return OST_BAD_CLAIM;
	if (!make_table(list, (size_t)jflat_count(doc, users) + jflat_count(doc, deleted)))
		return OST_NO_MEMORY;
	if (everybody != JFLAT_NONE)
		list->everybody_ms = jflat_ceil_thousandfold(doc, everybody);
	note_time(list, list->everybody_ms);
	if (!take_each(list, doc, users, take_user) || !take_each(list, doc, deleted, take_deleted))
		return OST_BAD_CLAIM;
	return OST_OK;
}

static enum ost_verdict take_issuer(struct ost_not_before *list, const struct jflat *doc)
{
	uint32_t value = jflat_member(doc, JFLAT_ROOT, STR("iss"));
	struct str issuer = jflat_str(doc, value);

	if (jflat_kind(doc, value) != JSON_KIND_STRING || issuer.n == 0)
		return OST_BAD_CLAIM;
	list->issuer = malloc(issuer.n + 1);
	if (!list->issuer)
		return OST_NO_MEMORY;
	memcpy(list->issuer, issuer.p, issuer.n);
	list->issuer[issuer.n] = '\0';
	list->issuer_n = issuer.n;
	return OST_OK;
}

static enum ost_verdict take_head(struct ost_not_before *list, const struct jflat *doc)
{
	uint32_t issued = jflat_member(doc, JFLAT_ROOT, STR("iat"));
	uint32_t expires = jflat_member(doc, JFLAT_ROOT, STR("exp"));
	uint32_t version = jflat_member(doc, JFLAT_ROOT, STR("version"));
	uint32_t audience = jflat_member(doc, JFLAT_ROOT, STR("aud"));

	if (jflat_kind(doc, audience) != JSON_KIND_STRING ||
	    !str_eq(jflat_str(doc, audience), STR(NOT_BEFORE_AUDIENCE)))
		return OST_WRONG_AUDIENCE;
	if (!is_number(doc, issued) || !is_number(doc, expires) ||
	    jflat_kind(doc, version) != JSON_KIND_INTEGER)
		return OST_BAD_CLAIM;
	list->issued_s = jflat_ceil(doc, issued);
	list->expires_s = jflat_ceil(doc, expires);
	list->version = jflat_i64(doc, version);
	return take_issuer(list, doc);
}

/* Parses the payload where it is. The signature behind it has been checked and gives way. */
static enum ost_verdict parse(struct ost_not_before *list, struct str payload)
{
	uint32_t max_nodes = jflat_nodes_for(payload);
	OWNED(free) struct jflat_node *nodes = malloc(max_nodes * sizeof(*nodes));
	struct jflat doc = { .text = (char *)(uintptr_t)payload.p,
			     .n = payload.n,
			     .nodes = nodes,
			     .max_nodes = max_nodes,
			     .max_members = NOT_BEFORE_MAX_MEMBERS,
			     .max_depth = NOT_BEFORE_MAX_DEPTH };
	enum ost_verdict verdict;

	if (!nodes)
		return OST_NO_MEMORY;
	if (jflat_parse(&doc) != JFLAT_OK || jflat_kind(&doc, JFLAT_ROOT) != JSON_KIND_OBJECT)
		return OST_BAD_PAYLOAD;
	verdict = take_head(list, &doc);
	return verdict == OST_OK ? take_users(list, &doc) : verdict;
}

static enum ost_verdict judge_list(const struct ost_not_before *list,
				   const struct ost_policy *policy, int64_t now_s)
{
	int64_t leeway = claims_leeway(policy);

	if (claims_add(now_s, -leeway) >= list->expires_s)
		return OST_EXPIRED;
	if (list->issued_s > claims_add(now_s, leeway))
		return OST_ISSUED_LATER;
	if (policy->issuer && !str_eq(str_of(list->issuer, list->issuer_n), str_z(policy->issuer)))
		return OST_WRONG_ISSUER;
	return OST_OK;
}

enum ost_verdict ost_not_before_new(const struct ost_keyset *set, const struct ost_policy *policy,
				    const char *text, size_t len, int64_t now_s,
				    struct ost_not_before **out)
{
	OWNED(ost_not_before_unref) struct ost_not_before *list = NULL;
	OWNED(free) unsigned char *octets = NULL;
	enum ost_verdict verdict;
	struct jws jws;

	if (!text || len > OST_NOT_BEFORE_MAX_BYTES)
		return OST_MALFORMED;
	octets = malloc(JWS_OCTETS(len));
	list = calloc(1, sizeof(*list));
	if (!octets || !list) {
		free(TAKE(list));
		return OST_NO_MEMORY;
	}
	atomic_init(&list->references, 1);
	list->everybody_ms = list->newest_ms = NEVER;
	jws.octets = octets;
	jws.max_bytes = len;
	verdict = jws_check(&jws, set, policy->algorithms, policy->kid_rule, JWS_NOT_BEFORE,
			    str_of(text, len));
	if (verdict == OST_OK)
		verdict = parse(list, jws.payload);
	if (verdict == OST_OK)
		verdict = judge_list(list, policy, now_s);
	if (verdict == OST_OK)
		*out = TAKE(list);
	return verdict;
}

/* --- asking ------------------------------------------------------------------------------------- */

bool ost_not_before_follows(const struct ost_not_before *next, const struct ost_not_before *before,
			    int64_t now_s)
{
	if (!before)
		return true;
	/* What has expired gives way to whatever is of later, as after a database was set back. */
	if (now_s >= before->expires_s)
		return next->issued_s > before->issued_s;
	if (!str_eq(str_of(next->issuer, next->issuer_n), str_of(before->issuer, before->issuer_n)))
		return false;
	return next->version > before->version ||
	       (next->version == before->version && next->issued_s > before->issued_s);
}

void ost_not_before_about(const struct ost_not_before *list, struct ost_not_before_info *out)
{
	*out = (struct ost_not_before_info){
		.issuer = { list->issuer, list->issuer_n },
		.version = list->version,
		.issued_s = list->issued_s,
		.expires_s = list->expires_s,
		.users = list->users,
		.deleted = list->deleted,
		.deleted_mark = list->deleted_mark,
	};
}

static bool make_digest(struct str subject, unsigned char *out)
{
	unsigned char whole[EVP_MAX_MD_SIZE];

	if (EVP_Digest(subject.p, subject.n, whole, NULL, EVP_sha256(), NULL) != 1) {
		openssl_forget_errors();
		return false;
	}
	memcpy(out, whole, NOT_BEFORE_DIGEST_BYTES);
	return true;
}

enum ost_departed ost_not_before_departed(const struct ost_not_before *list, const char *subject,
					  size_t len)
{
	unsigned char digest[NOT_BEFORE_DIGEST_BYTES];

	if (!make_digest(str_of(subject, len), digest))
		return OST_DEPARTED_NO_MEMORY;
	return slot_of(list, digest)->deleted ? OST_DEPARTED_YES : OST_DEPARTED_NO;
}

enum digest_state {
	DIGEST_NONE = 0,
	DIGEST_WRITING, /* by one thread: the others make their own */
	DIGEST_THERE,
};

/* The subject's digest: the one kept, or *own. NULL when there is no memory. */
static const unsigned char *digest_of(struct ost_claims *claims, unsigned char *own)
{
	int state = atomic_load_explicit(&claims->digest_state, memory_order_acquire);

	if (state == DIGEST_THERE)
		return claims->digest;
	if (!make_digest(claims->subject, own))
		return NULL;
	state = DIGEST_NONE;
	if (atomic_compare_exchange_strong(&claims->digest_state, &state, DIGEST_WRITING)) {
		memcpy(claims->digest, own, NOT_BEFORE_DIGEST_BYTES);
		atomic_store_explicit(&claims->digest_state, DIGEST_THERE, memory_order_release);
	}
	return own;
}

enum ost_verdict not_before_judge(const struct ost_not_before *list, struct ost_claims *claims)
{
	int64_t issued_ms = claims->issued.given ? claims->issued_ms : NEVER;
	unsigned char own[NOT_BEFORE_DIGEST_BYTES];
	const unsigned char *digest;
	const struct slot *slot;

	if (issued_ms > list->newest_ms || (list->users == 0 && list->everybody_ms == NEVER))
		return OST_OK;
	if (!str_eq(claims->issuer, str_of(list->issuer, list->issuer_n)))
		return OST_OK;
	if (issued_ms <= list->everybody_ms && list->everybody_ms != NEVER)
		return OST_REVOKED;
	digest = digest_of(claims, own);
	if (!digest)
		return OST_NO_MEMORY;
	slot = slot_of(list, digest);
	return slot->taken && slot->at_ms != NEVER && issued_ms <= slot->at_ms ? OST_REVOKED
									       : OST_OK;
}
