/* Every setting of the program, in one table: rows.def. Its flag, its environment variables, its
 * type, its default and one line of documentation are one row; help, `ostiary config`, the manual
 * page, the shell completions and docs/host/settings.md are made from the same rows. rows.c is part
 * of this module.
 *
 * A flag beats an environment variable, which beats a file named by NAME_FILE, which beats the
 * default. An empty value is no value. */
#ifndef OSTIARY_CLI_SETTINGS_TABLE_H
#define OSTIARY_CLI_SETTINGS_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum setting {
#define SETTING(name, type, secrecy, group, ...) SETTING_##name,
#include "cli/settings/rows.def"
#undef SETTING
	SETTINGS,
};

enum setting_type {
	SETTING_TEXT = 0,
	SETTING_SECRET_TEXT, /* `least` bytes, or LIMIT_SECRET_MIN_BYTES for 0 */
	SETTING_SECRET_LIST, /* secrets with versions, each as long as one alone */
	SETTING_URL,         /* http or https, with a host */
	SETTING_INTEGER,     /* between least and most */
	SETTING_DURATION,    /* "24h", "15 minutes", or seconds; between least and most seconds */
	SETTING_CHOICE,      /* one of the words in choices */
	SETTING_SWITCH,      /* on or off */
};

/* Who may know a value. That it is masked where settings are shown, that a file with it must be
 * closed to other users, and that no flag gives it, all follow from this. */
enum setting_secrecy {
	SETTING_SECRECY_SECRET = 0, /* nobody */
	SETTING_SECRECY_CONNINFO,   /* everybody, without the password that may stand in it */
	SETTING_SECRECY_OPEN,       /* everybody */
};

/* The sections of help and documentation. */
enum setting_group {
	SETTING_GROUP_ADDRESS = 0,
	SETTING_GROUP_DATA,
	SETTING_GROUP_ROLE,
	SETTING_GROUP_KEYS,
	SETTING_GROUP_TOKENS,
	SETTING_GROUP_SESSIONS,
	SETTING_GROUP_SIGN_IN,
	SETTING_GROUP_MAILS,
	SETTING_GROUP_SMTP,
	SETTING_GROUP_PUSH,
	SETTING_GROUP_GUESSING,
	SETTING_GROUP_SERVER,
	SETTING_GROUPS,
};

/* What must hold beside a setting, so that its value does anything (needs.h). */
enum setting_need {
	SETTING_NEED_NOTHING = 0,
	SETTING_NEED_NO_LISTEN,
	SETTING_NEED_PROXIES,
	SETTING_NEED_HTTPS,
	SETTING_NEED_POSTGRES,
	SETTING_NEED_BACKUPS,
	SETTING_NEED_ISSUER,
	SETTING_NEED_TASK_NODE,
	SETTING_NEED_REVOCATIONS,
	SETTING_NEED_OWN_KEYS,
	SETTING_NEED_RSA,
	SETTING_NEED_REFRESH,
	SETTING_NEED_LONGER_SESSION,
	SETTING_NEED_COOKIE_CACHE,
	SETTING_NEED_CROSS_SUBDOMAIN,
	SETTING_NEED_SIGN_UP,
	SETTING_NEED_UNVERIFIED,
	SETTING_NEED_REQUIRED,
	SETTING_NEED_PASSKEYS,
	SETTING_NEED_ADMIN,
	SETTING_NEED_VERIFY_EMAIL,
	SETTING_NEED_RESET,
	SETTING_NEED_CHANGE_EMAIL,
	SETTING_NEED_DELETION,
	SETTING_NEED_DELETION_MAIL,
	SETTING_NEED_SMTP,
	SETTING_NEED_SMTP_ENCRYPTED,
	SETTING_NEED_PUSH,
	SETTING_NEED_BLOCKLIST,
	SETTING_NEED_RATE_LIMIT,
	SETTING_NEED_WEB,
	SETTING_NEEDS,
};

#define SETTING_NEEDS_MAX 2 /* of one row */

struct setting_row {
	const char *flag; /* without its dashes; NULL: none, as of every secret */
	const char *variables[2];
	enum setting_type type;
	enum setting_secrecy secrecy;
	enum setting_group group;
	const char *fallback; /* the default; NULL: none, or computed */
	const char *computed; /* in words, a default that is computed when it is needed; or NULL */
	int64_t least, most;
	const char *choices;     /* separated by blanks; of a duration: the word for 0 */
	const char *value;       /* how help names the value, "FILE"; NULL: setting_value_name() */
	const char *help;        /* one phrase, without a full stop */
	const char *better_auth; /* in Markdown, the option of Better Auth; NULL: there is none */
	enum setting_need needs[SETTING_NEEDS_MAX]; /* beside those of its group */
};

extern const struct setting_row setting_rows[SETTINGS];
extern const char *const setting_group_titles[SETTING_GROUPS];

struct setting_value {
	struct str text;    /* empty when it has neither a value nor a default */
	int64_t number;     /* of an integer; seconds of a duration */
	const char *source; /* "--port", "PORT", "BETTER_AUTH_SECRET_FILE", "default" */
};

struct settings {
	struct setting_value of[SETTINGS];
};

struct str settings_text(const struct settings *settings, enum setting which);

/* True when the text of a switch, or of a choice that has the word, is "on". */
bool settings_is_on(const struct settings *settings, enum setting which);

/* Whether a file with the value must be closed to other users. */
bool setting_is_private(const struct setting_row *row);

/* The words that the setting takes, separated by blanks; of a duration, the word for 0; NULL: any
 * text. */
const char *setting_choices(const struct setting_row *row);

/* How help names a value of the setting: "FILE", "TIME", "N". */
const char *setting_value_name(const struct setting_row *row);

/* The row of a flag, without its dashes; NULL: there is no such setting. */
const struct setting_row *setting_of_flag(struct str flag);

#endif
