#include "cli/nodes/task.h"

#include "base/cleanup.h"

/* "https://login.example:8443/api/auth/jwks" -> "https://login.example:8443" */
static struct str origin_of(struct str url)
{
	size_t host = str_starts(url, STR("https://")) ? 8 : 7;
	ptrdiff_t slash = str_find(str_tail(url, host), '/');

	return slash < 0 ? url : str_head(url, host + (size_t)slash);
}

/* What the library is asked to do; its log is added at the start. */
static struct ost_remote_settings remote_settings(const struct task_node *node,
						  const struct settings *settings)
{
	const struct setting_value *of = settings->of;
	bool anywhere = str_eq(of[SETTING_JWKS_HTTP].text, STR("anywhere"));

	return (struct ost_remote_settings){
		.size = sizeof(struct ost_remote_settings),
		.url = node->keys_url,
		.source = of[SETTING_ISSUER_URL].text.n ? OST_REMOTE_SOURCE_ISSUER
							: OST_REMOTE_SOURCE_JWKS,
		.http = anywhere ? OST_REMOTE_HTTP_ANYWHERE : OST_REMOTE_HTTP_LOOPBACK,
		.min_age_s = of[SETTING_JWKS_TTL].number < 30 ? of[SETTING_JWKS_TTL].number : 0,
		.default_age_s =
			of[SETTING_JWKS_TTL].number < 300 ? of[SETTING_JWKS_TTL].number : 0,
		.max_age_s = of[SETTING_JWKS_TTL].number,
		.cooldown_s = of[SETTING_JWKS_COOLDOWN].number,
		.cache_entries = of[SETTING_VERDICT_CACHE].number,
		.revocations = str_eq(of[SETTING_REVOCATIONS].text, STR("on"))
				       ? OST_REMOTE_REVOCATIONS_REQUIRED
				       : OST_REMOTE_REVOCATIONS_OFF,
		.revocations_url = node->list_url,
		.revocations_s = of[SETTING_REVOCATIONS_INTERVAL].number,
	};
}

bool task_node_prepare(struct task_node *node, struct arena *a, const struct settings *settings,
		       struct err *err)
{
	struct str jwks = settings_text(settings, SETTING_JWKS_URL);
	struct str named = settings_text(settings, SETTING_ISSUER_URL);
	struct str issuer = settings_text(settings, SETTING_JWT_ISSUER);
	struct str audience = settings_text(settings, SETTING_JWT_AUDIENCE);
	struct ost_remote_settings remote;
	const char *fault;

	if (!jwks.n && !named.n) {
		err_set(err, "a task node needs keys: name their URL with --jwks-url, or their "
			     "issuer with --issuer");
		return false;
	}
	if (jwks.n && named.n) {
		err_set(err, "--jwks-url and --issuer both say where the keys are; one is enough");
		return false;
	}
	if (!issuer.n)
		issuer = named.n ? named : origin_of(jwks);
	node->list_url = NULL;
	if (settings_text(settings, SETTING_REVOCATIONS_URL).n)
		node->list_url = arena_z(a, settings_text(settings, SETTING_REVOCATIONS_URL));
	node->keys_url = arena_z(a, jwks.n ? jwks : named);
	node->issuer = arena_z(a, issuer);
	node->audience = arena_z(a, audience.n ? audience : issuer);
	remote = remote_settings(node, settings);
	fault = ost_remote_settings_fault(&remote);
	if (fault)
		err_set(err, "%s: %s", node->keys_url, fault);
	return !fault;
}

/* The messages about keys, and about the revocation list. */
static const struct {
	const char *fetched, *failed, *again;
	enum log_level level; /* of a fetch: lists are fetched often */
} words[] = {
	[OST_REMOTE_SUBJECT_KEYS] = { "keys fetched", "keys could not be fetched",
				      "keys can be fetched again", LOG_LEVEL_NOTICE },
	[OST_REMOTE_SUBJECT_REVOCATIONS] = { "revocation list fetched",
					     "revocation list could not be fetched",
					     "revocation list can be fetched again",
					     LOG_LEVEL_INFO },
};

_Static_assert(ARRAY_LEN(words) == ARRAY_LEN(((struct task_node *)0)->failing_since_ms),
	       "each subject has a state");

/* The level of an event. A failure after a failure is no news, and neither is a fetch that has
 * changed nothing. */
static enum log_level level_of(const struct ost_remote_event *event, bool failed, bool failing)
{
	if (failed)
		return failing ? LOG_LEVEL_DEBUG : LOG_LEVEL_WARN;
	return event->outcome == OST_REMOTE_OUTCOME_NEW ? words[event->subject].level
							: LOG_LEVEL_DEBUG;
}

static void end_failing(struct task_node *node, enum ost_remote_subject subject)
{
	int64_t since_ms = node->failing_since_ms[subject];
	const struct log_field field =
		LOG_FIELD_MS("away_ms", (clock_steady_ms() - since_ms) * 1000);

	node->failing_since_ms[subject] = 0;
	if (since_ms)
		log_line(node->log, LOG_LEVEL_NOTICE, words[subject].again, &field, 1);
}

/* Called by the fetching thread. */
static void log_event(void *arg, const struct ost_remote_event *event)
{
	struct task_node *node = arg;
	bool failed = event->outcome >= OST_REMOTE_OUTCOME_UNREACHABLE;
	bool failing = node->failing_since_ms[event->subject];
	const struct log_field fields[] = {
		LOG_FIELD_TEXT("outcome", str_z(ost_remote_outcome_name(event->outcome))),
		LOG_FIELD_TEXT("url", str_z(event->url)),
		LOG_FIELD_TEXT("detail", str_z(event->detail)),
		LOG_FIELD_INTEGER("status", event->status),
		LOG_FIELD_INTEGER("keys", (int64_t)event->keys),
		LOG_FIELD_INTEGER("users", (int64_t)event->users),
		LOG_FIELD_INTEGER("next_ms", event->next_ms),
	};

	log_line(node->log, level_of(event, failed, failing),
		 failed ? words[event->subject].failed : words[event->subject].fetched, fields,
		 ARRAY_LEN(fields));
	if (!failed)
		end_failing(node, event->subject);
	else if (!failing)
		node->failing_since_ms[event->subject] = clock_steady_ms();
}

bool task_node_start(struct task_node *node, const struct settings *settings, const struct log *log,
		     struct err *err)
{
	struct ost_remote_settings remote = remote_settings(node, settings);

	node->log = log;
	remote.event = log_event;
	remote.arg = node;
	if (ost_remote_new(&remote, &node->remote) == OST_REMOTE_OK)
		return true;
	err_set(err, "the keys cannot be fetched: no memory or no thread");
	return false;
}

void task_node_stop(struct task_node *node)
{
	ost_remote_free(TAKE(node->remote));
}
