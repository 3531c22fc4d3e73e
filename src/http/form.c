#include "http/form.h"

#include "http/percent.h"

/* Decodes by the form's rule. Text in which nothing is encoded is not copied. */
static struct str decode(struct arena *arena, struct str text)
{
	char *decoded;
	size_t n = 0;

	if (str_find(text, '%') < 0 && str_find(text, '+') < 0)
		return text;
	decoded = arena_alloc(arena, text.n);
	for (size_t i = 0; i < text.n; i++) {
		int high = -1, low = -1;

		if (text.p[i] == '%' && text.n - i >= 3) {
			high = percent_digit(text.p[i + 1]);
			low = percent_digit(text.p[i + 2]);
		}
		if (high >= 0 && low >= 0) {
			decoded[n++] = (char)(high << 4 | low);
			i += 2;
		} else {
			decoded[n++] = text.p[i];
			if (text.p[i] == '+')
				decoded[n - 1] = ' ';
		}
	}
	return str_of(decoded, n);
}

static bool parse_field(struct arena *arena, struct str piece, struct form_field *out)
{
	struct str name, value;

	str_cut(piece, '=', &name, &value);
	out->name = decode(arena, name);
	out->value = decode(arena, value);
	return str_is_utf8(out->name) && str_is_utf8(out->value);
}

/* How many fields text has at most, as far as anybody may have them. */
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
