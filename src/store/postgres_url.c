#include "store/postgres.h"

#include <stdlib.h>

#include <libpq-fe.h>

#include "base/cleanup.h"

bool pg_url_is(struct str url)
{
	return str_starts(url, STR("postgres:")) || str_starts(url, STR("postgresql:"));
}

/* libpq's own words repeat the URL, but for these, which name a parameter of ours. */
static void explain(const char *words, struct err *err)
{
	if (words && strncmp(words, "invalid URI query parameter", 27) == 0)
		err_set(err, "%.*s", (int)strcspn(words, "\n"), words);
	else
		err_set(err,
			"it is no PostgreSQL URL: postgres://USER:PASSWORD@HOST:PORT/DATABASE, "
			"with %%40 for @, %%3A for :, %%2F for / in the user or password");
}

char *pg_url_copy(struct str url, struct err *err)
{
	char *copy, *words = NULL;
	PQconninfoOption *options;

	if (str_find(url, '\0') >= 0) {
		err_set(err, "it contains a NUL character");
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
	explain(words, err);
	PQfreemem(words);
	explicit_bzero(copy, url.n);
	free(copy);
	return NULL;
}
