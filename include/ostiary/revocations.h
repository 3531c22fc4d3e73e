/* libostiary: revocation lists, which revoke tokens before they expire.
 *
 * Fetch the issuer's list regularly, and put the current one in the policy:
 *
 *     if (ost_revocations_new(keys, &policy, text, text_len, now_s, &next) == OST_OK) {
 *             if (ost_revocations_supersedes(next, list, now_s)) {
 *                     ost_revocations_unref(list);
 *                     list = ost_revocations_ref(next);
 *             }
 *             ost_revocations_unref(next);
 *     }
 *     policy.revocations = list;
 *
 * libostiary-remote (ostiary/remote.h) does this by itself. docs/build/revocation.md specifies the
 * format.
 *
 * Threads: any number of threads may use a list at once. */
#ifndef OSTIARY_REVOCATIONS_H
#define OSTIARY_REVOCATIONS_H

#include <ostiary/verify.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The format: typ and aud of a list, and the length of the SHA-256 prefix that stands for a sub. */
#define OST_REVOCATIONS_TYPE         "ostiary-revocations+jwt"
#define OST_REVOCATIONS_AUDIENCE     "ostiary-revocations"
#define OST_REVOCATIONS_DIGEST_BYTES 16
#define OST_REVOCATIONS_DIGEST_CHARS 22 /* in base64url */

#define OST_REVOCATIONS_MAX_BYTES 4194304 /* a longer list is refused unread */
#define OST_REVOCATIONS_MAX_USERS 65536   /* of either kind, revoked and deleted */

/* Reads a revocation list: for each listed user, tokens issued at or before a time are revoked.
 *
 * text    len bytes of a compact JWS with typ OST_REVOCATIONS_TYPE, signed by a key of the set;
 *         more than OST_REVOCATIONS_MAX_BYTES is OST_MALFORMED
 * policy  size, algorithms, kid_rule, issuer (of the list) and leeway_s apply, other members do not
 * now_s   seconds since 1970-01-01 UTC: the list is refused before its iat and from its exp on,
 *         each with the leeway
 * out     on OST_OK one reference, released by ost_revocations_unref(); otherwise untouched
 *
 * The verdicts are those of ost_verify(). No access token is accepted as a list, and no list as an
 * access token. */
OST_API enum ost_verdict ost_revocations_new(const struct ost_keyset *set,
					     const struct ost_policy *policy, const char *text,
					     size_t len, int64_t now_s,
					     struct ost_revocations **out);

/* Adds a reference and returns list. */
OST_API struct ost_revocations *ost_revocations_ref(struct ost_revocations *list);

/* Releases one reference; the last one frees the list. NULL is fine. */
OST_API void ost_revocations_unref(struct ost_revocations *list);

/* Whether next replaces current (NULL: there is none): an older list never replaces a newer one,
 * unless the newer one has expired at now_s. Keep an expired list until another one replaces it. */
OST_API bool ost_revocations_supersedes(const struct ost_revocations *next,
					const struct ost_revocations *current, int64_t now_s);

/* The caller sets size to sizeof(struct ost_revocations_info). */
struct ost_revocations_info {
	size_t size;
	struct ost_text issuer;         /* lives as long as the list */
	int64_t version;                /* increases with every change of the list */
	int64_t issued_s, expires_s;    /* seconds since 1970-01-01 UTC, rounded up */
	size_t users;                   /* users with revoked tokens */
	size_t deleted;                 /* deleted users; most of them count in users as well */
	uint64_t deletions_fingerprint; /* differs between lists with different deletions */
};

/* Its size in 0.2, the smallest one that the library accepts. */
#define OST_REVOCATIONS_INFO_SIZE_0_2 OST_SIZE_TO(ost_revocations_info, deletions_fingerprint)

/* Describes the list. False, with out untouched, when out->size is unknown to this library. */
OST_API bool ost_revocations_info(const struct ost_revocations *list,
				  struct ost_revocations_info *out);

enum ost_deleted {
	OST_DELETED_NO = 0,
	OST_DELETED_YES,
	OST_DELETED_NO_MEMORY, /* not known: try again later */
};

/* Whether the list says that the issuer deleted the user whose sub is the len bytes at subject. */
OST_API enum ost_deleted ost_revocations_is_deleted(const struct ost_revocations *list,
						    const char *subject, size_t len);

#ifdef __cplusplus
}
#endif
#endif
