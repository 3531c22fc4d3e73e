/* The payload of a revocation list, signed by a trusted key: read as a second reader reads it, and
 * a token is refused exactly when that one says so. */
#include "ostiary/revocations.h"

#include <math.h>
#include <openssl/sha.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "fuzz.h"
#include "keys.h"
#include "mint.h"
#include "oracle.h"

#define AUDIENCE     "ostiary-revocations"
#define HEADER       "{\"alg\":\"EdDSA\",\"kid\":\"ed-1\",\"typ\":\"ostiary-revocations+jwt\"}"
#define ISSUED_S     1799999990.0 /* the tokens of MINT_CLAIMS, whose subject is ada */
#define DIGEST_BYTES 16
#define NEAR_S       0.002 /* times are compared in milliseconds */
#define DEPTH        8
#define PAYLOAD_SURE 300 /* too short for the reader's bound on members */
#define PAYLOAD_MAX  3000

OWNER(struct ost_revocations *, ost_revocations_unref)

static bool is_number(const struct json *v)
{
	return json_kind(v) == JSON_KIND_INTEGER || json_kind(v) == JSON_KIND_REAL;
}

static bool is_digest(const struct json *v)
{
	unsigned char octets[64];
	size_t n;

	return json_to_str(v).n == 22 && oracle_decode(json_to_str(v), octets, &n) &&
	       n == DIGEST_BYTES;
}

/* An entry of either list: ["digest", time], or "digest" alone. */
static const struct json *digest_in(const struct json *entry)
{
	return json_kind(entry) == JSON_KIND_ARRAY ? json_element(entry, 0) : entry;
}

static const struct json *entry_of(const struct json *list, struct str digest, size_t before)
{
	for (size_t i = 0; i < before; i++)
		if (str_eq(json_to_str(digest_in(json_element(list, i))), digest))
			return json_element(list, i);
	return NULL;
}

static bool list_is_good(const struct json *list, bool with_times)
{
	if (json_kind(list) != JSON_KIND_ARRAY)
		return false;
	for (size_t i = 0; i < json_count(list); i++) {
		const struct json *entry = json_element(list, i);
		bool pair = json_kind(entry) == JSON_KIND_ARRAY;

		if (pair != with_times || !is_digest(digest_in(entry)) ||
		    (pair && (json_count(entry) != 2 || !is_number(json_element(entry, 1)))) ||
		    entry_of(list, json_to_str(digest_in(entry)), i))
			return false;
	}
	return true;
}

static bool is_text(const struct json *v, struct str text)
{
	return json_kind(v) == JSON_KIND_STRING && str_eq(json_to_str(v), text);
}

static bool is_a_list(const struct json *tree)
{
	const struct json *cutoff = json_member(tree, "cutoff");
	const struct json *deleted = json_member(tree, "deleted");

	return is_text(json_member(tree, "iss"), STR(MINT_ISSUER)) &&
	       is_text(json_member(tree, "aud"), STR(AUDIENCE)) &&
	       is_number(json_member(tree, "iat")) && is_number(json_member(tree, "exp")) &&
	       json_kind(json_member(tree, "version")) == JSON_KIND_INTEGER &&
	       (!cutoff || is_number(cutoff)) && (!deleted || list_is_good(deleted, false)) &&
	       list_is_good(json_member(tree, "revocations"), true);
}

/* Where a double cannot tell, nothing is claimed. */
static bool is_near(const struct json *time, double bound)
{
	return is_number(time) && fabs(json_to_double(time) - bound) < NEAR_S;
}

static bool is_in_force(const struct json *tree)
{
	return json_to_double(json_member(tree, "exp")) > MINT_NOW - OST_LEEWAY_DEFAULT_S &&
	       json_to_double(json_member(tree, "iat")) <= MINT_NOW + OST_LEEWAY_DEFAULT_S;
}

static struct str digest_text(struct arena *arena, struct str subject)
{
	unsigned char whole[SHA256_DIGEST_LENGTH];

	SHA256((const unsigned char *)subject.p, subject.n, whole);
	return mint_b64(arena, str_of(whole, DIGEST_BYTES));
}

static void judges_tokens(const struct keys *keys, struct arena *arena,
			  const struct ost_revocations *list, const struct json *tree)
{
	const struct mint_key ed = { keys->ed, "ed-1", "EdDSA" };
	struct str token = mint_token(arena, &ed, MINT_CLAIMS);
	const struct json *users = json_member(tree, "revocations");
	const struct json *cutoff = json_member(tree, "cutoff");
	const struct json *entry =
		entry_of(users, digest_text(arena, STR("ada")), json_count(users));
	const struct json *time = json_element(entry, 1);
	struct ost_policy policy = keys->policy;
	struct ost_claims *claims = NULL;
	enum ost_verdict verdict;
	bool out = (is_number(time) && json_to_double(time) >= ISSUED_S) ||
		   (cutoff && json_to_double(cutoff) >= ISSUED_S);

	policy.revocations = list;
	verdict = ost_verify(keys->set, &policy, token.p, token.n, MINT_NOW, &claims);
	ost_claims_unref(claims);
	if (!is_near(time, ISSUED_S) && !is_near(cutoff, ISSUED_S))
		HOLDS(verdict == (out ? OST_REVOKED : OST_OK));
}

static void knows_the_deleted(struct arena *arena, const struct ost_revocations *list,
			      const struct json *tree)
{
	static const struct str subjects[] = { STR_INIT("ada"), STR_INIT("bob") };
	const struct json *deleted = json_member(tree, "deleted");

	for (size_t i = 0; i < ARRAY_LEN(subjects); i++)
		HOLDS(ost_revocations_is_deleted(list, subjects[i].p, subjects[i].n) ==
		      (entry_of(deleted, digest_text(arena, subjects[i]), json_count(deleted))
			       ? OST_DELETED_YES
			       : OST_DELETED_NO));
}

static void says_the_same(const struct ost_revocations *list, const struct json *tree)
{
	struct ost_revocations_info about = { .size = sizeof(about) };

	ost_revocations_info(list, &about);
	HOLDS(str_eq(str_of(about.issuer.p, about.issuer.n), STR(MINT_ISSUER)));
	HOLDS(about.version == json_to_i64(json_member(tree, "version")));
	HOLDS(about.users == json_count(json_member(tree, "revocations")));
	HOLDS(about.deleted == json_count(json_member(tree, "deleted")));
	HOLDS(ost_revocations_supersedes(list, NULL, MINT_NOW));
	HOLDS(!ost_revocations_supersedes(list, list, MINT_NOW));
}

static void read_list(const struct keys *keys, struct arena *arena, struct str payload)
{
	struct str text = mint_sign(arena, keys->ed, "EdDSA", STR(HEADER), payload);
	OWNED(ost_revocations_unref) struct ost_revocations *list = NULL;
	OWNED(json_free) struct json *tree = NULL;
	struct ost_claims *claims = NULL;
	enum ost_verdict verdict =
		ost_revocations_new(keys->set, &keys->policy, text.p, text.n, MINT_NOW, &list);
	bool good = json_parse(payload, DEPTH, &tree) == JSON_OK && is_a_list(tree);

	if (!tree && fuzz_has_long_number(payload)) {
		ost_revocations_unref(TAKE(list));
		return;
	}
	HOLDS((verdict == OST_OK) == (list != NULL) && verdict != OST_NO_MEMORY);
	HOLDS(ost_verify(keys->set, &keys->policy, text.p, text.n, MINT_NOW, &claims) != OST_OK);
	if (!is_near(json_member(tree, "exp"), MINT_NOW - OST_LEEWAY_DEFAULT_S) &&
	    !is_near(json_member(tree, "iat"), MINT_NOW + OST_LEEWAY_DEFAULT_S)) {
		good = good && is_in_force(tree);
		HOLDS(list ? good : !good || payload.n > PAYLOAD_SURE);
	}
	if (!list)
		return;
	says_the_same(list, tree);
	judges_tokens(keys, arena, list, tree);
	knows_the_deleted(arena, list, tree);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena arena;

	if (n > PAYLOAD_MAX)
		return 0;
	arena_init(&arena, NULL, 0);
	read_list(keys_of_the_corpus(), &arena, str_of(data, n));
	arena_done(&arena);
	return 0;
}
