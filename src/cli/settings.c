#include "cli/settings.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/nearest.h"
#include "cli/setting_rows.h"
#include "core/private_file.h"
#include "crypto/secrets.h"

#define FILE_BYTES_MAX 4096 /* of a file that holds one value */

/* --- where values come from -------------------------------------------------------------------- */

static struct str environment_value(char **environment, const char *name)
{
	struct str wanted = str_z(name), found, value;

	for (char **at = environment; *at; at++)
		if (str_cut(str_z(*at), '=', &found, &value) && str_eq(found, wanted))
			return value;
	return str_of(NULL, 0);
}

/* Of a longer file a part would be another value. */
static const char unreadable[] = "it cannot be read, is empty or too long";

static bool is_secret(const struct setting_row *row)
{
	return row->type == SETTING_SECRET_TEXT || row == &setting_rows[SETTING_DATABASE];
}

/* NULL on success; else what is wrong with the file. */
static const char *read_file(struct arena *a, struct str path, bool secret, struct str *out)
{
	char *text = arena_alloc(a, FILE_BYTES_MAX + 1);
	int fd = open(arena_z(a, path), O_RDONLY | O_CLOEXEC);
	const char *fault = NULL;
	struct stat info;
	ssize_t n = -1;

	if (fd < 0)
		return unreadable;
	if (fstat(fd, &info) == 0) {
		fault = secret ? private_file_fault(&info) : NULL;
		n = read(fd, text, FILE_BYTES_MAX + 1);
	}
	close(fd);
	if (n < 0 || n > FILE_BYTES_MAX)
		return unreadable;
	*out = str_of(text, (size_t)n);
	while (out->n && (out->p[out->n - 1] == '\n' || out->p[out->n - 1] == '\r'))
		out->n--;
	return out->n ? fault : unreadable;
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
		fault = read_file(a, path, is_secret(row), &out->text);
		if (fault)
			err_set(err, "names %.*s: %s", STR_FMT(path), fault);
		return !fault;
	}
	return true;
}

static const struct setting_row *row_of_flag(struct str name)
{
	for (size_t i = 0; i < SETTINGS; i++)
		if (setting_rows[i].flag && str_eq(name, str_z(setting_rows[i].flag)))
			return &setting_rows[i];
	return NULL;
}

/* "--no-web" is "--web off", for every setting that is on or off. */
static bool is_switched_off(struct str word, const struct setting_row **out)
{
	if (!str_starts(word, STR("--no-")))
		return false;
	*out = row_of_flag(str_tail(word, 5));
	return *out && (*out)->choices && str_eq(str_z((*out)->choices), STR("on off"));
}

static void unknown_flag(struct str name, struct err *err)
{
	size_t best = SIZE_MAX;
	const char *meant = NULL;

	for (size_t i = 0; i < SETTINGS; i++) {
		size_t distance = setting_rows[i].flag
					  ? nearest_distance(name, str_z(setting_rows[i].flag))
					  : SIZE_MAX;

		if (distance < best) {
			best = distance;
			meant = setting_rows[i].flag;
		}
	}
	if (meant && best <= 4)
		err_set(err, "unknown flag --%.*s; did you mean --%s?", STR_FMT(name), meant);
	else
		err_set(err, "unknown flag --%.*s; see: ostiary help serve", STR_FMT(name));
}

static enum settings_rc read_flags(struct arena *a, int argc, char **argv, struct settings *out,
				   struct err *err)
{
	for (int i = 1; i < argc; i++) {
		struct str word = str_z(argv[i]), name, value;
		struct setting_value *slot;
		const struct setting_row *row;
		bool joined;

		if (str_eq(word, STR("--help")) || str_eq(word, STR("-h")))
			return SETTINGS_HELP;
		if (!str_starts(word, STR("--"))) {
			err_set(err, "\"%.*s\" is not a flag; see: ostiary help serve",
				STR_FMT(word));
			return SETTINGS_USAGE;
		}
		if (is_switched_off(word, &row)) {
			out->of[row - setting_rows] =
				(struct setting_value){ STR("off"), 0, argv[i] };
			continue;
		}
		joined = str_cut(str_tail(word, 2), '=', &name, &value);
		row = row_of_flag(name);
		if (!row) {
			unknown_flag(name, err);
			return SETTINGS_USAGE;
		}
		if (!joined && i + 1 == argc) {
			err_set(err, "--%s needs a value", row->flag);
			return SETTINGS_USAGE;
		}
		slot = &out->of[row - setting_rows];
		slot->text = joined ? value : str_z(argv[++i]);
		slot->source = arena_fmt(a, "--%s", row->flag).p;
	}
	return SETTINGS_OK;
}

/* A variable that looks like one of ours with a typing error is one: silence would be worse. */
static bool misspelt_variable(char **environment, struct err *err)
{
	for (char **at = environment; *at; at++) {
		struct str name, value;
		const char *near = NULL;
		bool known = false;

		str_cut(str_z(*at), '=', &name, &value);
		if (!str_starts(name, STR("OSTIARY_")) && !str_starts(name, STR("BETTER_AUTH_")))
			continue;
		for (size_t i = 0; i < SETTINGS && !known; i++)
			for (size_t j = 0; j < 2 && setting_rows[i].variables[j]; j++) {
				struct str ours = str_z(setting_rows[i].variables[j]);

				known = known || (str_starts(name, ours) &&
						  (name.n == ours.n ||
						   str_eq(str_tail(name, ours.n), STR("_FILE"))));
				if (nearest_is_typo(name, ours))
					near = ours.p;
			}
		if (!known && near) {
			err_set(err, "unknown setting %.*s; did you mean %s?", STR_FMT(name), near);
			return true;
		}
	}
	return false;
}

enum settings_rc settings_read(struct arena *a, int argc, char **argv, char **environment,
			       struct settings *out, struct err *err)
{
	enum settings_rc rc;

	*out = (struct settings){ 0 };
	rc = read_flags(a, argc, argv, out, err);
	if (rc != SETTINGS_OK)
		return rc;
	if (misspelt_variable(environment, err))
		return SETTINGS_BAD_CONFIG;
	for (size_t i = 0; i < SETTINGS; i++) {
		struct setting_value *value = &out->of[i];
		bool flag = value->text.n > 0;

		if (!flag && !from_environment(a, &setting_rows[i], environment, value, err)) {
			err_prefix(err, value->source);
			return SETTINGS_BAD_CONFIG;
		}
		if (!value->text.n) {
			value->text = str_z(setting_rows[i].fallback);
			value->source = "default";
		}
		if (value->text.n && !setting_judge(&setting_rows[i], value, err)) {
			err_prefix(err, value->source);
			return flag ? SETTINGS_USAGE : SETTINGS_BAD_CONFIG;
		}
	}
	return SETTINGS_OK;
}

/* --- showing them ------------------------------------------------------------------------------ */

static void put_padded(struct buf *b, struct str s, size_t width)
{
	buf_str(b, s);
	for (size_t i = s.n; i < width; i++)
		buf_char(b, ' ');
}

/* libpq takes "password=" and "sslpassword=" in a URL's query as well. */
static void put_masked_query(struct buf *b, struct str query)
{
	struct str one, name, value;
	bool more;

	do {
		more = str_cut(query, '&', &one, &query);
		str_cut(one, '=', &name, &value);
		if (value.n && str_ends(name, STR("password"))) {
			buf_str(b, name);
			buf_z(b, "=***");
		} else {
			buf_str(b, one);
		}
		buf_z(b, more ? "&" : "");
	} while (more);
}

/* A database URL may carry a password between "://user:" and "@". */
static void put_masked_url(struct buf *b, struct str whole)
{
	ptrdiff_t mark = str_find(whole, '?');
	struct str url = mark < 0 ? whole : str_head(whole, (size_t)mark);
	ptrdiff_t at = str_rfind(url, '@');
	struct str before = str_head(url, at > 0 ? (size_t)at : 0);
	ptrdiff_t colon = str_rfind(before, ':');

	if (at > 0 && colon > 0 && !str_ends(str_head(before, (size_t)colon + 3), STR("://"))) {
		buf_str(b, str_head(url, (size_t)colon + 1));
		buf_z(b, "***");
		url = str_tail(url, (size_t)at);
	}
	buf_str(b, url);
	if (mark >= 0) {
		buf_char(b, '?');
		put_masked_query(b, str_tail(whole, (size_t)mark + 1));
	}
}

/* The versions, which are no secret, are what one wants to know. */
static void put_masked_secrets(struct buf *b, struct str text)
{
	struct secrets secrets;
	struct err ignored; /* they were judged */

	if (!secrets_parse(text, STR(""), &secrets, &ignored))
		return;
	for (size_t i = 0; i < secrets.n; i++)
		buf_fmt(b, i ? ",%llu:***" : "%llu:***", (unsigned long long)secrets.of[i].version);
}

static void put_value(struct buf *b, enum setting which, struct str text)
{
	if (!text.n)
		return;
	if (setting_rows[which].type == SETTING_SECRET_TEXT)
		buf_z(b, "***");
	else if (setting_rows[which].type == SETTING_SECRET_LIST)
		put_masked_secrets(b, text);
	else if (which == SETTING_DATABASE)
		put_masked_url(b, text);
	else
		buf_str(b, text);
}

static void put_source(struct buf *b, const struct setting_value *value)
{
	struct str source = str_z(value->source);

	if (str_starts(source, STR("--")))
		buf_z(b, "flag ");
	else if (str_ends(source, STR("_FILE")))
		buf_z(b, "file named by ");
	else if (!str_eq(source, STR("default")))
		buf_z(b, "environment ");
	buf_str(b, value->text.n ? source : STR("not set"));
}

void settings_put(struct buf *b, const struct settings *settings)
{
	for (size_t i = 0; i < SETTINGS; i++) {
		const struct setting_value *value = &settings->of[i];
		size_t from;

		put_padded(b, str_z(setting_rows[i].variables[0]), 34);
		from = b->n;
		put_value(b, (enum setting)i, value->text);
		put_padded(b, str_of(NULL, 0), b->n - from < 32 ? 32 - (b->n - from) : 1);
		put_source(b, value);
		buf_char(b, '\n');
	}
}

void settings_put_help(struct buf *b)
{
	for (size_t i = 0; i < SETTINGS; i++) {
		const struct setting_row *row = &setting_rows[i];

		buf_z(b, "  ");
		if (row->flag)
			buf_fmt(b, "--%s VALUE  or  ", row->flag);
		buf_z(b, row->variables[0]);
		if (row->variables[1])
			buf_fmt(b, ", %s", row->variables[1]);
		buf_fmt(b, "\n        %s", row->help);
		if (row->choices)
			buf_fmt(b, ": %s", row->choices);
		if (row->fallback)
			buf_fmt(b, " (default %s)", row->fallback);
		buf_char(b, '\n');
	}
	buf_z(b, "\nEvery variable NAME can also be given as a file: NAME_FILE=PATH.\n");
}
