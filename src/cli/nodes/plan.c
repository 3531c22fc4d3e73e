#include "cli/nodes/plan.h"

#include <errno.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "auth/keys/keyring.h"
#include "base/cleanup.h"
#include "cli/nodes/mail.h"
#include "cli/push/push.h"
#include "cli/nodes/task.h"
#include "cli/resolve/data_dir.h"
#include "cli/resolve/issuer_settings.h"
#include "cli/resolve/own_fields.h"
#include "cli/resolve/paths.h"
#include "cli/resolve/secret.h"
#include "cli/tree/output.h"
#include "core/conninfo.h"
#include "core/private_file.h"
#include "crypto/password/blocklist.h"
#include "sandbox/files.h"
#include "store/files.h"
#include "store/schema/plugins.h"
#include "store/store.h"

struct plan {
	struct arena *arena;
	const struct settings *settings;
	enum app_role role;
	struct public_address outside; /* after judge_address() */
};

enum app_role plan_role(const struct settings *settings)
{
	struct str word = settings_text(settings, SETTING_ROLE);

	if (str_eq(word, STR("auth")))
		return APP_AUTH;
	return str_eq(word, STR("tasks")) ? APP_TASKS : APP_ALL;
}

/* --- the judges, each with its own exit code -------------------------------------------------- */

static int judge_address(struct plan *p)
{
	struct listen_address listening;
	struct err err = { 0 };

	if (!address_to_listen(p->settings, &listening, &err))
		return cli_fail(EX_USAGE, "%s", err.text);
	if (!address_to_outside(p->arena, p->settings, &listening, &p->outside, &err))
		return cli_fail(EX_CONFIG, "%s", err.text);
	if (!address_of_metrics(p->settings, &listening, &err) && err.text[0])
		return cli_fail(EX_USAGE, "%s", err.text);
	return EX_OK;
}

static int judge_clients(struct plan *p)
{
	struct app_cookies cookies;
	struct proxies proxies;
	struct err err = { 0 };

	if (cookies_read(p->arena, p->settings, &p->outside, &cookies, &err) &&
	    proxies_read(p->arena, p->settings, &proxies, &err))
		return EX_OK;
	return cli_fail(EX_CONFIG, "%s", err.text);
}

static int judge_fields(struct plan *p)
{
	const struct own_tables *own;
	struct rate_limit_rules rules;
	struct app_paths disabled;
	struct err err = { 0 };

	if (own_fields_read(p->arena, p->settings, &own, &err) &&
	    rate_limit_rules_read(p->arena, p->settings, &rules, &err) &&
	    disabled_paths_read(p->arena, p->settings, &disabled, &err))
		return EX_OK;
	return cli_fail(EX_CONFIG, "%s", err.text);
}

static int judge_data(struct plan *p)
{
	struct str folder = settings_text(p->settings, SETTING_DATA);
	struct err err = { 0 };

	if (folder.n == 0)
		return cli_fail(EX_CONFIG, "there is no home folder to keep the data in; name a "
					   "folder with --data");
	return data_dir_look(p->arena, folder, &err) ? EX_OK
						     : cli_fail(EX_CANTCREAT, "%s", err.text);
}

static int judge_database(struct plan *p)
{
	struct str url = settings_text(p->settings, SETTING_DATABASE);
	struct err err = { 0 };

	if (!store_url_is_good(url, &err))
		return cli_fail(EX_CONFIG, "DATABASE_URL: %s", err.text);
	return EX_OK;
}

/* The folder of the data is made before the database is opened. */
static int judge_database_file(struct plan *p)
{
	struct str url = settings_text(p->settings, SETTING_DATABASE);
	struct err err = { 0 };

	if (store_file_is_good(p->arena, url, settings_text(p->settings, SETTING_DATA), &err))
		return EX_OK;
	return cli_fail(EX_CANTCREAT, "%s", err.text);
}

/* Settings that name what must be there when it is used. */
static int judge_places(struct plan *p)
{
	static const struct {
		enum setting which;
		bool folder;
	} places[] = { { SETTING_WEB_FOLDER, true },
		       { SETTING_BACKUP_TO, true },
		       { SETTING_SMTP_CA_FILE, false },
		       { SETTING_PUSH_CA_FILE, false } };

	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		const struct setting_value *value = &p->settings->of[places[i].which];
		const char *path = arena_z(p->arena, value->text);
		struct stat info;

		if (!value->text.n)
			continue;
		if (stat(path, &info) != 0 || access(path, R_OK) != 0)
			return cli_fail(EX_CONFIG, "%s: %s: %s", value->source, path,
					strerror(errno));
		if (!S_ISDIR(info.st_mode) == places[i].folder)
			return cli_fail(EX_CONFIG, "%s: %s is not a %s", value->source, path,
					places[i].folder ? "folder" : "file");
	}
	return EX_OK;
}

/* Who asks for backups and gets none would find out on the day when one is needed. */
static int judge_backups(struct plan *p)
{
	const struct setting_value *to = &p->settings->of[SETTING_BACKUP_TO];

	if (!to->text.n)
		return EX_OK;
	if (conninfo_form(settings_text(p->settings, SETTING_DATABASE)) != CONNINFO_NONE)
		return cli_fail(EX_CONFIG,
				"%s: a PostgreSQL database is backed up with its own programs "
				"(docs/host/backup.md)",
				to->source);
	if (access(arena_z(p->arena, to->text), W_OK) == 0)
		return EX_OK;
	return cli_fail(EX_CONFIG, "%s: %.*s: %s", to->source, STR_FMT(to->text), strerror(errno));
}

static int refuse_root(const struct setting_value *value)
{
	return cli_fail(EX_CONFIG,
			"%s: \"%.*s\" would give the server the root of all files, so that nothing "
			"confines it; name a folder below it, or set OSTIARY_LANDLOCK=off",
			value->source, STR_FMT(value->text));
}

/* A server that is confined to the root is not confined. */
static int judge_confinement(struct plan *p)
{
	static const enum setting folders[] = { SETTING_DATA, SETTING_KEYS_DIR,
						SETTING_MAIL_TEMPLATES, SETTING_WEB_FOLDER,
						SETTING_BACKUP_TO };
	const struct setting_value *of = p->settings->of;
	struct store_files files;

	if (!settings_is_on(p->settings, SETTING_LANDLOCK))
		return EX_OK;
	for (size_t i = 0; i < ARRAY_LEN(folders); i++)
		if (of[folders[i]].text.n && files_is_root(arena_z(p->arena, of[folders[i]].text)))
			return refuse_root(&of[folders[i]]);
	store_files(p->arena, of[SETTING_DATABASE].text, &files);
	for (size_t i = 0; i < files.n_folders; i++)
		if (files_is_root(files.folders[i]))
			return refuse_root(&of[SETTING_DATABASE]);
	return EX_OK;
}

static int judge_task_node(struct plan *p)
{
	struct task_node node;
	struct err err = { 0 };

	if (p->role != APP_TASKS || task_node_prepare(&node, p->arena, p->settings, &err))
		return EX_OK;
	return cli_fail(EX_CONFIG, "%s", err.text);
}

static int judge_takeover(struct plan *p)
{
	const struct setting_value *accepted = &p->settings->of[SETTING_TAKEOVER_ACCEPT];
	struct err err = { 0 };

	if (plugins_accept_is_valid(accepted->text, &err))
		return EX_OK;
	return cli_fail(EX_CONFIG, "%s: %s", accepted->source, err.text);
}

static int judge_issuer(struct plan *p)
{
	struct issuer_settings issuer;
	struct mail_node mail;
	struct push_node push;
	struct err err = { 0 };

	if (p->role == APP_TASKS)
		return EX_OK;
	issuer_settings_read(p->arena, p->settings, &p->outside, &issuer);
	if (issuer_settings_fit(p->settings, &issuer, &err) &&
	    mail_node_prepare(&mail, p->arena, p->settings, p->outside.origin, &err) &&
	    push_node_prepare(&push, p->arena, p->settings, &p->outside, &err))
		return EX_OK;
	return cli_fail(EX_CONFIG, "%s", err.text);
}

static int judge_blocklist(struct plan *p)
{
	const struct setting_value *file = &p->settings->of[SETTING_BLOCKED_PASSWORDS];
	OWNED(blocklist_free) struct blocklist *list = NULL;
	struct err err = { 0 };

	if (p->role == APP_TASKS || !file->text.n ||
	    !settings_is_on(p->settings, SETTING_PASSWORD_BLOCKLIST))
		return EX_OK;
	list = blocklist_new(arena_z(p->arena, file->text), &err);
	return list ? EX_OK : cli_fail(EX_CONFIG, "%s: %s", file->source, err.text);
}

/* A sticky folder may be open to others, as those of orchestrators are: the files in it are still
 * their owners', which are looked at one by one. */
static const char *keys_folder_fault(const char *path)
{
	const char *fault = private_link_fault(path);
	struct stat info;

	if (fault)
		return fault;
	if (stat(path, &info) != 0)
		return strerror(errno);
	if (!S_ISDIR(info.st_mode))
		return "it is not a folder";
	if ((info.st_mode & (S_IWGRP | S_IWOTH)) && !(info.st_mode & S_ISVTX))
		return "others may write to it; chmod go-w removes that";
	return private_owner_fault(&info);
}

static int judge_secrets(struct plan *p)
{
	const struct setting_value *keys = &p->settings->of[SETTING_KEYS_DIR];
	const char *folder = arena_z(p->arena, keys->text);
	struct secrets secrets;
	struct err err = { 0 };

	if (p->role == APP_TASKS)
		return EX_OK;
	if (keys->text.n && keys_folder_fault(folder))
		return cli_fail(EX_CONFIG, "%s: %s: %s", keys->source, folder,
				keys_folder_fault(folder));
	if (secrets_find(p->arena, p->settings, SECRET_LEAVE, &random_kernel, &secrets, &err) ==
	    SECRET_UNUSABLE)
		return cli_fail(EX_CONFIG, "%s", err.text);
	return EX_OK;
}

/* What is left out beside a key that signs is reported by the start that uses the folder. */
static int judge_key_files(struct plan *p)
{
	const struct log unheard = { .fd = -1, .level = LOG_LEVEL_ERROR, .clock = &clock_real };
	struct issuer_settings issuer;
	struct keyring_config config;
	struct key_info *keys;
	struct err err = { 0 };
	size_t n;

	if (p->role == APP_TASKS)
		return EX_OK;
	issuer_settings_read(p->arena, p->settings, &p->outside, &issuer);
	config = (struct keyring_config){ .clock = &clock_real,
					  .random = &random_kernel,
					  .log = &unheard,
					  .alg = issuer.keys.alg,
					  .rules = issuer.keys.rules,
					  .folder = issuer.keys.folder };
	if (!config.folder || keyring_list(&config, p->arena, &keys, &n, &err) == KEYRING_OK)
		return EX_OK;
	return cli_fail(EX_CONFIG, "%s", err.text);
}

int plan_judge(struct arena *a, const struct settings *settings)
{
	static int (*const judges[])(struct plan *) = {
		judge_address,   judge_clients,   judge_fields,        judge_data,
		judge_database,  judge_places,    judge_backups,       judge_confinement,
		judge_task_node, judge_issuer,    judge_takeover,      judge_blocklist,
		judge_secrets,   judge_key_files, judge_database_file,
	};
	struct plan plan = { .arena = a, .settings = settings, .role = plan_role(settings) };
	int code = EX_OK;

	for (size_t i = 0; i < ARRAY_LEN(judges) && code == EX_OK; i++)
		code = judges[i](&plan);
	return code;
}
