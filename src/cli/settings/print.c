#include "cli/settings/print.h"

#include <string.h>

#include "core/conninfo.h"
#include "base/json.h"
#include "crypto/secrets.h"

#define VALUE_BYTES 8192 /* of a shown value: a file holds 4096 at most */

static void put_padded(struct buf *b, struct str s, size_t width)
{
	buf_str(b, s);
	for (size_t i = s.n; i < width; i++)
		buf_char(b, ' ');
}

/* A file is shown; a URL of another kind may hold a password anywhere. */
static void put_masked_database(struct buf *b, struct str text)
{
	static const char files[] = "sqlite file";
	struct str scheme, rest;

	if (conninfo_form(text) != CONNINFO_NONE) {
		conninfo_put_masked(b, text);
	} else if (str_cut(text, ':', &scheme, &rest) && str_find(scheme, '/') < 0 &&
		   !str_is_word_of(scheme, files)) {
		buf_str(b, scheme);
		buf_z(b, ":***");
	} else {
		buf_str(b, text);
	}
}

/* The versions are no secret, and an operator wants to see them. */
static void put_masked_secrets(struct buf *b, struct str text)
{
	struct secrets secrets;
	struct err ignored; /* they have been checked */

	if (!secrets_parse(text, STR(""), &secrets, &ignored))
		return;
	for (size_t i = 0; i < secrets.n; i++)
		buf_fmt(b, i ? ",%llu:***" : "%llu:***", (unsigned long long)secrets.of[i].version);
}

static void put_value(struct buf *b, const struct setting_row *row, struct str text)
{
	if (!text.n)
		return;
	switch (row->secrecy) {
	case SETTING_SECRECY_SECRET:
		if (row->type == SETTING_SECRET_LIST)
			put_masked_secrets(b, text);
		else
			buf_z(b, "***");
		break;
	case SETTING_SECRECY_CONNINFO:
		put_masked_database(b, text);
		break;
	case SETTING_SECRECY_OPEN:
		buf_str(b, text);
		break;
	}
}

/* The kinds of sources, as settings_put() and settings_put_json() name them. */
static const char *source_kind(const struct setting_value *value)
{
	struct str source = str_z(value->source);

	if (str_starts(source, STR("--")))
		return "flag";
	if (str_ends(source, STR("_FILE")))
		return "file";
	return str_eq(source, STR("default")) ? "default" : "environment";
}

static void put_source(struct buf *b, const struct setting_value *value)
{
	const char *kind = source_kind(value);

	if (strcmp(kind, "file") == 0)
		buf_z(b, "file named by ");
	else if (strcmp(kind, "default") != 0)
		buf_fmt(b, "%s ", kind);
	buf_z(b, value->text.n ? value->source : "not set");
}

/* The column of the names, with two blanks behind the longest. */
static size_t names_width(void)
{
	size_t width = 0;

	for (size_t i = 0; i < SETTINGS; i++)
		if (strlen(setting_rows[i].variables[0]) > width)
			width = strlen(setting_rows[i].variables[0]);
	return width + 2;
}

void settings_put(struct buf *b, const struct settings *settings)
{
	size_t width = names_width();

	for (size_t i = 0; i < SETTINGS; i++) {
		const struct setting_value *value = &settings->of[i];
		size_t from;

		put_padded(b, str_z(setting_rows[i].variables[0]), width);
		from = b->n;
		put_value(b, &setting_rows[i], value->text);
		put_padded(b, str_of(NULL, 0), b->n - from < 32 ? 32 - (b->n - from) : 1);
		put_source(b, value);
		buf_char(b, '\n');
	}
}

static void put_member(struct buf *b, const char *name, struct str text)
{
	buf_fmt(b, ",\"%s\":", name);
	if (text.n)
		json_put_string(b, text);
	else
		buf_z(b, "null");
}

static void put_json(struct buf *b, const struct setting_row *row,
		     const struct setting_value *value)
{
	char masked[VALUE_BYTES];
	struct buf shown;

	buf_init_fixed(&shown, masked, sizeof(masked));
	put_value(&shown, row, value->text);
	buf_z(b, "{\"name\":");
	json_put_string(b, str_z(row->variables[0]));
	put_member(b, "flag", str_z(row->flag));
	put_member(b, "value", buf_text(&shown));
	put_member(b, "from", value->text.n ? str_z(source_kind(value)) : STR(""));
	put_member(b, "source", value->text.n ? str_z(value->source) : STR(""));
	buf_char(b, '}');
}

void settings_put_json(struct buf *b, const struct settings *settings)
{
	for (size_t i = 0; i < SETTINGS; i++) {
		buf_z(b, i ? "," : "[");
		put_json(b, &setting_rows[i], &settings->of[i]);
	}
	buf_z(b, "]\n");
}
