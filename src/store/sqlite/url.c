#include "store/sqlite/own.h"

#include <limits.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/cleanup.h"

struct form {
	struct str prefix;
	bool url; /* a '?' would start parameters */
};

/* The first that fits counts. */
static const struct form forms[] = {
	{ STR_INIT("sqlite://"), true },
	{ STR_INIT("sqlite:"), true },
	{ STR_INIT("file://"), true },
	{ STR_INIT("file:"), true },
};

/* The text before the first colon, when it could be the scheme of a URL (RFC 3986 section
 * 3.1). */
static struct str scheme_of(struct str url)
{
	struct str scheme, rest;

	if (!str_cut(url, ':', &scheme, &rest) || scheme.n < 2 || str_find(scheme, '/') >= 0 ||
	    str_find(scheme, '.') >= 0)
		return str_of(NULL, 0);
	return scheme;
}

static bool cut_form(struct str url, struct str *path, struct err *err)
{
	struct str scheme = scheme_of(url);

	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		if (!str_starts(url, forms[i].prefix))
			continue;
		*path = str_tail(url, forms[i].prefix.n);
		if (!forms[i].url || str_find(*path, '?') < 0)
			return true;
		err_set(err, "the database URL has parameters (?...); give sqlite:PATH alone");
		return false;
	}
	if (scheme.n) {
		err_set(err,
			"the database URL begins with %.*s: which is neither sqlite: nor "
			"postgres:; give sqlite:PATH or postgres://USER@HOST/DATABASE",
			STR_FMT(str_head(scheme, 32)));
		return false;
	}
	*path = url;
	return true;
}

static bool is_a_file_name(struct str path, struct err *err)
{
	if (path.n == 0)
		err_set(err, "the database URL names no file; give sqlite:PATH");
	else if (str_find(path, '\0') >= 0)
		err_set(err, "the database URL contains a NUL character");
	else if (path.n >= PATH_MAX - 16)
		err_set(err, "the database URL is longer than a path may be");
	else if (str_eq(path, STR(":memory:")))
		err_set(err, "a database in memory would be lost; give sqlite:PATH");
	else
		return true;
	return false;
}

char *sqlite_path(struct str url, struct err *err)
{
	struct str path;
	struct buf b;

	if (!cut_form(url, &path, err) || !is_a_file_name(path, err))
		return NULL;
	buf_init_heap(&b, PATH_MAX);
	if (path.p[0] != '/')
		buf_str(&b, STR("./"));
	buf_str(&b, path);
	if (!buf_cstr(&b)) {
		buf_done(&b);
		err_set(err, "no memory");
		return NULL;
	}
	return b.p;
}
