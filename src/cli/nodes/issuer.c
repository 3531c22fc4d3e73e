#include "cli/nodes/issuer.h"

#include <sysexits.h>

#include "auth/abuse/throttle.h"
#include "auth/account/stored_hashes.h"
#include "auth/bans.h"
#include "auth/keys/keyring.h"
#include "auth/open.h"
#include "auth/revocation/list.h"
#include "auth/sweep.h"
#include "base/cleanup.h"
#include "base/thread.h"
#include "cli/resolve/issuer_settings.h"
#include "cli/resolve/paths.h"
#include "cli/resolve/secret.h"
#include "cli/tree/output.h"
#include "crypto/password/blocklist.h"
#include "store/schema/plugins.h"
#include "store/tables/users.h"

int issuer_node_prepare(struct issuer_node *node, struct arena *a, const struct settings *settings,
			const struct public_address *outside)
{
	struct err err = { 0 };

	node->arena = a;
	node->settings = settings;
	node->outside = outside;
	if (mail_node_prepare(&node->mail, a, settings, outside->origin, &err) &&
	    push_node_prepare(&node->push, a, settings, outside, &err))
		return EX_OK;
	return cli_fail(EX_CONFIG, "%s", err.text);
}

static bool is_given(const struct issuer_node *node)
{
	char memory[64];
	struct buf answer;

	if (!node->keeper)
		return secrets_are_given(node->settings);
	buf_init_fixed(&answer, memory, sizeof(memory));
	return node->keeper->call(node->keeper, KEEPER_GIVEN, NULL, 0, &answer);
}

/* The keeper finds the secrets, and *out stays empty. */
static enum secret_rc ask_keeper(const struct keeper *keeper, enum secret_if_missing missing,
				 struct err *err)
{
	const uint64_t make = missing == SECRET_MAKE;
	const struct str part = keeper_number(&make);
	struct str rest, outcome, reason;
	char memory[1024];
	struct buf answer;

	buf_init_fixed(&answer, memory, sizeof(memory));
	if (!keeper->call(keeper, KEEPER_SECRET, &part, 1, &answer)) {
		err_set(err, "%.*s", STR_FMT(buf_text(&answer)));
		return SECRET_UNUSABLE;
	}
	rest = buf_text(&answer);
	if (!keeper_cut_part(&rest, &outcome) || !keeper_cut_part(&rest, &reason)) {
		err_set(err, "the keeper does not say whether there is a secret");
		return SECRET_UNUSABLE;
	}
	err_set(err, "%.*s", STR_FMT(reason));
	return (enum secret_rc)keeper_read_number(outcome);
}

static enum secret_rc find_or_ask(struct issuer_node *node, enum secret_if_missing missing,
				  struct secrets *out, struct err *err)
{
	*out = (struct secrets){ .keeper = node->keeper };
	if (node->keeper)
		return ask_keeper(node->keeper, missing, err);
	return secrets_find(node->arena, node->settings, missing, &random_kernel, out, err);
}

/* When users have signed up already, a new secret would sign all of them out and could not open the
 * signing keys, so it is not made silently. */
static int find_secrets(struct issuer_node *node, struct secrets *out)
{
	enum secret_if_missing missing = SECRET_LEAVE;
	struct err err = { 0 };
	bool in_use = true;

	if (!is_given(node)) {
		if (STORE_READ(node->store, sql, &err, users_any(sql, &in_use, &err)) != STORE_OK)
			return cli_fail(EX_IOERR, "%s", err.text);
		missing = in_use ? SECRET_LEAVE : SECRET_MAKE;
	}
	switch (find_or_ask(node, missing, out, &err)) {
	case SECRET_READ:
	case SECRET_MADE:
		return EX_OK;
	case SECRET_MISSING:
		return cli_fail(EX_CONFIG,
				"the database has users but their secret is missing: set "
				"BETTER_AUTH_SECRET, or put the file %.*s/secret back",
				STR_FMT(settings_text(node->settings, SETTING_DATA)));
	case SECRET_UNUSABLE:
		break;
	}
	return cli_fail(EX_CONFIG, "%s", err.text);
}

/* The issuer knows that there are mails, and the outbox how they leave. */
enum store_rc issuer_announce(struct sql *sql, const struct announcement *what, struct err *err)
{
	const struct mail_message message = {
		.kind = what->kind,
		.to = what->to,
		.name = what->name,
		.url = what->url,
		.now_ms = what->now_ms,
		.expires_ms = what->expires_ms,
	};

	return mail_announce(sql, &message, err);
}

static struct issuer_config issuer_config(struct issuer_node *node, const struct secrets *secrets)
{
	struct issuer_config config = {
		.store = node->store,
		.clock = &clock_real,
		.random = &random_kernel,
		.log = node->log,
		.announce = issuer_announce,
	};

	issuer_settings_read(node->arena, node->settings, node->outside, &config.settings);
	config.settings.secrets = *secrets;
	return config;
}

static int make_throttle(struct issuer_node *node)
{
	if (!settings_is_on(node->settings, SETTING_ACCOUNT_THROTTLE))
		return EX_OK;
	node->throttle = throttle_new(&random_kernel);
	return node->throttle ? EX_OK : cli_fail(EX_OSERR, "no memory");
}

int issuer_open_blocklist(struct arena *a, const struct settings *settings, struct blocklist **out)
{
	struct str file = settings_text(settings, SETTING_BLOCKED_PASSWORDS);
	struct err err = { 0 };

	*out = NULL;
	if (!settings_is_on(settings, SETTING_PASSWORD_BLOCKLIST))
		return EX_OK;
	*out = blocklist_new(file.n ? arena_z(a, file) : NULL, &err);
	if (*out)
		return EX_OK;
	return cli_fail(EX_CONFIG, "%s: %s",
			file.n ? settings->of[SETTING_BLOCKED_PASSWORDS].source : "blocklist",
			err.text);
}

static int open_issuer(struct issuer_node *node)
{
	struct err err = { 0 };
	struct issuer_config config;
	struct secrets secrets;
	int code = find_secrets(node, &secrets);

	if (code != EX_OK)
		return code;
	config = issuer_config(node, &secrets);
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
	return cli_fail(config.settings.keys.folder ? EX_CONFIG : EX_IOERR, "%s", err.text);
}

static int count_hashes(struct issuer_node *node)
{
	struct err err = { 0 };

	return stored_hashes_count(node->issuer, &err) ? EX_OK : cli_fail(EX_IOERR, "%s", err.text);
}

static int start_keys(struct issuer_node *node)
{
	node->keys = keyring_timer_start(node->issuer->keyring);
	return node->keys ? EX_OK : cli_fail(EX_OSERR, "the keys' timer cannot be started");
}

static int start_list(struct issuer_node *node)
{
	if (!node->issuer->revocations.list)
		return EX_OK;
	node->list = revocation_timer_start(node->issuer->revocations.list);
	return node->list ? EX_OK
			  : cli_fail(EX_OSERR, "the timer of the revocation list "
					       "cannot be started");
}

/* Before the first request, so that no banned user is let in by the cookie cache. What cannot be
 * read here costs a warning, or the use of that cache (bans.h, I3), and not the service of
 * everybody. */
static void judge_takeover(struct issuer_node *node)
{
	const struct plugin_features on = {
		.factors = !str_eq(settings_text(node->settings, SETTING_TWO_FACTOR), STR("off")),
		.passkeys = settings_is_on(node->settings, SETTING_PASSKEYS),
		.admin = settings_is_on(node->settings, SETTING_ADMIN),
	};
	struct err err = { 0 };
	size_t n;

	if (plugins_warn(node->store, clock_now_ms(&clock_real), on,
			 settings_text(node->settings, SETTING_TAKEOVER_ACCEPT), node->log,
			 &err) != STORE_OK)
		log_error(node->log, "what users lose by the takeover could not be counted",
			  str_z(err.text));
	if (!bans_enforce(node->issuer, &n, &err))
		log_error(node->log, "the access of banned users could not be ended",
			  str_z(err.text));
}

static int start_sweeper(struct issuer_node *node)
{
	node->sweeper = sweep_timer_start(node->issuer);
	return node->sweeper ? EX_OK : cli_fail(EX_OSERR, "the sweeper cannot be started");
}

static int make_rate_limit(struct issuer_node *node)
{
	struct rate_limit_config config = {
		.window_s = node->settings->of[SETTING_RATE_LIMIT_WINDOW].number,
		.max = node->settings->of[SETTING_RATE_LIMIT_MAX].number,
		.random = &random_kernel,
		.store = rate_limit_is_stored(node->settings, node->outside) ? node->store : NULL,
		.log = node->log,
	};

	struct err err = { 0 };

	if (!rate_limit_rules_read(node->arena, node->settings, &config.rules, &err))
		return cli_fail(EX_CONFIG, "%s", err.text);
	if (!rate_limit_is_on(node->settings, node->outside))
		return EX_OK;
	node->rate_limit = rate_limit_new(&config);
	return node->rate_limit ? EX_OK : cli_fail(EX_OSERR, "no memory");
}

static int start_mailing(struct issuer_node *node)
{
	if (mail_node_start(&node->mail, node->store, node->log))
		return EX_OK;
	return cli_fail(EX_OSERR, "the mail sender cannot be started");
}

static int start_pushing(struct issuer_node *node)
{
	return push_node_start(&node->push, node->store, &node->issuer->settings.secrets,
			       node->log);
}

static void wake_mails(void *sender)
{
	sender_wake(sender);
}

static void wake_pushes(void *sender)
{
	push_sender_wake(sender);
}

/* Without a mail server reminders by mail stay in their table, so that they do not fill the
 * outbox. */
static int start_reminding(struct issuer_node *node)
{
	node->remind = (struct remind){
		.store = node->store,
		.clock = &clock_real,
		.log = node->log,
		.url = node->outside->origin,
		.mail = { node->mail.config.way != SENDER_HOLDS, wake_mails, node->mail.sender },
		.push = { node->push.on, wake_pushes, node->push.sender },
	};
	if (!node->remind.mail.open && !node->remind.push.open)
		return EX_OK;
	return remind_start(&node->remind) ? EX_OK : cli_fail(EX_OSERR, "no thread for reminders");
}

static void *create_first_key(void *arg)
{
	struct issuer_node *node = arg;
	struct err err = { 0 };

	if (keyring_ensure(node->issuer->keyring, &err) != KEYRING_OK)
		log_error(node->log, "no signing key could be made", str_z(err.text));
	return NULL;
}

int issuer_node_start(struct issuer_node *node, struct store *store, const struct keeper *keeper,
		      const struct log *log)
{
	int code;

	node->store = store;
	node->keeper = keeper;
	node->log = log;
	code = make_rate_limit(node);
	if (code == EX_OK)
		code = make_throttle(node);
	if (code == EX_OK)
		code = issuer_open_blocklist(node->arena, node->settings, &node->blocklist);
	if (code == EX_OK)
		code = open_issuer(node);
	if (code == EX_OK)
		code = count_hashes(node);
	if (code == EX_OK)
		code = start_keys(node);
	if (code == EX_OK)
		code = start_list(node);
	if (code == EX_OK)
		judge_takeover(node);
	if (code == EX_OK)
		code = start_sweeper(node);
	if (code == EX_OK)
		code = start_mailing(node);
	if (code == EX_OK)
		code = start_pushing(node);
	if (code == EX_OK)
		code = start_reminding(node);
	return code;
}

void issuer_start_key_creation(struct issuer_node *node)
{
	if (node->issuer)
		node->key_thread_runs = thread_start(&node->key_thread, THREAD_STACK_DEFAULT,
						     create_first_key, node) == 0;
}

void issuer_await_key(struct issuer_node *node)
{
	if (node->key_thread_runs)
		pthread_join(node->key_thread, NULL);
	node->key_thread_runs = false;
}

void issuer_node_stop(struct issuer_node *node)
{
	issuer_await_key(node);
	remind_stop(&node->remind);
	ticker_stop(node->sweeper);
	ticker_stop(node->list);
	ticker_stop(node->keys);
	push_node_stop(&node->push);
	issuer_free(node->issuer);
	blocklist_free(node->blocklist);
	throttle_free(node->throttle);
	rate_limit_free(node->rate_limit);
	mail_node_stop(&node->mail);
}
