#include "cli/task_node.h"

#include "base/cleanup.h"

static struct str text_of(const struct settings *settings, enum setting which)
{
	return settings->of[which].text;
}

/* "https://login.example:8443/api/auth/jwks" -> "https://login.example:8443" */
static struct str origin_of(struct str url)
{
	size_t host = str_starts(url, STR("https://")) ? 8 : 7;
	ptrdiff_t slash = str_find(str_tail(url, host), '/');

	return slash < 0 ? url : str_head(url, host + (size_t)slash);
}

bool task_node_settle(struct task_node *node, struct arena *a, const struct settings *settings,
		      struct err *err)
{
	struct str jwks = text_of(settings, SETTING_JWKS_URL);
	struct str named = text_of(settings, SETTING_ISSUER_URL);
	struct str issuer = text_of(settings, SETTING_JWT_ISSUER);
	struct str audience = text_of(settings, SETTING_JWT_AUDIENCE);

	if (!jwks.n && !named.n) {
		err_set(err, "a task node needs keys: say with --jwks-url where they are, or with "
			     "--issuer whose");
		return false;
	}
	if (jwks.n && named.n) {
		err_set(err, "--jwks-url and --issuer both say where the keys are; one is enough");
		return false;
	}
	if (!issuer.n)
		issuer = named.n ? named : origin_of(jwks);
	node->list_url = NULL;
	if (text_of(settings, SETTING_NOT_BEFORE_URL).n)
		node->list_url = arena_z(a, text_of(settings, SETTING_NOT_BEFORE_URL));
	node->keys_url = arena_z(a, jwks.n ? jwks : named);
	node->issuer = arena_z(a, issuer);
	node->audience = arena_z(a, audience.n ? audience : issuer);
	return true;
}

/* What is said of keys, and of the list of who was thrown out. */
static const struct {
	const char *fetched, *failed;
	enum log_level level; /* of what was fetched: lists come often */
} words[] = {
	[OST_ABOUT_KEYS] = { "keys fetched", "keys could not be fetched", LOG_LEVEL_NOTICE },
	[OST_ABOUT_LIST] = { "list of who was thrown out fetched",
			     "list of who was thrown out could not be fetched", LOG_LEVEL_INFO },
};

/* Called by the fetching thread. What changes is told, and what fails; that all is well is not. */
static void tell(void *arg, const struct ost_remote_event *event)
{
	const struct task_node *node = arg;
	bool failed = event->outcome >= OST_FETCH_UNREACHABLE;
	const struct log_field fields[] = {
		LOG_FIELD_TEXT("outcome", str_z(ost_remote_outcome_name(event->outcome))),
		LOG_FIELD_TEXT("url", str_z(event->url)),
		LOG_FIELD_TEXT("detail", str_z(event->detail)),
		LOG_FIELD_INTEGER("status", event->status),
		LOG_FIELD_INTEGER("keys", (int64_t)event->keys),
		LOG_FIELD_INTEGER("users", (int64_t)event->users),
		LOG_FIELD_INTEGER("next_ms", event->next_ms),
	};

	if (failed || event->outcome == OST_FETCH_NEW)
		log_line(node->log, failed ? LOG_LEVEL_WARN : words[event->about].level,
			 failed ? words[event->about].failed : words[event->about].fetched, fields,
			 ARRAY_LEN(fields));
}

bool task_node_start(struct task_node *node, const struct settings *settings, const struct log *log,
		     struct err *err)
{
	const struct setting_value *of = settings->of;
	bool anywhere = str_eq(of[SETTING_JWKS_HTTP].text, STR("anywhere"));
	const struct ost_remote_settings remote = {
		.url = node->keys_url,
		.source = of[SETTING_ISSUER_URL].text.n ? OST_REMOTE_ISSUER : OST_REMOTE_JWKS,
		.http = anywhere ? OST_REMOTE_HTTP_ANYWHERE : OST_REMOTE_HTTP_LOOPBACK,
		.min_age_s = of[SETTING_JWKS_TTL].number < 30 ? of[SETTING_JWKS_TTL].number : 0,
		.default_age_s =
			of[SETTING_JWKS_TTL].number < 300 ? of[SETTING_JWKS_TTL].number : 0,
		.max_age_s = of[SETTING_JWKS_TTL].number,
		.cooldown_s = of[SETTING_JWKS_COOLDOWN].number,
		.cache_entries = of[SETTING_VERDICT_CACHE].number,
		.not_before = str_eq(of[SETTING_NOT_BEFORE].text, STR("on")) ? OST_REMOTE_LIST
									     : OST_REMOTE_NO_LIST,
		.not_before_url = node->list_url,
		.not_before_s = of[SETTING_NOT_BEFORE_INTERVAL].number,
		.event = tell,
		.arg = node,
	};
	const char *fault = ost_remote_settings_fault(&remote);

	node->log = log;
	if (fault) {
		err_set(err, "%s: %s", node->keys_url, fault);
		return false;
	}
	if (ost_remote_new(&remote, &node->remote) == OST_REMOTE_OK)
		return true;
	err_set(err, "the keys cannot be fetched: no memory or no thread");
	return false;
}

void task_node_stop(struct task_node *node)
{
	ost_remote_free(TAKE(node->remote));
}
