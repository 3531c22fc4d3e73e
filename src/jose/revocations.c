#include "jose/revocations.h"

#include <stdlib.h>
#include <string.h>

#include "base/b64url.h"
#include "base/cleanup.h"
#include "base/jflat.h"
#include "base/refcount.h"
#include "base/sized.h"
#include "jose/given_policy.h"
#include "jose/jws.h"

#define NEVER_MS INT64_MIN

struct slot {
	unsigned char subject[OST_REVOCATIONS_DIGEST_BYTES];
	int64_t at_ms; /* tokens issued then or before are revoked; NEVER_MS: none */
	bool taken, deleted;
};

struct ost_revocations {
	struct refcount references; /* all other members are immutable */
	char *issuer;
	size_t issuer_n;
	int64_t version, issued_s, expires_s;
	int64_t cutoff_ms; /* the same for all users */
	int64_t newest_ms; /* the latest of these times */
	size_t users, deleted;
	uint64_t deletions_fingerprint;
	struct slot *slots;
	size_t mask; /* the number of slots less one: a power of two, at least half of them free */
};

OWNER(struct ost_revocations *, ost_revocations_unref)

struct ost_revocations *ost_revocations_ref(struct ost_revocations *list)
{
	refcount_ref(&list->references);
	return list;
}

void ost_revocations_unref(struct ost_revocations *list)
{
	if (!list || !refcount_unref(&list->references))
		return;
	free(list->issuer);
	free(list->slots);
	free(list);
}

/* --- the table -------------------------------------------------------------------------------- */

static uint64_t first_word(const unsigned char *digest)
{
	uint64_t word;

	memcpy(&word, digest, sizeof(word));
	return word;
}

/* The slot of the subject, or the free one where it would be. Digests are as good as random, so
 * their own bits are the hash. */
static struct slot *slot_of(const struct ost_revocations *list, const unsigned char *digest)
{
	size_t at = first_word(digest) & list->mask;

	while (list->slots[at].taken &&
	       memcmp(list->slots[at].subject, digest, OST_REVOCATIONS_DIGEST_BYTES) != 0)
		at = (at + 1) & list->mask;
	return &list->slots[at];
}

static struct slot *take_slot(struct ost_revocations *list, const unsigned char *digest)
{
	struct slot *slot = slot_of(list, digest);

	if (!slot->taken) {
		slot->taken = true;
		slot->at_ms = NEVER_MS;
		memcpy(slot->subject, digest, OST_REVOCATIONS_DIGEST_BYTES);
	}
	return slot;
}

static bool make_table(struct ost_revocations *list, size_t entries)
{
	size_t slots = 2;

	while (slots < 2 * entries)
		slots *= 2;
	list->slots = calloc(slots, sizeof(*list->slots));
	list->mask = slots - 1;
	return list->slots != NULL;
}

static void note_time(struct ost_revocations *list, int64_t at_ms)
{
	if (at_ms > list->newest_ms)
		list->newest_ms = at_ms;
}

/* --- reading ---------------------------------------------------------------------------------- */

static bool is_number(const struct jflat *doc, uint32_t value)
{
	enum json_kind kind = jflat_kind(doc, value);

	return kind == JSON_KIND_INTEGER || kind == JSON_KIND_REAL;
}

static bool take_digest(const struct jflat *doc, uint32_t value, unsigned char *out)
{
	struct str text = jflat_str(doc, value);

	return jflat_kind(doc, value) == JSON_KIND_STRING &&
	       text.n == OST_REVOCATIONS_DIGEST_CHARS && b64url_decode(text, out);
}

/* ["digest", time] */
static bool take_user(struct ost_revocations *list, const struct jflat *doc, uint32_t pair)
{
	unsigned char digest[OST_REVOCATIONS_DIGEST_BYTES];
	uint32_t time = pair + 2;
	struct slot *slot;

	if (jflat_kind(doc, pair) != JSON_KIND_ARRAY || jflat_count(doc, pair) != 2 ||
	    !take_digest(doc, pair + 1, digest) || !is_number(doc, time))
		return false;
	slot = take_slot(list, digest);
	if (slot->at_ms != NEVER_MS)
		return false; /* a user is listed twice */
	slot->at_ms = jflat_ceil_thousandfold(doc, time);
	note_time(list, slot->at_ms);
	list->users++;
	return true;
}

static bool take_deleted(struct ost_revocations *list, const struct jflat *doc, uint32_t value)
{
	unsigned char digest[OST_REVOCATIONS_DIGEST_BYTES];
	struct slot *slot;

	if (!take_digest(doc, value, digest))
		return false;
	slot = take_slot(list, digest);
	if (slot->deleted)
		return false;
	slot->deleted = true;
	list->deleted++;
	list->deletions_fingerprint += first_word(digest + sizeof(uint64_t));
	return true;
}

typedef bool take_fn(struct ost_revocations *list, const struct jflat *doc, uint32_t value);

static bool take_each(struct ost_revocations *list, const struct jflat *doc, uint32_t array,
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
	       jflat_count(doc, value) <= OST_REVOCATIONS_MAX_USERS;
}

static enum ost_verdict take_users(struct ost_revocations *list, const struct jflat *doc)
{
	uint32_t users = jflat_member(doc, JFLAT_ROOT, STR("revocations"));
	uint32_t deleted = jflat_member(doc, JFLAT_ROOT, STR("deleted"));
	uint32_t cutoff = jflat_member(doc, JFLAT_ROOT, STR("cutoff"));

	if (!is_list(doc, users) || (deleted != JFLAT_NONE && !is_list(doc, deleted)) ||
	    (cutoff != JFLAT_NONE && !is_number(doc, cutoff)))
		return OST_BAD_CLAIM;
	if (!make_table(list, (size_t)jflat_count(doc, users) + jflat_count(doc, deleted)))
		return OST_NO_MEMORY;
	if (cutoff != JFLAT_NONE)
		list->cutoff_ms = jflat_ceil_thousandfold(doc, cutoff);
	note_time(list, list->cutoff_ms);
	if (!take_each(list, doc, users, take_user) || !take_each(list, doc, deleted, take_deleted))
		return OST_BAD_CLAIM;
	return OST_OK;
}

static enum ost_verdict take_issuer(struct ost_revocations *list, const struct jflat *doc)
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

static enum ost_verdict take_head(struct ost_revocations *list, const struct jflat *doc)
{
	uint32_t issued = jflat_member(doc, JFLAT_ROOT, STR("iat"));
	uint32_t expires = jflat_member(doc, JFLAT_ROOT, STR("exp"));
	uint32_t version = jflat_member(doc, JFLAT_ROOT, STR("version"));
	uint32_t audience = jflat_member(doc, JFLAT_ROOT, STR("aud"));

	if (jflat_kind(doc, audience) != JSON_KIND_STRING ||
	    !str_eq(jflat_str(doc, audience), STR(OST_REVOCATIONS_AUDIENCE)))
		return OST_WRONG_AUDIENCE;
	if (!is_number(doc, issued) || !is_number(doc, expires) ||
	    jflat_kind(doc, version) != JSON_KIND_INTEGER)
		return OST_BAD_CLAIM;
	list->issued_s = jflat_ceil(doc, issued);
	list->expires_s = jflat_ceil(doc, expires);
	list->version = jflat_i64(doc, version);
	return take_issuer(list, doc);
}

/* Parses the payload in place, which may overwrite the signature behind it: that was checked. */
static enum ost_verdict parse_list(struct ost_revocations *list, struct str payload)
{
	uint32_t max_nodes = jflat_nodes_for(payload);
	OWNED(free) struct jflat_node *nodes = malloc(max_nodes * sizeof(*nodes));
	struct jflat doc = { .text = (char *)(uintptr_t)payload.p,
			     .n = payload.n,
			     .nodes = nodes,
			     .max_nodes = max_nodes,
			     .max_members = REVOCATIONS_MAX_MEMBERS,
			     .max_depth = REVOCATIONS_MAX_DEPTH };
	enum ost_verdict verdict;

	if (!nodes)
		return OST_NO_MEMORY;
	if (jflat_parse(&doc) != JFLAT_OK || jflat_kind(&doc, JFLAT_ROOT) != JSON_KIND_OBJECT)
		return OST_BAD_PAYLOAD;
	verdict = take_head(list, &doc);
	return verdict == OST_OK ? take_users(list, &doc) : verdict;
}

static enum ost_verdict judge_list(const struct ost_revocations *list,
				   const struct ost_policy *policy, int64_t now_s)
{
	struct time_window now = time_window(policy, now_s);

	if (now.earliest_s >= list->expires_s)
		return OST_EXPIRED;
	if (list->issued_s > now.latest_s)
		return OST_ISSUED_IN_FUTURE;
	if (policy->issuer && !str_eq(str_of(list->issuer, list->issuer_n), str_z(policy->issuer)))
		return OST_WRONG_ISSUER;
	return OST_OK;
}

/* A list without users. NULL when there is no memory. */
static struct ost_revocations *new_list(void)
{
	struct ost_revocations *list = calloc(1, sizeof(*list));

	if (!list)
		return NULL;
	refcount_init(&list->references);
	list->cutoff_ms = list->newest_ms = NEVER_MS;
	return list;
}

enum ost_verdict ost_revocations_new(const struct ost_keyset *set, const struct ost_policy *policy,
				     const char *text, size_t len, int64_t now_s,
				     struct ost_revocations **out)
{
	OWNED(ost_revocations_unref) struct ost_revocations *list = NULL;
	OWNED(free) unsigned char *octets = NULL;
	struct ost_policy room;
	enum ost_verdict verdict;
	struct jws jws;

	policy = given_policy(policy, &room);
	if (!policy)
		return OST_BAD_POLICY;
	if (!text || len > OST_REVOCATIONS_MAX_BYTES)
		return OST_MALFORMED;
	octets = malloc(JWS_OCTETS(len));
	list = new_list();
	if (!octets || !list)
		return OST_NO_MEMORY;
	jws.octets = octets;
	jws.max_bytes = len;
	verdict = jws_check(&jws, set, policy->algorithms, policy->kid_rule, JWS_REVOCATIONS,
			    str_of(text, len));
	if (verdict == OST_OK)
		verdict = parse_list(list, jws.payload);
	if (verdict == OST_OK)
		verdict = judge_list(list, policy, now_s);
	if (verdict == OST_OK)
		*out = TAKE(list);
	return verdict;
}

/* --- asking ----------------------------------------------------------------------------------- */

bool ost_revocations_supersedes(const struct ost_revocations *next,
				const struct ost_revocations *current, int64_t now_s)
{
	if (!current)
		return true;
	/* An expired list gives way to any later one, even with a smaller version: the issuer's
	 * database may have been restored from a backup. */
	if (now_s >= current->expires_s)
		return next->issued_s > current->issued_s;
	if (!str_eq(str_of(next->issuer, next->issuer_n),
		    str_of(current->issuer, current->issuer_n)))
		return false;
	return next->version > current->version ||
	       (next->version == current->version && next->issued_s > current->issued_s);
}

bool ost_revocations_info(const struct ost_revocations *list, struct ost_revocations_info *out)
{
	const struct ost_revocations_info info = {
		.size = sizeof(info),
		.issuer = { list->issuer, list->issuer_n },
		.version = list->version,
		.issued_s = list->issued_s,
		.expires_s = list->expires_s,
		.users = list->users,
		.deleted = list->deleted,
		.deletions_fingerprint = list->deletions_fingerprint,
	};

	return sized_write(out, sizeof(info), OST_REVOCATIONS_INFO_SIZE_0_2, &info);
}

enum ost_deleted ost_revocations_is_deleted(const struct ost_revocations *list, const char *subject,
					    size_t len)
{
	unsigned char digest[OST_REVOCATIONS_DIGEST_BYTES];

	if (!subject_digest(str_of(subject, len), digest))
		return OST_DELETED_NO_MEMORY;
	return slot_of(list, digest)->deleted ? OST_DELETED_YES : OST_DELETED_NO;
}

enum ost_verdict revocations_judge(const struct ost_revocations *list, struct ost_claims *claims)
{
	int64_t issued_ms = claims->issued.given ? claims->issued_ms : NEVER_MS;
	unsigned char room[OST_REVOCATIONS_DIGEST_BYTES];
	const unsigned char *digest;
	const struct slot *slot;

	if (issued_ms > list->newest_ms || (list->users == 0 && list->cutoff_ms == NEVER_MS))
		return OST_OK;
	if (!str_eq(claims->issuer, str_of(list->issuer, list->issuer_n)))
		return OST_OK;
	if (issued_ms <= list->cutoff_ms && list->cutoff_ms != NEVER_MS)
		return OST_REVOKED;
	digest = claims_subject_digest(claims, room);
	if (!digest)
		return OST_NO_MEMORY;
	slot = slot_of(list, digest);
	return slot->taken && slot->at_ms != NEVER_MS && issued_ms <= slot->at_ms ? OST_REVOKED
										  : OST_OK;
}
