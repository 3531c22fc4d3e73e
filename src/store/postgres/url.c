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
