#include "cli/settings/parse.h"

#include "base/cleanup.h"
#include "core/conninfo.h"
#include "cli/settings/check.h"
#include "cli/settings/value_file.h"
#include "cli/settings/variables.h"

static struct str environment_value(char **environment, const char *name)
{
	struct str wanted = str_z(name), found, value;

	for (char **at = environment; *at; at++)
		if (str_cut(str_z(*at), '=', &found, &value) && str_eq(found, wanted) &&
		    !variable_is_injected(found, value))
			return value;
	return str_of(NULL, 0);
}

/* Takes the value of the first variable that has one. False when its file cannot be read. */
static bool from_environment(struct arena *a, const struct setting_row *row, char **environment,
			     struct setting_value *out, struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(row->variables) && row->variables[i]; i++) {
		const char *name = row->variables[i];
		const char *file_name = arena_fmt(a, "%s_FILE", name).p;
		struct str path = environment_value(environment, file_name);
		const char *fault;

		out->source = name;
		out->text = environment_value(environment, name);
		if (out->text.n)
			return true;
		if (!path.n)
			continue;
		out->source = file_name;
		fault = value_file_read(arena_z(a, path), setting_is_private(row),
					arena_alloc(a, VALUE_FILE_MAX + 1), &out->text);
		if (fault)
			err_set(err, "names %.*s: %s", STR_FMT(path), fault);
		return !fault;
	}
	return true;
}

/* Other users of the machine see the flags of a process. */
static bool flag_is_open(const struct setting_row *row, struct str text, struct err *err)
{
	bool open = row->secrecy == SETTING_SECRECY_OPEN ||
		    (row->secrecy == SETTING_SECRECY_CONNINFO &&
		     (conninfo_form(text) == CONNINFO_NONE || !conninfo_has_password(text)));

	if (!open)
		err_set(err,
			"holds a password, and other users of this machine see flags; put the "
			"value into %s, or into a file that %s_FILE names",
			row->variables[0], row->variables[0]);
	return open;
}

static bool is_read(const struct setting_value *value)
{
	return value->source && !str_starts(str_z(value->source), STR("--"));
}

static enum settings_rc read_row(struct arena *a, const struct setting_row *row, char **environment,
				 struct setting_value *value, struct err *err)
{
	bool flag = value->text.n > 0;

	if (!flag && !from_environment(a, row, environment, value, err))
		return SETTINGS_BAD_CONFIG;
	if (flag && !flag_is_open(row, value->text, err))
		return SETTINGS_USAGE;
	if (!value->text.n) {
		value->text = str_z(row->fallback);
		value->source = "default";
	}
	if (value->text.n && !setting_check(row, value, err))
		return flag ? SETTINGS_USAGE : SETTINGS_BAD_CONFIG;
	return SETTINGS_OK;
}

static bool is_secret_of_keys(size_t which)
{
	return which == SETTING_SECRET || which == SETTING_SECRETS;
}

static enum settings_rc read_rows(struct arena *a, char **environment, bool secret,
				  struct settings *settings, struct err *err)
{
	enum settings_rc rc = SETTINGS_OK;

	if (!variables_are_known(environment, err))
		return SETTINGS_BAD_CONFIG;
	for (size_t i = 0; i < SETTINGS && rc == SETTINGS_OK; i++) {
		struct setting_value *value = &settings->of[i];

		if (is_read(value) || (!secret && is_secret_of_keys(i)))
			continue;
		rc = read_row(a, &setting_rows[i], environment, value, err);
		if (rc != SETTINGS_OK)
			err_prefix(err, value->source);
	}
	return rc;
}

enum settings_rc settings_read(struct arena *a, char **environment, struct settings *settings,
			       struct err *err)
{
	return read_rows(a, environment, true, settings, err);
}

enum settings_rc settings_read_but_secret(struct arena *a, char **environment,
					  struct settings *settings, struct err *err)
{
	return read_rows(a, environment, false, settings, err);
}
