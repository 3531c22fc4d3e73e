#include "cli/settings/variables.h"

#include "base/ascii.h"
#include "base/cleanup.h"
#include "cli/settings/nearest.h"
#include "cli/settings/table.h"

/* --- of platforms ----------------------------------------------------------------------------- */

static const char protocols[] = "TCP UDP SCTP";

/* The text behind the last occurrence of the words; false when there is none. */
static bool behind_last(struct str text, struct str words, struct str *out)
{
	for (size_t at = text.n; at-- > 0;)
		if (str_starts(str_tail(text, at), words)) {
			*out = str_tail(text, at + words.n);
			return true;
		}
	return false;
}

/* "tcp://10.0.0.1:80" */
static bool is_address(struct str value)
{
	return str_starts(value, STR("tcp://")) || str_starts(value, STR("udp://")) ||
	       str_starts(value, STR("sctp://"));
}

/* "80_TCP", "80_TCP_ADDR": what stands behind NAME_PORT_. */
static bool is_port_part(struct str text)
{
	struct str number, rest, protocol, what;

	str_cut(text, '_', &number, &rest);
	str_cut(rest, '_', &protocol, &what);
	for (size_t i = 0; i < number.n; i++)
		if (!ascii_is_digit(number.p[i]))
			return false;
	return number.n > 0 && str_is_word_of(protocol, protocols) &&
	       (what.n == 0 || str_is_word_of(what, "PROTO PORT ADDR"));
}

bool variable_is_injected(struct str name, struct str value)
{
	struct str rest;

	if (str_ends(name, STR("_SERVICE_HOST")) || str_ends(name, STR("_SERVICE_PORT")))
		return true;
	if (str_ends(name, STR("_PORT")) && is_address(value))
		return true;
	if (behind_last(name, STR("_SERVICE_PORT_"), &rest) && rest.n)
		return true;
	/* The path of a link from one container to another, and the other's own environment. */
	if (str_ends(name, STR("_NAME")) && str_starts(value, STR("/")) &&
	    str_find(str_tail(value, 1), '/') > 0)
		return true;
	if (behind_last(name, STR("_ENV_"), &rest) && rest.n)
		return true;
	/* NAME_PORT_80_TCP_PORT has the words twice. */
	if (str_ends(name, STR("_PORT")))
		name.n -= 5;
	return behind_last(name, STR("_PORT_"), &rest) && is_port_part(rest);
}

/* --- of settings ------------------------------------------------------------------------------ */

/* Variables of earlier builds. Ignoring them would switch revocation off in silence. */
static const struct {
	struct str earlier;
	const char *now;
} renamed[] = {
	{ STR_INIT("OSTIARY_NOT_BEFORE"), "OSTIARY_REVOCATIONS" },
	{ STR_INIT("OSTIARY_NOT_BEFORE_URL"), "OSTIARY_REVOCATIONS_URL" },
	{ STR_INIT("OSTIARY_NOT_BEFORE_INTERVAL"), "OSTIARY_REVOCATIONS_INTERVAL" },
};

/* True when the name is the variable, or the variable with "_FILE". */
static bool names_variable(struct str name, struct str variable)
{
	return str_starts(name, variable) &&
	       (name.n == variable.n || str_eq(str_tail(name, variable.n), STR("_FILE")));
}

/* True when the variable was renamed; the new name is in *err. */
static bool was_renamed(struct str name, struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(renamed); i++)
		if (names_variable(name, renamed[i].earlier)) {
			err_set(err, "%.*s is now %s%.*s", STR_FMT(name), renamed[i].now,
				STR_FMT(str_tail(name, renamed[i].earlier.n)));
			return true;
		}
	return false;
}

/* OSTIARY_PORT is meant to be PORT. */
static bool has_prefix_too_many(struct str name, struct str ours)
{
	struct str rest = str_tail(name, strlen("OSTIARY_"));

	return str_starts(name, STR("OSTIARY_")) && names_variable(rest, ours);
}

/* True when the name is a variable of a setting, or that variable with "_FILE". Otherwise *near is
 * a variable that differs from the name by a typing error, when there is one. */
static bool is_variable(struct str name, const char **near)
{
	const char *meant = NULL;

	for (size_t i = 0; i < SETTINGS; i++)
		for (size_t j = 0; j < 2 && setting_rows[i].variables[j]; j++) {
			struct str ours = str_z(setting_rows[i].variables[j]);

			if (names_variable(name, ours))
				return true;
			if (has_prefix_too_many(name, ours))
				meant = ours.p;
			else if (nearest_is_typo(name, ours))
				*near = ours.p;
		}
	if (meant)
		*near = meant;
	return false;
}

/* Read by a command alone (cli/client/client.h). */
static bool is_of_command(struct str name)
{
	return str_eq(name, STR("OSTIARY_TOKEN"));
}

/* True when the name is almost that of a setting; that name is in *err. */
static bool is_misspelt(struct str name, struct err *err)
{
	const char *near = NULL;

	if (!str_starts(name, STR("OSTIARY_")) && !str_starts(name, STR("BETTER_AUTH_")))
		return false;
	if (is_variable(name, &near) || !near)
		return false;
	err_set(err, "unknown setting %.*s; did you mean %s?", STR_FMT(name), near);
	return true;
}

bool variables_are_known(char **environment, struct err *err)
{
	for (char **at = environment; *at; at++) {
		struct str name, value;

		str_cut(str_z(*at), '=', &name, &value);
		if (variable_is_injected(name, value) || is_of_command(name))
			continue;
		if ((value.n && was_renamed(name, err)) || is_misspelt(name, err))
			return false;
	}
	return true;
}
