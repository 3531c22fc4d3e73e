/* Every setting of the program, in one table: its flag, its environment variables, its type, its default
 * and one line of documentation. `ostiary help serve` and `ostiary config` are made of the same rows.
 *
 * A flag beats an environment variable, which beats a file named by NAME_FILE, which beats the default.
 * An empty value is no value.
 */
#ifndef OSTIARY_CLI_SETTINGS_H
#define OSTIARY_CLI_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/err.h"

enum setting {
	SETTING_DATA,
	SETTING_LISTEN,
	SETTING_HOST,
	SETTING_PORT,
	SETTING_DATABASE,
	SETTING_DB_SCHEMA,
	SETTING_PG_POOL,
	SETTING_PG_PREPARE,
	SETTING_SECRET,
	SETTING_SECRETS,
	SETTING_BASE_URL,
	SETTING_TRUSTED_ORIGINS,
	SETTING_JWT_ISSUER,
	SETTING_JWT_AUDIENCE,
	SETTING_JWT_EXPIRES_IN,
	SETTING_JWKS_ALG,
	SETTING_RSA_BITS,
	SETTING_KEY_ROTATION,
	SETTING_KEY_PENDING,
	SETTING_KEY_GRACE,
	SETTING_KEYS_DIR,
	SETTING_NOT_BEFORE,
	SETTING_NOT_BEFORE_INTERVAL,
	SETTING_NOT_BEFORE_URL,
	SETTING_ROLE,
	SETTING_JWKS_URL,
	SETTING_ISSUER_URL,
	SETTING_JWKS_TTL,
	SETTING_JWKS_COOLDOWN,
	SETTING_JWKS_HTTP,
	SETTING_SIGN_IN_URL,
	SETTING_BASE_PATH,
	SETTING_SESSION_EXPIRES_IN,
	SETTING_SESSION_UPDATE_AGE,
	SETTING_SESSION_FRESH_AGE,
	SETTING_SESSION_MAX_LIFE,
	SETTING_SESSION_DEFER_REFRESH,
	SETTING_SESSION_DISABLE_REFRESH,
	SETTING_COOKIE_CACHE,
	SETTING_COOKIE_CACHE_MAX_AGE,
	SETTING_COOKIE_CACHE_VERSION,
	SETTING_COOKIE_PREFIX,
	SETTING_CROSS_SUBDOMAIN,
	SETTING_COOKIE_DOMAIN,
	SETTING_SECURE_COOKIES,
	SETTING_ID,
	SETTING_PASSWORD_HASH,
	SETTING_PASSWORD_MIN,
	SETTING_PASSWORD_MAX,
	SETTING_PASSWORD_BLOCKLIST,
	SETTING_BLOCKED_PASSWORDS,
	SETTING_SIGN_UP,
	SETTING_AUTO_SIGN_IN,
	SETTING_REQUIRE_VERIFICATION,
	SETTING_SEND_ON_SIGN_UP,
	SETTING_SEND_ON_SIGN_IN,
	SETTING_SIGN_IN_AFTER_VERIFICATION,
	SETTING_VERIFY_EMAIL,
	SETTING_VERIFICATION_EXPIRES_IN,
	SETTING_PASSWORD_RESET,
	SETTING_RESET_EXPIRES_IN,
	SETTING_REVOKE_ON_RESET,
	SETTING_STORE_IDENTIFIER,
	SETTING_CHANGE_EMAIL,
	SETTING_CHANGE_EMAIL_UNVERIFIED,
	SETTING_CHANGE_EMAIL_CONFIRM,
	SETTING_DELETE_USER,
	SETTING_DELETE_USER_CONFIRM,
	SETTING_DELETE_USER_EXPIRES_IN,
	SETTING_RATE_LIMIT,
	SETTING_RATE_LIMIT_WINDOW,
	SETTING_RATE_LIMIT_MAX,
	SETTING_RATE_LIMIT_STORAGE,
	SETTING_ACCOUNT_THROTTLE,
	SETTING_TRUSTED_PROXIES,
	SETTING_IP_HEADER,
	SETTING_IPV6_PREFIX,
	SETTING_LOG_LEVEL,
	SETTING_LOG_FORMAT,
	SETTING_THREADS,
	SETTING_CONNECTIONS,
	SETTING_CONNECTIONS_PER_ADDRESS,
	SETTING_HEAD_TIMEOUT,
	SETTING_BODY_TIMEOUT,
	SETTING_VERDICT_CACHE,
	SETTING_WEB,
	SETTING_WEB_FOLDER,
	SETTING_SMTP_HOST,
	SETTING_SMTP_PORT,
	SETTING_SMTP_SECURITY,
	SETTING_SMTP_USER,
	SETTING_SMTP_PASSWORD,
	SETTING_SMTP_CA_FILE,
	SETTING_MAIL_FROM,
	SETTING_MAIL_PRODUCT,
	SETTING_MAIL_TEMPLATES,
	SETTINGS,
};

struct setting_value {
	struct str text;    /* empty when it has neither a value nor a default */
	int64_t number;     /* of an integer; seconds of a duration */
	const char *source; /* "--port", "PORT", "BETTER_AUTH_SECRET_FILE", "default" */
};

struct settings {
	struct setting_value of[SETTINGS];
};

enum settings_rc {
	SETTINGS_OK = 0,
	SETTINGS_USAGE,      /* an unknown flag, a flag without a value, a bad value of a flag */
	SETTINGS_BAD_CONFIG, /* a bad value in the environment or in a file that it names */
	SETTINGS_HELP,       /* --help was asked for */
};

/* Reads flags (argv[1] to argv[argc-1], all of them settings) and the environment. *err holds one line
 * that names what is wrong and what would be right. The texts live in the arena. */
enum settings_rc settings_read(struct arena *a, int argc, char **argv, char **environment,
			       struct settings *out, struct err *err);

/* Gives the settings whose default depends on the machine the value that the program will use: the data
 * folder, the database in it, one HTTP thread per core. */
void settings_settle(struct arena *a, struct settings *settings);

/* The same for the outside address and the tokens' issuer and audience, for showing them: which port
 * it is may only be known once the server listens. */
void settings_settle_address(struct arena *a, struct settings *settings);

/* One line per setting with its value (secrets masked) and where it came from. */
void settings_put(struct buf *b, const struct settings *settings);

/* The flags with their variables, defaults and meaning, for help. */
void settings_put_help(struct buf *b);

#endif
