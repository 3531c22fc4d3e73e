#include "auth/issuer.h"

#include <stdlib.h>

#include "auth/alias.h"
#include "auth/not_before_list.h"

void issuer_settings_default(struct issuer_settings *settings)
{
	*settings = (struct issuer_settings){
		.jwt_expires_s = 900,
		.jwks_alg = SIGNING_ALG_RS256,
		.keys = { .rotation_s = 2592000, .pending_s = 600, .grace_s = KEYRING_GRACE_S },
		.password_min = 8,
		.password_max = 128,
		.session_s = 604800,
		.session_update_s = 86400,
		.session_brief_s = 86400,
		.session_fresh_s = 86400,
		.reset_s = 3600,
		.verification_s = 3600,
		.deletion_s = 86400,
		.cache = { .max_age_s = 300, .version = STR("1") },
	};
}

/* Without mails there is nothing that waits for one. */
static void switch_mails_off(struct issuer_settings *settings)
{
	settings->reset_password = false;
	settings->verify_email = false;
	settings->change_email_confirm = false;
	settings->delete_user_confirm = false;
}

static enum keyring_rc open_keyring(struct issuer *issuer, struct err *err)
{
	const struct keyring_config config = {
		.store = issuer->store,
		.clock = issuer->clock,
		.random = issuer->random,
		.log = issuer->log,
		.secrets = issuer->settings.secrets,
		.alg = issuer->settings.jwks_alg,
		.rsa_bits = (unsigned)issuer->settings.rsa_bits,
		.id_kind = issuer->settings.id_kind,
		.rules = issuer->settings.keys,
		.folder = issuer->settings.keys_folder,
	};

	return keyring_open(&config, &issuer->keyring, err);
}

static enum keyring_rc open_list(struct issuer *issuer, struct err *err)
{
	const struct not_before_config config = {
		.store = issuer->store,
		.clock = issuer->clock,
		.log = issuer->log,
		.keyring = issuer->keyring,
		.issuer = issuer->settings.jwt_issuer,
	};

	if (!issuer->settings.not_before)
		return KEYRING_OK;
	issuer->thrown_out = not_before_list_new(&config, err);
	return issuer->thrown_out ? KEYRING_OK : KEYRING_FAULT;
}

/* False: no memory. */
static bool open_cookies(struct issuer *issuer)
{
	struct session_cache_config config = {
		.rules = issuer->settings.cache,
		.secrets = &issuer->settings.secrets,
		.clock = issuer->clock,
		.random = issuer->random,
	};

	issuer->cookie_key = cookie_key_new(issuer->settings.secrets.current);
	if (!issuer->cookie_key)
		return false;
	alias_key_init(&issuer->alias_key, issuer->cookie_key);
	config.cookie_key = issuer->cookie_key;
	issuer->cache = session_cache_new(&config);
	return issuer->cache != NULL;
}

enum keyring_rc issuer_open(const struct issuer_config *config, struct issuer **out,
			    struct err *err)
{
	struct issuer *issuer = calloc(1, sizeof(*issuer));
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
	issuer->settings.keys.token_s = issuer->settings.jwt_expires_s;
	if (!issuer->announce)
		switch_mails_off(&issuer->settings);
	if (open_cookies(issuer))
		rc = open_keyring(issuer, err);
	else
		err_set(err, "no memory for the issuer");
	if (rc == KEYRING_OK)
		rc = open_list(issuer, err);
	if (rc == KEYRING_OK)
		*out = issuer;
	else
		issuer_free(issuer);
	return rc;
}

void issuer_free(struct issuer *issuer)
{
	if (!issuer)
		return;
	not_before_list_free(issuer->thrown_out);
	keyring_free(issuer->keyring);
	session_cache_free(issuer->cache);
	cookie_key_free(issuer->cookie_key);
	free(issuer);
}
