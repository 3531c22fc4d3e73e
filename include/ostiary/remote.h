/* libostiary-remote: keeps an issuer's key set fresh for libostiary (ostiary/verify.h).
 *
 * Say where the keys are and judge tokens; a thread of the library fetches before it is needed:
 *
 *     struct ost_remote_settings settings = { .url = "https://login.example/api/auth/jwks" };
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
 * All functions but ost_remote_free() may be called from any number of threads at once. Nothing is
 * fetched on a caller's thread, and no call waits that was not asked to.
 *
 * libcurl: ost_remote_new() calls curl_global_init(CURL_GLOBAL_DEFAULT) and ost_remote_free() calls
 * curl_global_cleanup(). Both are counted, and safe beside other threads when libcurl has the feature
 * "threadsafe" (7.84); with another libcurl call curl_global_init() yourself before any thread starts.
 *
 * fork(): the thread does not exist in the child. What was made before a fork() is dead there: it gives
 * no keys, judges nothing (OST_UNJUDGED), and ost_remote_free() frees nothing. Make another one there.
 * A program that ends by exit() frees its remotes first: OpenSSL is torn down while the thread runs. */
#ifndef OSTIARY_REMOTE_H
#define OSTIARY_REMOTE_H

#include <ostiary/not_before.h>
#include <ostiary/verify.h>

#ifdef __cplusplus
extern "C" {
#endif

enum ost_remote_source {
	OST_REMOTE_JWKS = 0, /* url is that of a JWKS (RFC 7517 section 5) */
	/* url is an issuer's, exactly as its tokens and its metadata spell it: the JWKS is where
	 * url/.well-known/openid-configuration says in jwks_uri (OpenID Connect Discovery 1.0 section
	 * 4, RFC 8414 section 3). Its "issuer" must equal url, its jwks_uri must have url's origin
	 * (scheme, host, port). Read anew each day and after a failure to fetch the keys. */
	OST_REMOTE_ISSUER,
};
enum ost_remote_http {
	OST_REMOTE_HTTP_LOOPBACK = 0, /* http: only to localhost, 127.0.0.0/8 and [::1] */
	OST_REMOTE_HTTP_ANYWHERE,     /* for a network that you trust like your own memory */
};
enum ost_remote_outage {
	OST_REMOTE_CLOSE = 0, /* after outage_s no token is judged any more: OST_UNJUDGED */
	OST_REMOTE_KEEP,      /* the last good set is used, however old */
};

enum ost_remote_list {
	OST_REMOTE_NO_LIST = 0,
	/* The issuer's list of who was thrown out (ostiary/not_before.h) is fetched every not_before_s,
	 * and tokens are judged by it. Before the first one has come none is: OST_UNJUDGED. A failure
	 * leaves the last one in force, however old: the event says when it has expired. */
	OST_REMOTE_LIST,
};

/* What a fetch came to. All from OST_FETCH_UNREACHABLE on leave the set that is there in its place. */
enum ost_remote_outcome {
	OST_FETCH_NONE = 0,     /* none has ended yet */
	OST_FETCH_NEW,          /* 200 with another set: it is used from now on */
	OST_FETCH_SAME,         /* 200 with the set that is there, octet by octet */
	OST_FETCH_NOT_MODIFIED, /* 304 to our ETag or date */
	OST_FETCH_UNREACHABLE,  /* no name, no connection, or it broke before an answer */
	OST_FETCH_TIMED_OUT,    /* connect_ms, total_ms or stall_s */
	OST_FETCH_UNTRUSTED,    /* TLS: certificate, its time, its name, or the version */
	OST_FETCH_REDIRECTED,   /* 3xx: never followed */
	OST_FETCH_WRONG_STATUS, /* neither 200 nor a 304 that was asked for */
	OST_FETCH_WRONG_TYPE,   /* a Content-Type that is not JSON's; see docs/remote.md */
	OST_FETCH_ENCODED,      /* a Content-Encoding: none was asked for */
	OST_FETCH_TOO_LARGE,    /* more than OST_JWKS_MAX_BYTES, or 16 KiB of header lines */
	OST_FETCH_TRUNCATED,    /* ended before its announced end */
	OST_FETCH_UNREADABLE,   /* not a JWKS, or one with too many keys */
	OST_FETCH_NO_KEYS,      /* a JWKS without a key that can be used */
	OST_FETCH_WRONG_ISSUER, /* the discovery document is of another issuer, or unreadable */
	OST_FETCH_FOREIGN_KEYS, /* its jwks_uri has another origin */
	OST_FETCH_NO_MEMORY,
	OST_FETCH_OUTDATED, /* no fetch: the issuer has confirmed nothing for outage_s */
	OST_FETCH_NO_LIST,  /* the discovery document names no list, or one of another origin */
	OST_FETCH_REFUSED,  /* a list that ost_not_before_new() refuses; detail says why */
	OST_FETCH_OLDER,    /* a list that is older than the one in force */
};
/* A short stable word ("new", "timed-out"), and a sentence for people. */
OST_API const char *ost_remote_outcome_name(enum ost_remote_outcome outcome);
OST_API const char *ost_remote_outcome_text(enum ost_remote_outcome outcome);

enum ost_remote_reason {
	OST_REASON_DUE = 0,     /* the first one, or the set is about to expire */
	OST_REASON_RETRY,       /* the last one failed */
	OST_REASON_UNKNOWN_KEY, /* a token named a key that the set does not have */
	OST_REASON_ASKED,       /* ost_remote_refresh() */
};
enum ost_remote_subject {
	OST_ABOUT_KEYS = 0,
	OST_ABOUT_LIST,
};
/* What an event callback hears. Lives as long as the call. */
struct ost_remote_event {
	enum ost_remote_outcome outcome;
	enum ost_remote_reason reason;
	const char *url;     /* the one fetched last */
	const char *detail;  /* for the log; "" when there is no more to say */
	int status;          /* HTTP's; 0 when there was no answer */
	int64_t duration_ms; /* of all of it, discovery included */
	size_t keys;         /* in the set that is used now, 0 when there is none */
	int64_t next_ms;     /* until the next fetch */
	enum ost_remote_subject about;
	size_t users; /* whom the list in force throws out, 0 when there is none */
};

/* A zeroed number is its default; what is out of range is refused. Everything is copied. */
struct ost_remote_settings {
	const char *url; /* at most 2000 octets, no user, no fragment; no query for an issuer */
	enum ost_remote_source source;
	enum ost_remote_http http;
	enum ost_remote_outage outage;
	const char *ca_file; /* PEM: trusted instead of the system's authorities; NULL: those */
	int64_t min_age_s; /* 30: a set counts as fresh at least so long, whatever the header says */
	int64_t max_age_s;     /* 3600: and at most so long; 1 to 86400 */
	int64_t default_age_s; /* 300: when the answer says nothing about its age */
	int64_t outage_s;      /* 86400: since the last good answer; at least max_age_s */
	int64_t cooldown_s;    /* 30: between a fetch's end and one for an unknown key; to 86400 */
	int64_t missing_s; /* 300: a key that a fetch did not bring asks for none again; to 86400 */
	int64_t connect_ms;    /* 3000: to connect, TLS included; to 60000 */
	int64_t total_ms;      /* 10000: for one request; to 60000 */
	int64_t stall_s;       /* 5: with fewer than 64 octets per second; to 60 */
	int64_t cache_entries; /* 4096: good tokens remembered; see ost_cache_new() */
	/* Called by the library's thread after each fetch, and once when the set is outdated, with no
	 * lock held. May call all but ost_remote_free(). NULL: nobody is told. */
	void (*event)(void *arg, const struct ost_remote_event *event);
	/* Milliseconds of a clock that never goes back, read by all threads and by ours every 10 ms,
	 * for all but connect_ms, total_ms, stall_s and the waiting of callers. Must not call this
	 * library: locks may be held. NULL: the machine's. */
	int64_t (*clock_ms)(void *arg);
	void *arg; /* for both, and for now_s */
	enum ost_remote_list not_before;
	/* Where the list is. NULL: "not-before" in the place of the last part of a JWKS's url; of an
	 * issuer, where its metadata say in not_before_uri, on the same origin. */
	const char *not_before_url;
	int64_t not_before_s; /* 30: between two fetches of the list; to 3600 */
	/* Seconds since 1970-01-01 UTC, by which a list expires. NULL: the machine's. */
	int64_t (*now_s)(void *arg);
};

struct ost_remote;

enum ost_remote_rc {
	OST_REMOTE_BAD_SETTINGS = 0, /* see ost_remote_settings_fault() */
	OST_REMOTE_OK,
	OST_REMOTE_NO_RESOURCES, /* no memory, no thread, or libcurl does not start */
};
/* Starts the thread, which fetches at once, and returns without waiting for it: an issuer that is down
 * is no reason not to start. On OST_REMOTE_OK *out is released by ost_remote_free(). */
OST_API enum ost_remote_rc ost_remote_new(const struct ost_remote_settings *settings,
					  struct ost_remote **out);
/* What is wrong with the settings, as a sentence; NULL when nothing is. */
OST_API const char *ost_remote_settings_fault(const struct ost_remote_settings *settings);

/* Breaks off a fetch and ends the thread; a name that is just being resolved is waited for. No other
 * thread may use it any more. Key sets and claims taken from it live on. NULL is fine. */
OST_API void ost_remote_free(struct ost_remote *remote);

/* A reference to the current set, released by ost_keyset_unref(). NULL when there is none: not yet, or
 * not any more (OST_REMOTE_CLOSE). Takes a fraction of a microsecond. */
OST_API struct ost_keyset *ost_remote_keys(struct ost_remote *remote);

/* A reference to the list in force, released by ost_not_before_unref(). NULL when there is none yet. */
OST_API struct ost_not_before *ost_remote_not_before(struct ost_remote *remote);

/* Judges the token by the current set (and list, unless the policy has one) and remembers good ones: ost_cache_verify() with these arguments
 * and verdicts. Two are special:
 *
 * OST_UNJUDGED     there is no set, or not yet the list that was asked for: a server answers 503
 * OST_UNKNOWN_KEY  a fetch is asked for, at most one in cooldown_s for all tokens together and at most
 *                  one in missing_s for one key id (256 ids are remembered)
 *
 * wait_ms  in these two cases wait so long at most for a fetch that can begin within this time, and
 *          judge again; 0 never waits. A flood of forged ids can hold every thread that waits. */
OST_API enum ost_verdict ost_remote_verify(struct ost_remote *remote,
					   const struct ost_policy *policy, const char *token,
					   size_t len, int64_t now_s, unsigned wait_ms,
					   struct ost_claims **out);

/* Asks for a fetch as an unknown key does: soon, not within cooldown_s of the last, by the thread. */
OST_API void ost_remote_refresh(struct ost_remote *remote);

/* Waits until there is a set, and a list if it was asked for, at most timeout_ms; whether there is. For a
 * program's start. */
OST_API bool ost_remote_wait(struct ost_remote *remote, unsigned timeout_ms);

struct ost_remote_status {
	size_t keys;       /* in the current set; 0 when there is none */
	int64_t age_ms;    /* since the issuer confirmed it; -1 when it never has */
	int64_t next_ms;   /* until the next fetch that is due; 0 during one */
	uint64_t fetches;  /* ended, failed ones included */
	uint64_t failures; /* of those */
	uint64_t in_a_row; /* failures since the last good answer */
	uint64_t unknown;  /* tokens that named an unknown key */
	enum ost_remote_outcome last;
	struct ost_cache_counts cache;
	size_t users;        /* whom the list in force throws out */
	int64_t list_age_ms; /* since the issuer confirmed it; -1 when it never has */
	bool list_expired;   /* and is in force all the same */
	enum ost_remote_outcome list_last;
};
OST_API void ost_remote_status(struct ost_remote *remote, struct ost_remote_status *out);

#ifdef __cplusplus
}
#endif
#endif
