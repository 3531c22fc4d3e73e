/* libostiary: lists of who was thrown out, so that a token can be refused before it expires.
 *
 * Fetch the issuer's list now and then, and say in the policy which one is in force:
 *
 *     if (ost_not_before_new(keys, &policy, text, text_len, now_s, &next) == OST_OK) {
 *             if (ost_not_before_follows(next, list, now_s)) {
 *                     ost_not_before_unref(list);
 *                     list = ost_not_before_ref(next);
 *             }
 *             ost_not_before_unref(next);
 *     }
 *     policy.not_before = list;
 *
 * libostiary-remote (ostiary/remote.h) does so by itself. A list may be used by any number of threads at
 * once; a policy borrows it. docs/not-before.md has its format. */
#ifndef OSTIARY_NOT_BEFORE_H
#define OSTIARY_NOT_BEFORE_H

#include <ostiary/verify.h>

#ifdef __cplusplus
extern "C" {
#endif

#define OST_NOT_BEFORE_MAX_BYTES 4194304 /* a longer list is refused unread */
#define OST_NOT_BEFORE_MAX_USERS 65536 /* and one that names more users, or more who were deleted */

/* A list of an issuer's users that says since when tokens of theirs are good.
 *
 * text    len bytes of a compact JWS of type ostiary-not-before+jwt, signed by a key of the set; more
 *         than OST_NOT_BEFORE_MAX_BYTES are OST_MALFORMED
 * policy  algorithms, kid_rule, issuer (of the list) and leeway_s count, the rest does not
 * now_s   the list is refused before its iat and from its exp on, with the leeway
 * out     on OST_OK one reference; otherwise untouched. The verdicts are those of a token.
 *
 * No access token is taken for a list, and no list for an access token. */
OST_API enum ost_verdict ost_not_before_new(const struct ost_keyset *set,
					    const struct ost_policy *policy, const char *text,
					    size_t len, int64_t now_s, struct ost_not_before **out);
OST_API struct ost_not_before *ost_not_before_ref(struct ost_not_before *list);
OST_API void ost_not_before_unref(struct ost_not_before *list); /* NULL is fine */

/* Whether next is to take the place of before (NULL: there is none): a list never gives way to an older
 * one, unless it has expired. A list that has expired is better than none: keep it. */
OST_API bool ost_not_before_follows(const struct ost_not_before *next,
				    const struct ost_not_before *before, int64_t now_s);

struct ost_not_before_info {
	struct ost_text issuer; /* lives as long as the list */
	int64_t version;        /* grows with every change of the list */
	int64_t issued_s, expires_s;
	size_t users, deleted; /* thrown out; deleted, of whom most are thrown out as well */
	uint64_t deleted_mark; /* of two lists with other deletions: another number */
};
OST_API void ost_not_before_about(const struct ost_not_before *list,
				  struct ost_not_before_info *out);

enum ost_departed {
	OST_DEPARTED_NO = 0,
	OST_DEPARTED_YES,
	OST_DEPARTED_NO_MEMORY, /* ask again */
};
/* Whether the list says that the user was deleted. */
OST_API enum ost_departed ost_not_before_departed(const struct ost_not_before *list,
						  const char *subject, size_t len);

#ifdef __cplusplus
}
#endif
#endif
