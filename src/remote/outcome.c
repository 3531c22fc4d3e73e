#include "base/cleanup.h"
#include "ostiary/remote.h"

struct words {
	const char *name, *text;
};

static const struct words words[] = {
	[OST_FETCH_NONE] = { "none", "nothing was fetched yet" },
	[OST_FETCH_NEW] = { "new", "the issuer has a new key set" },
	[OST_FETCH_SAME] = { "same", "the issuer sent the key set that is in use" },
	[OST_FETCH_NOT_MODIFIED] = { "not-modified", "the key set in use is still the issuer's" },
	[OST_FETCH_UNREACHABLE] = { "unreachable", "the issuer could not be reached" },
	[OST_FETCH_TIMED_OUT] = { "timed-out", "the issuer took too long" },
	[OST_FETCH_UNTRUSTED] = { "untrusted", "the issuer could not prove by TLS who it is" },
	[OST_FETCH_REDIRECTED] = { "redirected",
				   "the answer points elsewhere, which is not followed" },
	[OST_FETCH_WRONG_STATUS] = { "wrong-status", "the answer has another status than 200" },
	[OST_FETCH_WRONG_TYPE] = { "wrong-type", "the answer says that it is no JSON" },
	[OST_FETCH_ENCODED] = { "encoded", "the answer is compressed, which was not asked for" },
	[OST_FETCH_TOO_LARGE] = { "too-large", "the answer is too large" },
	[OST_FETCH_TRUNCATED] = { "truncated", "the answer ended too early" },
	[OST_FETCH_UNREADABLE] = { "unreadable", "the answer is no key set" },
	[OST_FETCH_NO_KEYS] = { "no-keys", "the key set has no key that can be used" },
	[OST_FETCH_WRONG_ISSUER] = { "wrong-issuer",
				     "the discovery document is not that of the issuer" },
	[OST_FETCH_FOREIGN_KEYS] = { "foreign-keys",
				     "the discovery document names keys of another origin" },
	[OST_FETCH_NO_MEMORY] = { "no-memory", "there is not enough memory" },
	[OST_FETCH_OUTDATED] = { "outdated", "the issuer has not confirmed its keys for too long" },
	[OST_FETCH_NO_LIST] = { "no-list", "the issuer names no list of who was thrown out" },
	[OST_FETCH_REFUSED] = { "refused", "the list of who was thrown out is not good" },
	[OST_FETCH_OLDER] = { "older", "the list of who was thrown out is older than the last" },
};

static const struct words *words_of(enum ost_remote_outcome outcome)
{
	static const struct words unknown = { "unknown", "unknown outcome" };

	return (unsigned)outcome < ARRAY_LEN(words) ? &words[outcome] : &unknown;
}

const char *ost_remote_outcome_name(enum ost_remote_outcome outcome)
{
	return words_of(outcome)->name;
}

const char *ost_remote_outcome_text(enum ost_remote_outcome outcome)
{
	return words_of(outcome)->text;
}
