#include "auth/open.h"

#include <stdlib.h>

#include "auth/abuse/alias.h"
#include "auth/revocation/list.h"
#include "auth/session/cookie_cache.h"
#include "crypto/cookie_mac.h"
#include "crypto/password/password.h"

static void switch_mail_features_off(struct issuer_settings *settings)
{
	settings->reset.enabled = false;
	settings->verification.enabled = false;
	settings->change_email.confirm = false;
	settings->deletion.confirm = false;
	settings->two_factor.mail_codes = false;
}

static enum keyring_rc open_keyring(struct issuer *issuer, struct err *err)
{
	const struct issuer_settings *settings = &issuer->settings;
	const struct keyring_config config = {
		.store = issuer->store,
		.clock = issuer->clock,
		.random = issuer->random,
		.log = issuer->log,
		.secrets = settings->secrets,
		.alg = settings->keys.alg,
		.rsa_bits = (unsigned)settings->keys.rsa_bits,
		.id_kind = settings->id_kind,
		.rules = settings->keys.rules,
		.folder = settings->keys.folder,
		.takes_clear = settings->keys.takes_clear,
	};

	return keyring_open(&config, &issuer->keyring, err);
}

static enum keyring_rc open_revocations(struct issuer *issuer, struct err *err)
{
	const struct revocation_list_config config = {
		.store = issuer->store,
		.clock = issuer->clock,
		.log = issuer->log,
		.keyring = issuer->keyring,
		.issuer = issuer->settings.token.issuer,
	};
	struct revocations *revocations = &issuer->revocations;

	*revocations = (struct revocations){ .enabled = issuer->settings.revocations,
					     .store = issuer->store,
					     .clock = issuer->clock,
					     .log = issuer->log,
					     .token_life_s = issuer->settings.token.life_s };
	if (!revocations->enabled)
		return KEYRING_OK;
	revocations->list = revocation_list_new(&config, err);
	return revocations->list ? KEYRING_OK : KEYRING_FAULT;
}

/* False: no memory. */
static bool open_cookies(struct issuer *issuer)
{
	const struct keeper *keeper = issuer->settings.secrets.keeper;
	struct cookie_cache_config config = {
		.rules = issuer->settings.cache,
		.own = issuer->settings.own,
		.secrets = &issuer->settings.secrets,
		.clock = issuer->clock,
		.random = issuer->random,
	};

	issuer->cookie_key =
		keeper ? cookie_key_kept(keeper) : cookie_key_new(issuer->settings.secrets.current);
	if (!issuer->cookie_key)
		return false;
	alias_key_init(&issuer->alias_key, issuer->cookie_key);
	config.cookie_key = issuer->cookie_key;
	issuer->cache = cookie_cache_new(&config);
	return issuer->cache != NULL;
}

/* False: no memory. */
static bool open_hashes(struct issuer *issuer)
{
	const struct hash_cost made = password_kind_cost(issuer->settings.password.kind);

	issuer->hashes = hashes_in_use_new(&made);
	return issuer->hashes != NULL;
}

enum keyring_rc issuer_open(const struct issuer_config *config, struct issuer **out,
			    struct err *err)
{
	OWNED(issuer_free) struct issuer *issuer = calloc(1, sizeof(*issuer));
	enum keyring_rc rc = KEYRING_FAULT;

	if (!issuer) {
		err_set(err, "no memory for the issuer");
		return KEYRING_FAULT;
	}
	*issuer = (struct issuer){
		.store = config->store,
		.clock = config->clock,
		.random = config->random,
		.log = config->log,
		.announce = config->announce,
		.throttle = config->throttle,
		.blocklist = config->blocklist,
		.settings = config->settings,
	};
	issuer->settings.trusted.own = config->settings.origin;
	issuer->settings.keys.rules.token_s = issuer->settings.token.life_s;
	if (!issuer->announce)
		switch_mail_features_off(&issuer->settings);
	if (open_cookies(issuer) && open_hashes(issuer))
		rc = open_keyring(issuer, err);
	else
		err_set(err, "no memory for the issuer");
	if (rc == KEYRING_OK)
		rc = open_revocations(issuer, err);
	if (rc == KEYRING_OK)
		*out = TAKE(issuer);
	return rc;
}

void issuer_free(struct issuer *issuer)
{
	if (!issuer)
		return;
	revocation_list_free(issuer->revocations.list);
	keyring_free(issuer->keyring);
	cookie_cache_free(issuer->cache);
	cookie_key_free(issuer->cookie_key);
	hashes_in_use_free(issuer->hashes);
	free(issuer);
}
