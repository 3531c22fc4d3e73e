#include "cli/issuer_node.h"

#include <sysexits.h>

#include "auth/not_before_list.h"
#include "auth/sweep.h"
#include "base/cleanup.h"
#include "cli/cli.h"
#include "cli/issuer_settings.h"
#include "cli/secret_source.h"
#include "store/users.h"

static struct str text_of(const struct issuer_node *node, enum setting which)
{
	return node->settings->of[which].text;
}

static bool is_on(const struct issuer_node *node, enum setting which)
{
	return str_eq(text_of(node, which), STR("on"));
}

int issuer_node_settle(struct issuer_node *node, struct arena *a, const struct settings *settings,
		       const struct public_address *outside)
{
	struct err err = { 0 };

	node->arena = a;
	node->settings = settings;
	node->outside = outside;
	if (mailing_settle(&node->mailing, a, settings, outside->origin, &err))
		return EX_OK;
	return cli_fail(EX_CONFIG, "%s", err.text);
}

/* Whether somebody has signed up already: then a new secret would sign everybody out and could not open
 * the signing keys, so it is not made silently. */
static enum store_rc has_users(struct sql *sql, void *arg, struct err *err)
{
	return users_any(sql, arg, err);
}

static int find_secrets(struct issuer_node *node, struct secrets *out)
{
	enum secret_if_missing missing = SECRET_LEAVE;
	struct err err = { 0 };
	bool in_use = true;

	if (!secrets_are_given(node->settings)) {
		if (store_read(node->store, has_users, &in_use, &err) != STORE_OK)
			return cli_fail(EX_IOERR, "%s", err.text);
		missing = in_use ? SECRET_LEAVE : SECRET_MAKE;
	}
	switch (secrets_find(node->arena, node->settings, missing, &random_kernel, out, &err)) {
	case SECRET_READ:
	case SECRET_MADE:
		return EX_OK;
	case SECRET_MISSING:
		return cli_fail(EX_CONFIG,
				"the database has users but their secret is missing: set "
				"BETTER_AUTH_SECRET, or put the file %.*s/secret back",
				STR_FMT(text_of(node, SETTING_DATA)));
	case SECRET_UNUSABLE:
		break;
	}
	return cli_fail(EX_CONFIG, "%s", err.text);
}

/* The issuer knows that there are mails, and the outbox how they leave. */
static enum store_rc announce(struct sql *sql, const struct announcement *what, struct err *err)
{
	const struct mail_message message = {
		.kind = what->kind,
		.to = what->to,
		.name = what->name,
		.url = what->url,
		.now_ms = what->now_ms,
		.expires_ms = what->expires_ms,
	};

	return mailing_announce(sql, &message, err);
}

static struct issuer_config issuer_config(struct issuer_node *node, const struct secrets *secrets)
{
	struct issuer_config config = {
		.store = node->store,
		.clock = &clock_real,
		.random = &random_kernel,
		.log = node->log,
		.announce = announce,
	};

	issuer_settings_read(node->arena, node->settings, node->outside, &config.settings);
	config.settings.secrets = *secrets;
	return config;
}

static int make_throttle(struct issuer_node *node)
{
	if (!is_on(node, SETTING_ACCOUNT_THROTTLE))
		return EX_OK;
	node->throttle = throttle_new(&random_kernel);
	return node->throttle ? EX_OK : cli_fail(EX_OSERR, "no memory");
}

static int make_blocklist(struct issuer_node *node)
{
	struct str file = text_of(node, SETTING_BLOCKED_PASSWORDS);
	struct err err = { 0 };

	if (!is_on(node, SETTING_PASSWORD_BLOCKLIST))
		return EX_OK;
	node->blocklist = blocklist_new(file.n ? arena_z(node->arena, file) : NULL, &err);
	if (node->blocklist)
		return EX_OK;
	return cli_fail(EX_CONFIG, "%s: %s",
			file.n ? node->settings->of[SETTING_BLOCKED_PASSWORDS].source : "blocklist",
			err.text);
}

static int open_issuer(struct issuer_node *node)
{
	struct err err = { 0 };
	struct issuer_config config;
	const char *fault;
	struct secrets secrets;
	int code = find_secrets(node, &secrets);

	if (code != EX_OK)
		return code;
	config = issuer_config(node, &secrets);
	fault = key_rules_fault(&config.settings.keys);
	if (fault)
		return cli_fail(EX_CONFIG,
				"OSTIARY_KEY_ROTATION, OSTIARY_KEY_PENDING, OSTIARY_KEY_GRACE and "
				"JWT_EXPIRES_IN do not go together: %s",
				fault);
	config.throttle = node->throttle;
	config.blocklist = node->blocklist;
	if (!issuer_settings_of_database(node->store, node->settings, &config.settings, &err))
		return cli_fail(EX_IOERR, "%s", err.text);
	switch (issuer_open(&config, &node->issuer, &err)) {
	case KEYRING_OK:
		return EX_OK;
	case KEYRING_WRONG_SECRET:
		return cli_fail(EX_CONFIG,
				"the secret does not open the stored signing keys (%s); "
				"start with the secret they were made with",
				err.text);
	case KEYRING_NO_SUCH_KEY:
	case KEYRING_FULL:
	case KEYRING_ELSEWHERE:
	case KEYRING_FAULT:
		break;
	}
	return cli_fail(config.settings.keys_folder ? EX_CONFIG : EX_IOERR, "%s", err.text);
}

static int start_keys(struct issuer_node *node)
{
	node->keys = keyring_timer_start(node->issuer->keyring);
	return node->keys ? EX_OK : cli_fail(EX_OSERR, "the keys' timer cannot be started");
}

static int start_list(struct issuer_node *node)
{
	if (!node->issuer->thrown_out)
		return EX_OK;
	node->list = not_before_timer_start(node->issuer->thrown_out);
	return node->list ? EX_OK
			  : cli_fail(EX_OSERR, "the timer of the list of who was thrown out "
					       "cannot be started");
}

static int start_sweeper(struct issuer_node *node)
{
	node->sweeper = sweep_timer_start(node->issuer);
	return node->sweeper ? EX_OK : cli_fail(EX_OSERR, "the sweeper cannot be started");
}

static int make_rate_limit(struct issuer_node *node)
{
	const struct rate_limit_config config = {
		.window_s = node->settings->of[SETTING_RATE_LIMIT_WINDOW].number,
		.max = node->settings->of[SETTING_RATE_LIMIT_MAX].number,
		.random = &random_kernel,
		.store = rate_limit_is_stored(node->settings, node->outside) ? node->store : NULL,
		.log = node->log,
	};

	if (!rate_limit_is_on(node->settings, node->outside))
		return EX_OK;
	node->rate_limit = rate_limit_new(&config);
	return node->rate_limit ? EX_OK : cli_fail(EX_OSERR, "no memory");
}

static int start_mailing(struct issuer_node *node)
{
	if (mailing_start(&node->mailing, node->store, node->log))
		return EX_OK;
	return cli_fail(EX_OSERR, "the mail sender cannot be started");
}

static void *bear_first_key(void *arg)
{
	struct issuer_node *node = arg;
	struct err err = { 0 };

	if (keyring_ensure(node->issuer->keyring, &err) != KEYRING_OK)
		log_error(node->log, "no signing key could be made", err.text);
	return NULL;
}

int issuer_node_start(struct issuer_node *node, struct store *store, const struct log *log)
{
	int code;

	node->store = store;
	node->log = log;
	code = make_rate_limit(node);
	if (code == EX_OK)
		code = make_throttle(node);
	if (code == EX_OK)
		code = make_blocklist(node);
	if (code == EX_OK)
		code = open_issuer(node);
	if (code == EX_OK)
		code = start_keys(node);
	if (code == EX_OK)
		code = start_list(node);
	if (code == EX_OK)
		code = start_sweeper(node);
	if (code == EX_OK)
		code = start_mailing(node);
	return code;
}

void issuer_node_bear_key(struct issuer_node *node)
{
	if (node->issuer)
		node->bearing = pthread_create(&node->bearer, NULL, bear_first_key, node) == 0;
}

void issuer_node_await(struct issuer_node *node)
{
	if (node->bearing)
		pthread_join(node->bearer, NULL);
	node->bearing = false;
}

void issuer_node_stop(struct issuer_node *node)
{
	issuer_node_await(node);
	ticker_stop(node->sweeper);
	ticker_stop(node->list);
	ticker_stop(node->keys);
	issuer_free(node->issuer);
	blocklist_free(node->blocklist);
	throttle_free(node->throttle);
	rate_limit_free(node->rate_limit);
	mailing_stop(&node->mailing);
}
