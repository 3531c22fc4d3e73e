#include "cli/sandbox/rules.h"

#include <libgen.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "store/files.h"

/* More rules than there is room for are left out, so that less is allowed; and so is one for the
 * root, which would allow everything. The judgement of the settings names those that lead there. */
static void allow(struct sandbox_rules *rules, const char *path, enum file_access access)
{
	if (path && !files_is_root(path) && rules->n < SANDBOX_RULES_MAX)
		rules->of[rules->n++] = (struct file_rule){ path, access };
}

static void allow_named(struct sandbox_rules *rules, struct str path, enum file_access access)
{
	if (path.n)
		allow(rules, arena_z(rules->arena, path), access);
}

/* The folder that has the file; of a file in the root, the file alone. */
static void allow_folder(struct sandbox_rules *rules, const char *path)
{
	size_t n = strlen(path) + 1;
	char *copy = memcpy(arena_alloc(rules->arena, n), path, n);
	const char *folder = dirname(copy);

	if (files_is_root(folder))
		folder = arena_z(rules->arena, str_z(path));
	allow(rules, folder, FILE_ACCESS_READ);
}

/* Files of operators are replaced by new ones, as certificates are, so it is their folder that is
 * read; but not the working directory, where a file without a folder is. */
static void allow_folder_of(struct sandbox_rules *rules, const char *path)
{
	__attribute__((cleanup(owned_free))) char *target = NULL;

	if (!strchr(path, '/')) {
		allow(rules, path, FILE_ACCESS_READ);
		return;
	}
	target = realpath(path, NULL);
	allow_folder(rules, path);
	if (target)
		allow_folder(rules, target);
}

/* --- what the libraries open ------------------------------------------------------------------ */

/* Modules and tables of libraries, time zones, random bytes. */
static const struct file_rule always[] = {
	{ "/usr/lib", FILE_ACCESS_READ },
	{ "/usr/lib64", FILE_ACCESS_READ },
	{ "/usr/share", FILE_ACCESS_READ },
	{ "/lib", FILE_ACCESS_READ },
	{ "/lib64", FILE_ACCESS_READ },
	{ "/etc/ld.so.cache", FILE_ACCESS_READ },
	{ "/etc/localtime", FILE_ACCESS_READ },
	{ "/etc/ssl/openssl.cnf", FILE_ACCESS_READ },
	{ "/dev/null", FILE_ACCESS_WRITE },
	{ "/dev/random", FILE_ACCESS_READ },
	{ "/dev/urandom", FILE_ACCESS_READ },
	{ "/proc/sys/vm/overcommit_memory", FILE_ACCESS_READ }, /* malloc */
	{ "/sys/devices/system/cpu", FILE_ACCESS_READ },
};

/* Resolving names and judging certificates. resolv.conf, hosts and others are replaced by new files
 * while the server runs, so their folders are read. */
static const struct file_rule of_clients[] = {
	{ "/etc", FILE_ACCESS_READ },
	{ "/run/NetworkManager", FILE_ACCESS_READ },
	{ "/run/resolvconf", FILE_ACCESS_READ },
	{ "/run/systemd/resolve", FILE_ACCESS_READ },
	{ "/usr/local/share/ca-certificates", FILE_ACCESS_READ },
};

static void allow_rows(struct sandbox_rules *rules, const struct file_rule *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		allow(rules, rows[i].path, rows[i].access);
}

/* Variables of OpenSSL and of libpq that name a file or a folder. */
static void allow_of_environment(struct sandbox_rules *rules)
{
	static const char *const names[] = { "OPENSSL_CONF",  "OPENSSL_MODULES", "SSL_CERT_DIR",
					     "SSL_CERT_FILE", "PGSERVICEFILE",   "PGSYSCONFDIR" };
	const char *home = getenv("HOME");

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		allow(rules, getenv(names[i]), FILE_ACCESS_READ);
	if (home && *home)
		allow(rules, arena_fmt(rules->arena, "%s/.postgresql", home).p, FILE_ACCESS_READ);
}

static void allow_client(struct sandbox_rules *rules, const struct settings *settings)
{
	static const enum setting certificates[] = { SETTING_SMTP_CA_FILE, SETTING_PUSH_CA_FILE };

	allow_rows(rules, of_clients, ARRAY_LEN(of_clients));
	allow_of_environment(rules);
	allow_folder_of(rules, "/etc/resolv.conf");
	for (size_t i = 0; i < ARRAY_LEN(certificates); i++)
		if (settings_text(settings, certificates[i]).n)
			allow_folder_of(rules, arena_z(rules->arena,
						       settings_text(settings, certificates[i])));
}

/* --- what the settings name ------------------------------------------------------------------- */

static void allow_database(struct sandbox_rules *rules, const struct store_files *files)
{
	for (size_t i = 0; i < files->n_folders; i++)
		allow(rules, files->folders[i], FILE_ACCESS_CHANGE);
	for (size_t i = 0; i < files->n_read; i++)
		allow_folder_of(rules, files->read[i]);
	allow(rules, files->passwords, FILE_ACCESS_READ);
}

static void allow_settings(struct sandbox_rules *rules, const struct settings *settings)
{
	struct str blocked = settings_text(settings, SETTING_BLOCKED_PASSWORDS);

	allow_named(rules, settings_text(settings, SETTING_MAIL_TEMPLATES), FILE_ACCESS_READ);
	allow_named(rules, settings_text(settings, SETTING_WEB_FOLDER), FILE_ACCESS_READ);
	allow_named(rules, settings_text(settings, SETTING_BACKUP_TO), FILE_ACCESS_CHANGE);
	if (blocked.n)
		allow_folder_of(rules, arena_z(rules->arena, blocked));
}

/* Connects to others: to a database, to a mail server, to push services, to the issuer of a task
 * node. */
static bool is_client(const struct settings *settings, const struct store_files *files)
{
	return files->server || settings_text(settings, SETTING_SMTP_HOST).n ||
	       settings_is_on(settings, SETTING_PUSH) ||
	       str_eq(settings_text(settings, SETTING_ROLE), STR("tasks"));
}

/* The data folder has the secret; where the database is in it as well, it is allowed by that. */
static void allow_keys(struct sandbox_rules *rules, const struct settings *settings,
		       enum sandbox_keys keys)
{
	struct str folder = settings_text(settings, SETTING_KEYS_DIR);

	if (keys == SANDBOX_KEYS_KEPT) {
		allow_named(rules, folder, FILE_ACCESS_LIST);
		return;
	}
	allow_named(rules, folder, FILE_ACCESS_READ);
	allow_named(rules, settings_text(settings, SETTING_DATA), FILE_ACCESS_CHANGE);
}

void sandbox_rules(struct arena *a, const struct settings *settings, enum sandbox_keys keys,
		   struct sandbox_rules *out)
{
	struct store_files files;

	store_files(a, settings_text(settings, SETTING_DATABASE), &files);
	*out = (struct sandbox_rules){ .arena = a, .client = is_client(settings, &files) };
	allow_rows(out, always, ARRAY_LEN(always));
	allow_database(out, &files);
	allow_settings(out, settings);
	allow_keys(out, settings, keys);
	if (out->client)
		allow_client(out, settings);
}

void sandbox_rules_of_keeper(struct arena *a, const struct settings *settings,
			     struct sandbox_rules *out)
{
	*out = (struct sandbox_rules){ .arena = a };
	allow_rows(out, always, ARRAY_LEN(always));
	allow_named(out, settings_text(settings, SETTING_DATA), FILE_ACCESS_CHANGE);
	allow_named(out, settings_text(settings, SETTING_KEYS_DIR), FILE_ACCESS_READ);
}
