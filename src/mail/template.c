#include "mail/template.h"

#include "base/ascii.h"
#include "base/cleanup.h"
#include "base/html.h"

#define NAME_CHARS_MAX    64
#define SUBJECT_BYTES_MAX 200

enum value {
	VALUE_NAME,
	VALUE_URL,
	VALUE_CODE,
	VALUE_EMAIL,
	VALUE_PRODUCT,
	VALUE_TASK,
	VALUE_DUE,
	VALUE_LATE,
	VALUE_UNKNOWN,
};

static const struct str words[VALUE_UNKNOWN] = {
	[VALUE_NAME] = STR_INIT("name"),       [VALUE_URL] = STR_INIT("url"),
	[VALUE_CODE] = STR_INIT("code"),       [VALUE_EMAIL] = STR_INIT("email"),
	[VALUE_PRODUCT] = STR_INIT("product"), [VALUE_TASK] = STR_INIT("task"),
	[VALUE_DUE] = STR_INIT("due"),         [VALUE_LATE] = STR_INIT("late"),
};

static enum value value_named(struct str word)
{
	size_t i = 0;

	while (i < ARRAY_LEN(words) && !str_eq(word, words[i]))
		i++;
	return (enum value)i;
}

static ptrdiff_t find_pair(struct str text, char c)
{
	for (size_t i = 0; i + 1 < text.n; i++)
		if (text.p[i] == c && text.p[i + 1] == c)
			return (ptrdiff_t)i;
	return -1;
}

struct piece {
	struct str before; /* plain text */
	bool has_word;
	struct str word; /* the placeholder between the braces */
};

/* Removes the next piece from *rest. False when braces are not closed. */
static bool next_piece(struct str *rest, struct piece *out)
{
	ptrdiff_t open = find_pair(*rest, '{'), close;

	*out = (struct piece){ .before = *rest };
	if (open < 0) {
		*rest = str_of(NULL, 0);
		return true;
	}
	out->before = str_head(*rest, (size_t)open);
	*rest = str_tail(*rest, (size_t)open + 2);
	close = find_pair(*rest, '}');
	if (close < 0)
		return false;
	out->has_word = true;
	out->word = str_trim(str_head(*rest, (size_t)close));
	*rest = str_tail(*rest, (size_t)close + 2);
	return true;
}

static bool check_words(struct str text, bool *has_url, struct err *err)
{
	struct piece piece;

	*has_url = false;
	while (text.n) {
		enum value value;

		if (!next_piece(&text, &piece)) {
			err_set(err, "has {{ without }}");
			return false;
		}
		value = piece.has_word ? value_named(piece.word) : VALUE_NAME;
		if (value == VALUE_UNKNOWN) {
			err_set(err,
				"has {{%.*s}}; the placeholders are {{name}}, {{url}}, "
				"{{code}}, {{email}} and {{product}}, and {{task}}, {{due}} and "
				"{{late}} of a reminder",
				(int)(piece.word.n < 40 ? piece.word.n : 40), piece.word.p);
			return false;
		}
		*has_url =
			*has_url || (piece.has_word && (value == VALUE_URL || value == VALUE_CODE));
	}
	return true;
}

bool template_check(struct str text, enum template_part part, struct err *err)
{
	bool has_url;

	if (!str_is_utf8(text)) {
		err_set(err, "is not UTF-8");
		return false;
	}
	if (str_find(text, '\0') >= 0) {
		err_set(err, "has a NUL byte");
		return false;
	}
	if (!check_words(text, &has_url, err))
		return false;
	if (part == TEMPLATE_SUBJECT) {
		if (text.n && text.n <= SUBJECT_BYTES_MAX && str_find(text, '\n') < 0 && !has_url)
			return true;
		err_set(err, "must be one line of at most %d bytes without {{url}}",
			SUBJECT_BYTES_MAX);
		return false;
	}
	if (!has_url)
		err_set(err, "has no {{url}}, so that the mail would have no link");
	return has_url;
}

static void put_clean(struct buf *b, struct str value)
{
	for (size_t i = 0; i < value.n; i++)
		buf_char(b, ascii_is_control(value.p[i]) ? ' ' : value.p[i]);
}

static void put_escaped(struct buf *b, struct str value)
{
	for (size_t i = 0; i < value.n; i++) {
		struct str one = str_of(value.p + i, 1);

		if (ascii_is_control(one.p[0]))
			buf_char(b, ' ');
		else
			html_put_text(b, one);
	}
}

static struct str placeholder_value(const struct template_values *values, enum value which)
{
	switch (which) {
	case VALUE_NAME:
		return template_name(values->name, values->email);
	case VALUE_URL:
	case VALUE_CODE:
		return values->url;
	case VALUE_EMAIL:
		return values->email;
	case VALUE_PRODUCT:
		return values->product;
	case VALUE_TASK:
		return values->task;
	case VALUE_DUE:
		return values->due;
	case VALUE_LATE:
		return values->late;
	case VALUE_UNKNOWN:
		break;
	}
	return str_of(NULL, 0);
}

void template_put(struct buf *b, struct str text, enum template_part part,
		  const struct template_values *values)
{
	struct piece piece;

	while (text.n && next_piece(&text, &piece)) {
		struct str value = str_of(NULL, 0);

		buf_str(b, piece.before);
		if (piece.has_word)
			value = placeholder_value(values, value_named(piece.word));
		if (part == TEMPLATE_HTML)
			put_escaped(b, value);
		else
			put_clean(b, value);
	}
}

/* ---- names ---- */

static bool is_label_char(char c)
{
	return ascii_is_alnum(c) || (unsigned char)c >= 0x80;
}

/* Many mail programs turn "evil.example" into a link, but not "J.R.R. Tolkien". */
static bool has_domain(struct str name)
{
	for (size_t i = 1; i + 2 < name.n; i++)
		if (name.p[i] == '.' && is_label_char(name.p[i - 1]) &&
		    is_label_char(name.p[i + 1]) && is_label_char(name.p[i + 2]))
			return true;
	return false;
}

struct str template_name(struct str name, struct str email)
{
	struct str trimmed = str_trim(name);

	if (!trimmed.n || !str_is_utf8(trimmed) || str_code_points(trimmed) > NAME_CHARS_MAX ||
	    has_domain(trimmed))
		return email;
	for (size_t i = 0; i < trimmed.n; i++)
		if (ascii_is_control(trimmed.p[i]) || strchr("/:@\\<>", trimmed.p[i]))
			return email;
	return trimmed;
}
