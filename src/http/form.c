#include "http/form.h"

#include "base/url.h"
#include "http/percent.h"

/* Decodes as form_parse() says. Text in which nothing is encoded is not copied. */
static struct str form_decode(struct arena *arena, struct str text)
{
	char *decoded;
	size_t n = 0;

	if (str_find(text, '%') < 0 && str_find(text, '+') < 0)
		return text;
	decoded = arena_alloc(arena, text.n);
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i] == '+' ? ' ' : text.p[i];

		if (url_escape_at(text, i, &c))
			i += 2;
		decoded[n++] = c;
	}
	return str_of(decoded, n);
}

static bool parse_field(struct arena *arena, struct str piece, struct form_field *out)
{
	struct str name, value;

	str_cut(piece, '=', &name, &value);
	out->name = form_decode(arena, name);
	out->value = form_decode(arena, value);
	return str_is_utf8(out->name) && str_is_utf8(out->value);
}

/* An upper bound of the number of fields, at most FORM_FIELDS_MAX + 1. */
static size_t room_for(struct str text)
{
	size_t fields = 1;

	for (size_t i = 0; i < text.n && fields < FORM_FIELDS_MAX; i++)
		fields += text.p[i] == '&';
	return fields;
}

bool form_parse(struct arena *arena, struct str text, struct form *out)
{
	struct form form = { arena_array(arena, room_for(text), sizeof(*form.fields)), 0 };

	while (text.n) {
		struct str piece;

		str_cut(text, '&', &piece, &text);
		if (piece.n == 0)
			continue; /* "a=1&&b=2" has two fields */
		if (form.n == FORM_FIELDS_MAX || !parse_field(arena, piece, &form.fields[form.n]))
			return false;
		form.n++;
	}
	*out = form;
	return true;
}

size_t form_count(const struct form *form, struct str name)
{
	size_t count = 0;

	for (size_t i = 0; i < form->n; i++)
		count += str_eq(form->fields[i].name, name);
	return count;
}

const struct str *form_first(const struct form *form, struct str name)
{
	for (size_t i = 0; i < form->n; i++)
		if (str_eq(form->fields[i].name, name))
			return &form->fields[i].value;
	return NULL;
}
