#include "store/postgres/own.h"

#include <stdlib.h>

#include <libpq-fe.h>

#include "base/cleanup.h"
#include "core/conninfo.h"

bool pg_url_is(struct str url)
{
	return conninfo_form(url) != CONNINFO_NONE;
}

/* Messages of libpq repeat the text, except those about an unknown parameter, which name it only.
 * Beside a parameter of a password even the name may be a part of the password. */
static void explain(struct str url, const char *words, struct err *err)
{
	static const char *const named[] = { "invalid URI query parameter",
					     "invalid connection option" };

	for (size_t i = 0; words && i < ARRAY_LEN(named); i++)
		if (strncmp(words, named[i], strlen(named[i])) == 0 &&
		    !conninfo_names_password(url)) {
			err_set(err, "%.*s; a file is named as sqlite:PATH",
				(int)strcspn(words, "\n"), words);
			return;
		}
	if (conninfo_form(url) == CONNINFO_URL)
		err_set(err,
			"it is not a PostgreSQL URL: postgres://USER:PASSWORD@HOST:PORT/DATABASE, "
			"with %%40 for @, %%3A for :, %%2F for / in the user or password");
	else
		err_set(err, "it is not a PostgreSQL connection string: host=HOST user=USER "
			     "password='PASSWORD' dbname=DATABASE, with \\' for ' and \\\\ for "
			     "\\ in quotes");
}

char *pg_url_copy(struct str url, struct err *err)
{
	char *copy, *words = NULL;
	PQconninfoOption *options;

	if (str_find(url, '\0') >= 0) {
		err_set(err, "it contains a NUL character");
		return NULL;
	}
	if (!conninfo_is_clear(url)) {
		explain(url, NULL, err);
		return NULL;
	}
	copy = strndup(url.p, url.n);
	if (!copy) {
		err_set(err, "no memory");
		return NULL;
	}
	options = PQconninfoParse(copy, &words);
	if (options) {
		PQconninfoFree(options);
		return copy;
	}
	explain(url, words, err);
	PQfreemem(words);
	explicit_bzero(copy, url.n);
	free(copy);
	return NULL;
}

/* --- files ------------------------------------------------------------------------------------ */

static const char *value_of(const PQconninfoOption *options, const char *keyword)
{
	for (; options && options->keyword; options++)
		if (strcmp(options->keyword, keyword) == 0)
			return options->val && *options->val ? options->val : NULL;
	return NULL;
}

/* The value that the URL gives, else the one of the environment; NULL: neither. */
static const char *option_of(struct arena *a, struct str url, const char *keyword)
{
	PQconninfoOption *given = PQconninfoParse(arena_z(a, url), NULL);
	PQconninfoOption *defaults = PQconndefaults();
	const char *value = value_of(given, keyword);

	if (!value)
		value = value_of(defaults, keyword);
	if (value)
		value = arena_z(a, str_z(value));
	PQconninfoFree(given);
	PQconninfoFree(defaults);
	return value;
}

size_t pg_url_files(struct arena *a, struct str url, const char **out, size_t room)
{
	static const char *const keywords[] = { "sslrootcert", "sslcert", "sslkey", "sslcrl",
						"sslcrldir" };
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(keywords) && n < room; i++) {
		out[n] = option_of(a, url, keywords[i]);
		n += out[n] != NULL;
	}
	return n;
}

const char *pg_url_password_file(struct arena *a, struct str url)
{
	return option_of(a, url, "passfile");
}

/* --- values ----------------------------------------------------------------------------------- */

/* As many times, in a list with commas, as the list has entries. */
static const char *repeated(struct arena *a, const char *one, const char *list)
{
	struct buf text;

	arena_buf(a, &text, 256, 4096);
	buf_z(&text, one);
	for (; list && *list; list++)
		if (*list == ',')
			buf_fmt(&text, ",%s", one);
	buf_char(&text, '\0');
	return buf_ok(&text) ? text.p : one;
}

/* What libpq says when it has taken the values and fails to connect. */
static bool is_of_the_connection(const char *words)
{
	return strstr(words, "connection to server") || strstr(words, "could not parse network");
}

/* Its words up to the first value, and the name of the option if that stands behind it. */
static void explain_values(const char *words, struct err *err)
{
	static const char behind[] = "for connection option";
	const char *option = strstr(words, behind);

	err_set(err, "libpq says: %.*s%s%.*s", (int)strcspn(words, "\":\n"), words,
		option ? behind : "", option ? (int)strcspn(option + strlen(behind), "\n") : 0,
		option ? option + strlen(behind) : "");
}

/* libpq judges the values where it connects, so it is let connect to places that nobody can be
 * at: a socket in a folder that cannot be, or an address that is none. */
bool pg_url_values_are_good(struct str url, struct err *err)
{
	ARENA(a);
	const char *hosts = option_of(&a, url, "host"), *addresses = option_of(&a, url, "hostaddr");
	const char *const names[] = { "dbname", addresses ? "hostaddr" : "host", NULL };
	const char *const values[] = { arena_z(&a, url),
				       addresses ? repeated(&a, "-", addresses)
						 : repeated(&a, "/dev/null/none", hosts),
				       NULL };
	PGconn *conn = PQconnectStartParams(names, values, 1);
	bool good = true;

	if (conn && PQstatus(conn) == CONNECTION_BAD) {
		const char *words = PQerrorMessage(conn);

		good = is_of_the_connection(words);
		if (!good)
			explain_values(words, err);
	}
	PQfinish(conn);
	return good;
}
