#include "remote/outcome_text.h"

#include "base/cleanup.h"

struct outcome_words {
	const char *name, *text;
};

static const struct outcome_words outcomes[] = {
	[OST_REMOTE_OUTCOME_NONE] = { "none", "no fetch has ended yet" },
	[OST_REMOTE_OUTCOME_NEW] = { "new", "the issuer has published a new version" },
	[OST_REMOTE_OUTCOME_SAME] = { "same", "the issuer sent what is in use" },
	[OST_REMOTE_OUTCOME_NOT_MODIFIED] = { "not-modified",
					      "the issuer has not changed what is in use" },
	[OST_REMOTE_OUTCOME_UNREACHABLE] = { "unreachable", "the issuer could not be reached" },
	[OST_REMOTE_OUTCOME_TIMED_OUT] = { "timed-out", "the issuer took too long to answer" },
	[OST_REMOTE_OUTCOME_UNTRUSTED] = { "untrusted",
					   "TLS could not verify the issuer's identity" },
	[OST_REMOTE_OUTCOME_REDIRECTED] = { "redirected",
					    "the answer is a redirect, which is not followed" },
	[OST_REMOTE_OUTCOME_WRONG_STATUS] = { "wrong-status", "the answer's status is not 200" },
	[OST_REMOTE_OUTCOME_WRONG_TYPE] = { "wrong-type",
					    "the answer's Content-Type is not the expected one" },
	[OST_REMOTE_OUTCOME_ENCODED] = { "encoded", "the answer has a Content-Encoding, although "
						    "none was accepted" },
	[OST_REMOTE_OUTCOME_TOO_LARGE] = { "too-large", "the answer is too large" },
	[OST_REMOTE_OUTCOME_TRUNCATED] = { "truncated", "the answer ended too early" },
	[OST_REMOTE_OUTCOME_UNREADABLE] = { "unreadable", "the answer is not a key set" },
	[OST_REMOTE_OUTCOME_NO_KEYS] = { "no-keys", "the key set has no usable key" },
	[OST_REMOTE_OUTCOME_WRONG_ISSUER] = { "wrong-issuer",
					      "the metadata are not those of the issuer" },
	[OST_REMOTE_OUTCOME_FOREIGN_KEYS] = { "foreign-keys",
					      "the metadata name keys of another origin" },
	[OST_REMOTE_OUTCOME_NO_MEMORY] = { "no-memory", "there is not enough memory" },
	[OST_REMOTE_OUTCOME_OUTDATED] = { "outdated",
					  "the issuer has not confirmed what is in use for too "
					  "long" },
	[OST_REMOTE_OUTCOME_NO_LIST] = { "no-list", "the issuer names no revocation list" },
	[OST_REMOTE_OUTCOME_REFUSED] = { "refused", "the revocation list was refused" },
	[OST_REMOTE_OUTCOME_STALE_LIST] = { "stale-list",
					    "the revocation list is older than the one in force" },
};

static const struct outcome_words *outcome_words(enum ost_remote_outcome outcome)
{
	static const struct outcome_words unknown = { "unknown", "unknown outcome" };

	return (unsigned)outcome < ARRAY_LEN(outcomes) ? &outcomes[outcome] : &unknown;
}

const char *ost_remote_outcome_name(enum ost_remote_outcome outcome)
{
	return outcome_words(outcome)->name;
}

const char *ost_remote_outcome_text(enum ost_remote_outcome outcome)
{
	return outcome_words(outcome)->text;
}
