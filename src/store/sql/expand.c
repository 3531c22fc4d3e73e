#include "store/sql/expand.h"

#include "base/buf.h"
#include "base/cleanup.h"

#define EXPANDED_MAX (64 << 10)

struct mark {
	const struct own_fields *fields;
	struct str argument;
};

/* As text, so that each value is read in one way whatever the type of its column is. */
static bool is_read_as_text(const struct own_field *field)
{
	return field->type == OWN_NUMBER || field->type == OWN_STRINGS;
}

static void put_row(struct buf *b, const struct mark *m)
{
	for (size_t i = 0; i < m->fields->n; i++) {
		const struct own_field *field = &m->fields->of[i];
		bool cast = is_read_as_text(field);

		buf_fmt(b, cast ? ", cast(%.*s.\"%.*s\" as text)" : ", %.*s.\"%.*s\"",
			STR_FMT(m->argument), STR_FMT(field->column));
	}
}

static void put_columns(struct buf *b, const struct mark *m)
{
	for (size_t i = 0; i < m->fields->n; i++)
		buf_fmt(b, ", \"%.*s\"", STR_FMT(m->fields->of[i].column));
}

static uint64_t number_of(const struct mark *m)
{
	uint64_t number = 0;

	(void)str_to_u64(m->argument, 1000, &number);
	return number;
}

static void put_values(struct buf *b, const struct mark *m)
{
	for (size_t i = 0; i < m->fields->n; i++)
		buf_fmt(b, ", $%llu", (unsigned long long)number_of(m) + i);
}

static void put_column(struct buf *b, const struct mark *m)
{
	uint64_t index = number_of(m);

	if (index < m->fields->n)
		buf_fmt(b, "\"%.*s\"", STR_FMT(m->fields->of[index].column));
}

static void put_unique(struct buf *b, const struct mark *m)
{
	uint64_t number = number_of(m);

	for (size_t i = 0; i < m->fields->n; i++)
		if (m->fields->of[i].unique)
			buf_fmt(b, " or \"%.*s\" = $%llu", STR_FMT(m->fields->of[i].column),
				(unsigned long long)number++);
}

/* Reads "user row u". False: this is no mark. */
static bool put_mark(struct buf *b, const struct own_tables *own, struct str text)
{
	static const struct {
		struct str word;
		void (*put)(struct buf *b, const struct mark *m);
	} kinds[] = {
		{ STR_INIT("row"), put_row },       { STR_INIT("columns"), put_columns },
		{ STR_INIT("values"), put_values }, { STR_INIT("column"), put_column },
		{ STR_INIT("unique"), put_unique },
	};
	struct mark mark = { .fields = &own->user };
	struct str table, kind;

	str_cut(text, ' ', &table, &text);
	str_cut(text, ' ', &kind, &mark.argument);
	if (str_eq(table, STR("session")))
		mark.fields = &own->session;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (str_eq(kinds[i].word, kind)) {
			kinds[i].put(b, &mark);
			return true;
		}
	return false;
}

static void expand_into(struct buf *b, const struct own_tables *own, const char *statement)
{
	const char *at = statement, *begin, *end;

	while ((begin = strstr(at, "/*+")) && (end = strstr(begin, "*/"))) {
		buf_str(b, str_of(at, (size_t)(begin - at)));
		if (!put_mark(b, own, str_of(begin + 3, (size_t)(end - begin) - 3)))
			buf_str(b, str_of(begin, (size_t)(end - begin) + 2));
		at = end + 2;
	}
	buf_z(b, at);
	buf_char(b, '\0');
}

char *sql_expand(const struct own_tables *own, const char *statement)
{
	struct buf b;

	if (!own || !strstr(statement, "/*+"))
		return NULL;
	buf_init_heap(&b, EXPANDED_MAX);
	expand_into(&b, own, statement);
	if (buf_ok(&b))
		return TAKE(b.p);
	buf_done(&b);
	return NULL;
}
