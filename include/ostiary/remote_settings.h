/* libostiary-remote: settings, and the events of fetches. Part of ostiary/remote.h. */
#ifndef OSTIARY_REMOTE_SETTINGS_H
#define OSTIARY_REMOTE_SETTINGS_H

#include <ostiary/keyset.h>

#ifdef __cplusplus
extern "C" {
#endif

enum ost_remote_source {
	OST_REMOTE_SOURCE_JWKS = 0, /* url is that of a JWKS (RFC 7517 section 5) */
	/* url is an issuer's, exactly as its tokens and its metadata spell it. The JWKS is at the
	 * jwks_uri of url/.well-known/openid-configuration (OpenID Connect Discovery 1.0 section 4,
	 * RFC 8414 section 3). The metadata's issuer must equal url, and jwks_uri must have the
	 * origin (scheme, host, port) of url. The metadata are read again each day, and after the
	 * keys could not be fetched. */
	OST_REMOTE_SOURCE_ISSUER,
};

enum ost_remote_http {
	OST_REMOTE_HTTP_LOOPBACK = 0, /* http only to localhost, 127.0.0.0/8 and [::1] */
	OST_REMOTE_HTTP_ANYWHERE,     /* for a network that is trusted like local memory */
};

/* The behaviour from outage_s after the last good answer on. */
enum ost_remote_outage {
	OST_REMOTE_OUTAGE_FAIL_CLOSED = 0, /* every token is OST_UNJUDGED */
	OST_REMOTE_OUTAGE_USE_STALE,       /* the last set stays in use, however old */
};

enum ost_remote_revocations {
	OST_REMOTE_REVOCATIONS_OFF = 0,
	/* The issuer's revocation list (ostiary/revocations.h) is fetched every revocations_s, and
	 * tokens are checked against it. Until the first list has come every token is OST_UNJUDGED.
	 * A failure leaves the last list in force, however old; an event reports when it has
	 * expired. */
	OST_REMOTE_REVOCATIONS_REQUIRED,
};

/* The result of a fetch. All from OST_REMOTE_OUTCOME_UNREACHABLE on are failures, which leave the
 * current set (or list) in use. Later versions add values at the end. */
enum ost_remote_outcome {
	OST_REMOTE_OUTCOME_NONE = 0, /* no fetch has ended yet */
	OST_REMOTE_OUTCOME_NEW,      /* 200 with another set (list), which is used from now on */
	OST_REMOTE_OUTCOME_SAME,     /* 200 with the current set (list) */
	OST_REMOTE_OUTCOME_NOT_MODIFIED, /* 304 to the ETag or date of the current one */
	OST_REMOTE_OUTCOME_UNREACHABLE,  /* no address, no connection, or lost before the answer */
	OST_REMOTE_OUTCOME_TIMED_OUT,    /* connect_ms, total_ms or stall_s */
	OST_REMOTE_OUTCOME_UNTRUSTED,    /* TLS: version, or certificate, its time or its name */
	OST_REMOTE_OUTCOME_REDIRECTED,   /* 3xx, which is never followed */
	OST_REMOTE_OUTCOME_WRONG_STATUS, /* neither 200, nor 304 to a conditional request */
	OST_REMOTE_OUTCOME_WRONG_TYPE,   /* another Content-Type; see docs/build/remote.md */
	OST_REMOTE_OUTCOME_ENCODED,      /* a Content-Encoding, although none was accepted */
	OST_REMOTE_OUTCOME_TOO_LARGE,    /* more than the format's maximum, or 16 KiB of header */
	OST_REMOTE_OUTCOME_TRUNCATED,    /* the answer ended before its announced end */
	OST_REMOTE_OUTCOME_UNREADABLE,   /* not a JWKS, or one with too many keys */
	OST_REMOTE_OUTCOME_NO_KEYS,      /* a JWKS without a usable key */
	OST_REMOTE_OUTCOME_WRONG_ISSUER, /* metadata of another issuer, or unreadable */
	OST_REMOTE_OUTCOME_FOREIGN_KEYS, /* jwks_uri has another origin */
	OST_REMOTE_OUTCOME_NO_MEMORY,
	OST_REMOTE_OUTCOME_OUTDATED,   /* no fetch: outage_s has passed, or the list has expired */
	OST_REMOTE_OUTCOME_NO_LIST,    /* no revocations_uri, or one of another origin */
	OST_REMOTE_OUTCOME_REFUSED,    /* ost_revocations_new() refused the list; see detail */
	OST_REMOTE_OUTCOME_STALE_LIST, /* the list is older than the one in force */
};

/* A short word that never changes ("new", "timed-out"), and an English text for people; both are
 * constants. A value that is not of the enum is "unknown". */
OST_API const char *ost_remote_outcome_name(enum ost_remote_outcome outcome);
OST_API const char *ost_remote_outcome_text(enum ost_remote_outcome outcome);

enum ost_remote_reason {
	OST_REMOTE_REASON_DUE = 0,     /* the first fetch, or the set is about to expire */
	OST_REMOTE_REASON_RETRY,       /* the last fetch failed */
	OST_REMOTE_REASON_UNKNOWN_KEY, /* a token named a key that the set does not have */
	OST_REMOTE_REASON_REQUESTED,   /* ost_remote_refresh() */
};

enum ost_remote_subject {
	OST_REMOTE_SUBJECT_KEYS = 0,
	OST_REMOTE_SUBJECT_REVOCATIONS,
};

/* One fetch that has ended. Lives, with its texts, until the callback returns. */
struct ost_remote_event {
	size_t size; /* of the struct that the library made: members behind it do not exist */
	enum ost_remote_subject subject;
	enum ost_remote_outcome outcome;
	enum ost_remote_reason reason;
	int status;          /* the HTTP status; 0 when there was no answer */
	const char *url;     /* the URL that was fetched last */
	const char *detail;  /* more about a failure, for the log; "" when there is none */
	int64_t duration_ms; /* of the whole fetch, discovery included */
	int64_t next_ms;     /* until the next fetch */
	size_t keys;         /* in the current set; 0 when there is none */
	size_t users;        /* with revoked tokens in the list in force; 0 when there is none */
};

/* A number that is 0 has its default, which its comment gives first; a number beyond its maximum is
 * refused. The library copies all of it, the texts included. */
struct ost_remote_settings {
	size_t size;     /* sizeof(struct ost_remote_settings) */
	const char *url; /* at most 2000 bytes; no user, no fragment; for an issuer no query */
	enum ost_remote_source source;
	enum ost_remote_http http;
	enum ost_remote_outage outage;
	enum ost_remote_revocations revocations;
	const char *ca_file; /* PEM: trusted instead of the system's authorities; NULL: those */
	/* Where the list is. NULL: for a JWKS, its URL with the last segment of the path replaced
	 * by "revocations"; for an issuer, the revocations_uri of its metadata, which must have the
	 * origin of url. */
	const char *revocations_url;
	int64_t min_age_s;     /* 30: a set is fresh for at least this long; at most max_age_s */
	int64_t max_age_s;     /* 3600: and for at most this long; to 86400 */
	int64_t default_age_s; /* 300: when the answer gives no age; to 86400 */
	int64_t outage_s;      /* 86400, since the last good answer; at least max_age_s */
	int64_t cooldown_s;    /* 30: from a fetch's end to the next for an unknown key; to 86400 */
	int64_t kid_cooldown_s; /* 300: between two fetches for the same unknown kid; to 86400 */
	int64_t revocations_s;  /* 30: between two fetches of the list; to 3600 */
	int64_t connect_ms;     /* 3000: to connect, TLS included; to 60000 */
	int64_t total_ms;       /* 10000: for one request; to 60000 */
	int64_t stall_s;        /* 5: with fewer than 64 bytes per second; to 60 */
	int64_t cache_entries;  /* 4096: of ost_cache_new(); to OST_CACHE_MAX_ENTRIES */
	/* Called by the library's thread after each fetch, and once when outage_s has passed or the
	 * list has expired (OST_REMOTE_OUTCOME_OUTDATED). No lock is held; the callback may call
	 * every function but ost_remote_free(). NULL: no events. */
	void (*event)(void *arg, const struct ost_remote_event *event);
	/* Milliseconds of a clock that never goes back, for all times but connect_ms, total_ms,
	 * stall_s and the waits of callers. Any thread may call it, the library's own every 10 ms;
	 * it must not call this library, because locks may be held. NULL: the system's clock. */
	int64_t (*clock_ms)(void *arg);
	/* Seconds since 1970-01-01 UTC, by which a list expires; under the same conditions. NULL:
	 * the system's clock. */
	int64_t (*now_s)(void *arg);
	void *arg; /* the first argument of event, clock_ms and now_s */
};

/* Its size in 0.2, the smallest one that the library accepts. */
#define OST_REMOTE_SETTINGS_SIZE_0_2 OST_SIZE_TO(ost_remote_settings, arg)

/* The first fault of the settings, an English sentence that is a constant; NULL when there is
 * none. */
OST_API const char *ost_remote_settings_fault(const struct ost_remote_settings *settings);

#ifdef __cplusplus
}
#endif
#endif
