/* libostiary-remote: keeps an issuer's key set fresh for libostiary (ostiary/verify.h).
 *
 * State where the keys are and verify tokens; a thread of the library fetches ahead of time:
 *
 *     struct ost_remote_settings settings = {
 *             .size = sizeof(settings),
 *             .url = "https://login.example/api/auth/jwks",
 *     };
 *     struct ost_remote *remote;
 *     struct ost_claims *claims;
 *     if (ost_remote_new(&settings, &remote) != OST_REMOTE_OK)
 *             return "no remote";
 *     ost_remote_wait(remote, 1000);
 *     verdict = ost_remote_verify(remote, &policy, token, token_len, now_s, 0, &claims);
 *     if (verdict == OST_OK)
 *             ost_claims_unref(claims);
 *     ost_remote_free(remote);
 *
 * Threads: any number of threads may call these functions for one remote at once, except
 * ost_remote_free(). No fetch runs on a caller's thread. Only ost_remote_verify() with a wait_ms
 * and ost_remote_wait() wait.
 *
 * libcurl: ost_remote_new() calls curl_global_init(CURL_GLOBAL_DEFAULT) and ost_remote_free() calls
 * curl_global_cleanup(). Both are counted, and safe beside other threads when libcurl has the
 * feature "threadsafe" (7.84); with another libcurl call curl_global_init() before any thread
 * starts.
 *
 * fork(): the child does not have the thread. A remote that was made before the fork() is dead
 * there: it gives no keys, every verdict is OST_UNJUDGED, and ost_remote_free() frees nothing. Make
 * another remote in the child.
 *
 * exit(): free every remote first, because OpenSSL is torn down while the thread still runs.
 *
 * Structs with a size: as in ostiary/verify.h. */
#ifndef OSTIARY_REMOTE_H
#define OSTIARY_REMOTE_H

#include <ostiary/remote_settings.h>
#include <ostiary/revocations.h>
#include <ostiary/verify.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The current key set and revocation list of one issuer, and the thread that fetches them. */
struct ost_remote;

enum ost_remote_rc {
	OST_REMOTE_BAD_SETTINGS = 0, /* see ost_remote_settings_fault() */
	OST_REMOTE_OK,
	OST_REMOTE_NO_RESOURCES, /* no memory, no thread, or libcurl does not start */
};

/* Starts the thread, which fetches at once, and returns without waiting for it: a program can start
 * while the issuer is down.
 *
 * out  on OST_REMOTE_OK the remote, released by ost_remote_free(); otherwise untouched */
OST_API enum ost_remote_rc ost_remote_new(const struct ost_remote_settings *settings,
					  struct ost_remote **out);

/* Aborts a running fetch, ends the thread and frees the remote; waits for a host name that is being
 * resolved. No other thread may use the remote during or after this call. Key sets, lists and
 * claims taken from it stay valid. NULL is fine. */
OST_API void ost_remote_free(struct ost_remote *remote);

/* One reference to the current set, released by ost_keyset_unref(). NULL when there is none: none
 * has come yet, or OST_REMOTE_OUTAGE_FAIL_CLOSED applies. Takes a fraction of a microsecond. */
OST_API struct ost_keyset *ost_remote_keys(struct ost_remote *remote);

/* One reference to the revocation list in force, released by ost_revocations_unref(). NULL when
 * none has come yet. */
OST_API struct ost_revocations *ost_remote_revocations(struct ost_remote *remote);

/* Verifies a token with the current set and a cache, and with the list in force unless the policy
 * has a list: arguments and verdicts are those of ost_cache_verify(). Two verdicts mean more:
 *
 * OST_UNJUDGED     there is no set, or the required list has not come yet. A server answers 503.
 * OST_UNKNOWN_KEY  the set has no key of this kid. A server answers 401. The call requests a fetch:
 *                  at most one in cooldown_s for all tokens together, and at most one in
 *                  kid_cooldown_s for one kid (256 kids are remembered).
 *
 * wait_ms  with these two verdicts the call waits for a fetch, if one runs or can start within
 *          wait_ms milliseconds, and verifies again; 0 never waits. A flood of forged kids can
 *          occupy every thread that waits. */
OST_API enum ost_verdict ost_remote_verify(struct ost_remote *remote,
					   const struct ost_policy *policy, const char *token,
					   size_t len, int64_t now_s, unsigned wait_ms,
					   struct ost_claims **out);

/* Requests a fetch of the keys as an unknown key does: the thread fetches soon, but not within
 * cooldown_s of the end of the last fetch. */
OST_API void ost_remote_refresh(struct ost_remote *remote);

/* Waits until there is a set, and a list if it is required, but at most timeout_ms milliseconds; 0
 * does not wait. Returns whether both are there. For the start of a program. */
OST_API bool ost_remote_wait(struct ost_remote *remote, unsigned timeout_ms);

/* The fetches of one subject. The caller sets size to sizeof(struct ost_remote_feed_status). */
struct ost_remote_feed_status {
	size_t size;
	enum ost_remote_outcome last; /* of the last fetch that has ended */
	/* The keys: outage_s has passed since the last good answer, and
	 * OST_REMOTE_OUTAGE_FAIL_CLOSED applies. The list: it has expired, and stays in force. */
	bool outdated;
	size_t entries; /* keys in the current set; users with revoked tokens in the list */
	int64_t age_ms; /* since the issuer last confirmed it; -1 when it never has */
	/* Until the next fetch that is due; 0 during one. -1 when none can start: for the list with
	 * OST_REMOTE_REVOCATIONS_OFF, or until the keys have come. */
	int64_t next_ms;
	uint64_t fetches;     /* that have ended, failures included */
	uint64_t failures;    /* of those */
	uint64_t consecutive; /* failures since the last good answer */
};

/* Its size in 0.2, the smallest one that the library accepts. */
#define OST_REMOTE_FEED_STATUS_SIZE_0_2 OST_SIZE_TO(ost_remote_feed_status, consecutive)

/* False, with out untouched, when out->size is unknown to this library, or subject is not of its
 * enum. For the list of a remote with OST_REMOTE_REVOCATIONS_OFF, and in a child made by fork(),
 * age_ms and next_ms are -1, and the other members are zero. */
OST_API bool ost_remote_feed_status(struct ost_remote *remote, enum ost_remote_subject subject,
				    struct ost_remote_feed_status *out);

/* The verifications. The caller sets size to sizeof(struct ost_remote_status). */
struct ost_remote_status {
	size_t size;
	uint64_t unknown_keys;             /* verdicts OST_UNKNOWN_KEY */
	uint64_t cache_hits, cache_misses; /* as in struct ost_cache_counts */
	size_t cache_entries;
};

/* Its size in 0.2, the smallest one that the library accepts. */
#define OST_REMOTE_STATUS_SIZE_0_2 OST_SIZE_TO(ost_remote_status, cache_entries)

/* False, with out untouched, when out->size is unknown to this library. */
OST_API bool ost_remote_status(struct ost_remote *remote, struct ost_remote_status *out);

#ifdef __cplusplus
}
#endif
#endif
