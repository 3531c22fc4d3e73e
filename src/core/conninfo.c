#include "core/conninfo.h"

#include "base/ascii.h"
#include "base/url.h"

/* Parameters of libpq whose values may be shown. */
static const char shown_names[] =
	"host hostaddr port dbname user sslmode sslcert sslkey sslrootcert sslcrl sslcrldir "
	"sslnegotiation sslcertmode sslsni sslcompression ssl ssl_min_protocol_version "
	"ssl_max_protocol_version application_name fallback_application_name connect_timeout "
	"target_session_attrs options client_encoding keepalives keepalives_idle "
	"keepalives_interval keepalives_count tcp_user_timeout gssencmode gsslib gssdelegation "
	"krbsrvname channel_binding load_balance_hosts service require_auth passfile requirepeer "
	"replication";

#define NAME_MAX 64 /* longer than any name of libpq */

/* What a reading finds. */
struct reading {
	struct buf *shown; /* the text with its passwords masked */
	bool password;
	bool names_password; /* a parameter is named as a password, whatever its value */
};

static bool is_secret(struct str name)
{
	return str_ends(name, STR("password")) ||
	       str_is_word_of(name, "oauth_client_secret scram_client_key scram_server_key");
}

/* libpq's name for the parameter, and what stands for the name in the text. */
static void put_parameter(struct reading *to, struct str name, struct str written, struct str value)
{
	bool shown = str_is_word_of(name, shown_names), secret = is_secret(name);

	if (shown || secret) {
		buf_str(to->shown, written);
		buf_char(to->shown, '=');
	}
	if (shown)
		buf_str(to->shown, value);
	else
		buf_z(to->shown, "***");
	to->names_password = to->names_password || secret;
	to->password = to->password || (secret && value.n);
}

/* --- the URL ---------------------------------------------------------------------------------- */

static bool url_rest(struct str text, struct str *scheme, struct str *rest)
{
	return str_cut(text, ':', scheme, rest) && str_starts(*rest, STR("//")) &&
	       (*rest = str_tail(*rest, 2), true);
}

/* As libpq: the user ends at the first colon, the password at the '@'. */
static bool read_user(struct str *rest, struct reading *to)
{
	ptrdiff_t at = str_find(*rest, '@'), slash = str_find(*rest, '/');
	struct str user, password;

	if (at < 0)
		return true;
	if ((slash >= 0 && slash < at) || str_rfind(*rest, '@') != at)
		return false;
	if (str_cut(str_head(*rest, (size_t)at), ':', &user, &password) && password.n)
		to->password = true;
	buf_str(to->shown, user);
	buf_z(to->shown, password.n ? ":***@" : "@");
	*rest = str_tail(*rest, (size_t)at + 1);
	return true;
}

/* "db", "db:5432", "[::1]:5432", "%2Frun%2Fpostgresql". */
static bool is_host(struct str host)
{
	ptrdiff_t colon = str_rfind(host, ':'), bracket = str_rfind(host, ']');
	struct str port = colon > bracket ? str_tail(host, (size_t)colon + 1) : str_of(NULL, 0);

	for (size_t i = 0; i < port.n; i++)
		if (!ascii_is_digit(port.p[i]))
			return false;
	return !str_starts(host, STR("[")) ? colon == str_find(host, ':') : bracket > 0;
}

static bool read_hosts(struct str *rest, struct reading *to)
{
	size_t n = 0;
	struct str hosts, one;

	while (n < rest->n && rest->p[n] != '/' && rest->p[n] != '?')
		n++;
	hosts = str_head(*rest, n);
	buf_str(to->shown, hosts);
	*rest = str_tail(*rest, n);
	while (hosts.n) {
		str_cut(hosts, ',', &one, &hosts);
		if (!is_host(one))
			return false;
	}
	return true;
}

static bool read_query(struct str query, struct reading *to)
{
	char memory[NAME_MAX];
	struct str one, name, written, value;
	bool more = true;

	for (char before = '?'; more; before = '&') {
		more = str_cut(query, '&', &one, &query);
		if (!str_cut(one, '=', &written, &value))
			return false;
		/* As libpq, which would refuse what cannot be decoded. */
		if (!url_decode(written, memory, sizeof(memory), &name))
			name = str_of(NULL, 0);
		buf_char(to->shown, before);
		put_parameter(to, name, written, value);
	}
	return true;
}

static bool read_url(struct str text, struct reading *to)
{
	struct str scheme, rest, database, query;
	bool has_query;

	if (!url_rest(text, &scheme, &rest))
		return false;
	buf_str(to->shown, scheme);
	buf_z(to->shown, "://");
	if (!read_user(&rest, to) || !read_hosts(&rest, to))
		return false;
	has_query = str_cut(rest, '?', &database, &query);
	buf_str(to->shown, database);
	return !has_query || read_query(query, to);
}

/* --- the keyword form ------------------------------------------------------------------------- */

static struct str skip_blanks(struct str s)
{
	while (s.n && ascii_is_space(s.p[0]))
		s = str_tail(s, 1);
	return s;
}

static struct str take_name(struct str *rest)
{
	size_t n = 0;
	struct str name;

	while (n < rest->n && rest->p[n] != '=' && !ascii_is_space(rest->p[n]))
		n++;
	name = str_head(*rest, n);
	*rest = str_tail(*rest, n);
	return name;
}

/* A value ends at a blank, or is 'in quotes'; a backslash takes the next character as it is. */
static bool take_value(struct str *rest, struct str *out)
{
	bool quoted = rest->n && rest->p[0] == '\'';
	size_t n = quoted;

	while (n < rest->n && (quoted ? rest->p[n] != '\'' : !ascii_is_space(rest->p[n])))
		n += rest->p[n] == '\\' && n + 1 < rest->n ? 2 : 1;
	if (quoted && n++ >= rest->n)
		return false;
	*out = str_head(*rest, n);
	*rest = str_tail(*rest, n);
	return !quoted || !rest->n || ascii_is_space(rest->p[0]);
}

static bool read_keywords(struct str text, struct reading *to)
{
	struct str rest = skip_blanks(text), name, value;

	while (rest.n) {
		name = take_name(&rest);
		rest = skip_blanks(rest);
		if (!name.n || !str_starts(rest, STR("=")))
			return false;
		rest = skip_blanks(str_tail(rest, 1));
		if (!take_value(&rest, &value))
			return false;
		put_parameter(to, name, name, value);
		rest = skip_blanks(rest);
		buf_z(to->shown, rest.n ? " " : "");
	}
	return true;
}

/* --- both ------------------------------------------------------------------------------------- */

enum conninfo_form conninfo_form(struct str text)
{
	struct str rest = skip_blanks(text);
	size_t n = 0;

	if (str_starts(text, STR("postgres:")) || str_starts(text, STR("postgresql:")))
		return CONNINFO_URL;
	while (n < rest.n && (ascii_is_lower(rest.p[n]) || rest.p[n] == '_'))
		n++;
	return n > 0 && str_starts(skip_blanks(str_tail(rest, n)), STR("=")) ? CONNINFO_KEYWORDS
									     : CONNINFO_NONE;
}

static bool read_either(struct str text, struct reading *to)
{
	switch (conninfo_form(text)) {
	case CONNINFO_URL:
		return !str_has_control(text) && read_url(text, to);
	case CONNINFO_KEYWORDS:
		return read_keywords(text, to);
	case CONNINFO_NONE:
		break;
	}
	return false;
}

bool conninfo_is_clear(struct str text)
{
	struct buf nowhere;
	struct reading ignored = { .shown = &nowhere };

	buf_init_fixed(&nowhere, NULL, 0);
	return read_either(text, &ignored);
}

bool conninfo_has_password(struct str text)
{
	struct buf nowhere;
	struct reading found = { .shown = &nowhere };

	buf_init_fixed(&nowhere, NULL, 0);
	return !read_either(text, &found) || found.password;
}

bool conninfo_names_password(struct str text)
{
	struct buf nowhere;
	struct reading found = { .shown = &nowhere };

	buf_init_fixed(&nowhere, NULL, 0);
	return !read_either(text, &found) || found.names_password;
}

void conninfo_put_masked(struct buf *b, struct str text)
{
	struct reading to = { .shown = b };

	if (conninfo_is_clear(text))
		read_either(text, &to);
	else
		buf_z(b, "***");
}
