#include "base/jflat.h"

#include "base/ascii.h"
#include "base/jnumber.h"

/* A byte that is not escaped in a string. Bytes from 0x80 on have already been checked as UTF-8. */
static bool is_plain(unsigned char c)
{
	return c >= 0x20 && c != '"' && c != '\\';
}

/* The text ends with a NUL, which is no JSON, so that *p may be read without a bound. */
struct cursor {
	struct jflat *doc;
	char *p;
	unsigned depth;
	enum jflat_rc rc;
};

static bool fail(struct cursor *c, enum jflat_rc rc)
{
	c->rc = rc;
	return false;
}

static void skip_blanks(struct cursor *c)
{
	while (*c->p == ' ' || *c->p == '\t' || *c->p == '\n' || *c->p == '\r')
		c->p++;
}

static bool add_node(struct cursor *c, enum json_kind kind, uint32_t *out)
{
	struct jflat *doc = c->doc;

	if (doc->n_nodes == doc->max_nodes)
		return fail(c, JFLAT_BOUNDS);
	*out = doc->n_nodes++;
	doc->nodes[*out] = (struct jflat_node){ .at = (uint32_t)(c->p - doc->text),
						.next = doc->n_nodes,
						.kind = kind };
	return true;
}

static bool hex4(const char *p, uint32_t *out)
{
	uint32_t value = 0;

	for (int i = 0; i < 4; i++) {
		int digit = ascii_hex_value(p[i]);

		if (digit < 0)
			return false; /* also at the final NUL, so nothing behind it is read */
		value = value << 4 | (uint32_t)digit;
	}
	*out = value;
	return true;
}

static char *put_utf8(char *w, uint32_t u)
{
	if (u < 0x80) {
		*w++ = (char)u;
	} else if (u < 0x800) {
		*w++ = (char)(0xC0 | u >> 6);
		*w++ = (char)(0x80 | (u & 63));
	} else if (u < 0x10000) {
		*w++ = (char)(0xE0 | u >> 12);
		*w++ = (char)(0x80 | (u >> 6 & 63));
		*w++ = (char)(0x80 | (u & 63));
	} else {
		*w++ = (char)(0xF0 | u >> 18);
		*w++ = (char)(0x80 | (u >> 12 & 63));
		*w++ = (char)(0x80 | (u >> 6 & 63));
		*w++ = (char)(0x80 | (u & 63));
	}
	return w;
}

/* The cursor is at the u of \uXXXX. A high surrogate must be followed by a low one. */
static bool unescape_unicode(struct cursor *c, char **w)
{
	uint32_t u, low;

	if (!hex4(c->p + 1, &u))
		return false;
	c->p += 5;
	if (u >= 0xDC00 && u <= 0xDFFF)
		return false;
	if (u >= 0xD800 && u <= 0xDBFF) {
		if (c->p[0] != '\\' || c->p[1] != 'u' || !hex4(c->p + 2, &low) || low < 0xDC00 ||
		    low > 0xDFFF)
			return false;
		c->p += 6;
		u = 0x10000 + ((u - 0xD800) << 10) + (low - 0xDC00);
	}
	*w = put_utf8(*w, u);
	return true;
}

/* The cursor is after a backslash. The unescaped text is never longer than the escaped one. */
static bool unescape(struct cursor *c, char **w)
{
	static const char letters[128] = {
		['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
		['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t',
	};
	unsigned char letter = (unsigned char)*c->p;

	if (letter == 'u')
		return unescape_unicode(c, w);
	if (letter >= sizeof(letters) || !letters[letter])
		return false;
	*(*w)++ = letters[letter];
	c->p++;
	return true;
}

/* The cursor is at the opening quote. */
static bool parse_string(struct cursor *c, uint32_t *out)
{
	char *begin, *w;

	c->p++;
	if (!add_node(c, JSON_KIND_STRING, out))
		return false;
	begin = c->p;
	while (is_plain((unsigned char)*c->p))
		c->p++;
	for (w = c->p; *c->p != '"';) {
		if (is_plain((unsigned char)*c->p)) {
			*w++ = *c->p++;
		} else if (*c->p++ != '\\' || !unescape(c, &w)) {
			return fail(c, JFLAT_SYNTAX);
		}
	}
	c->p++;
	*w = '\0';
	c->doc->nodes[*out].n = (uint32_t)(w - begin);
	return true;
}

static enum json_kind kind_of_number(const struct jnumber *number)
{
	if (number->beyond)
		return JSON_KIND_BEYOND;
	return number->integer ? JSON_KIND_INTEGER : JSON_KIND_REAL;
}

static bool parse_number(struct cursor *c, uint32_t *out)
{
	const char *p = c->p;
	struct jnumber number;

	if (!jnumber_take(&p, &number))
		return fail(c, JFLAT_SYNTAX);
	if (!add_node(c, kind_of_number(&number), out))
		return false;
	c->doc->nodes[*out].n = (uint32_t)(p - c->p);
	c->p += p - c->p;
	return true;
}

static bool parse_word(struct cursor *c, struct str word, enum json_kind kind, uint32_t *out)
{
	for (size_t i = 0; i < word.n; i++)
		if (c->p[i] != word.p[i])
			return fail(c, JFLAT_SYNTAX);
	if (!add_node(c, kind, out))
		return false;
	c->doc->nodes[*out].n = (uint32_t)word.n;
	c->p += word.n;
	return true;
}

static bool jflat_parse_value(struct cursor *c, uint32_t *out);

/* The cursor is after an element or a member. *done when the array or object ends here. */
static bool parse_separator(struct cursor *c, char close, bool *done)
{
	skip_blanks(c);
	*done = *c->p == close;
	if (*c->p != close && *c->p != ',')
		return fail(c, JFLAT_SYNTAX);
	c->p++;
	return true;
}

static bool jflat_parse_array(struct cursor *c, uint32_t array)
{
	bool done = false;
	uint32_t element;

	skip_blanks(c);
	if (*c->p == ']') {
		c->p++;
		return true;
	}
	while (!done) {
		if (!jflat_parse_value(c, &element) || !parse_separator(c, ']', &done))
			return false;
		c->doc->nodes[array].n++;
	}
	return true;
}

/* Whether none of the members that the object has so far has this name. */
static bool name_is_new(const struct jflat *doc, uint32_t object, uint32_t name)
{
	const struct jflat_node *nodes = doc->nodes;
	struct str text = str_of(doc->text + nodes[name].at, nodes[name].n);

	for (uint32_t at = object + 1; at != name; at = nodes[at + 1].next)
		if (nodes[at].n == text.n && memcmp(doc->text + nodes[at].at, text.p, text.n) == 0)
			return false;
	return true;
}

static bool parse_name(struct cursor *c, uint32_t object)
{
	uint32_t name;

	skip_blanks(c);
	if (*c->p != '"')
		return fail(c, JFLAT_SYNTAX);
	if (c->doc->nodes[object].n == c->doc->max_members)
		return fail(c, JFLAT_BOUNDS);
	if (!parse_string(c, &name))
		return false;
	if (str_find(jflat_str(c->doc, name), '\0') >= 0)
		return fail(c, JFLAT_SYNTAX);
	if (!name_is_new(c->doc, object, name))
		return fail(c, JFLAT_DUPLICATE);
	skip_blanks(c);
	if (*c->p != ':')
		return fail(c, JFLAT_SYNTAX);
	c->p++;
	return true;
}

static bool jflat_parse_object(struct cursor *c, uint32_t object)
{
	bool done = false;
	uint32_t value;

	skip_blanks(c);
	if (*c->p == '}') {
		c->p++;
		return true;
	}
	while (!done) {
		if (!parse_name(c, object) || !jflat_parse_value(c, &value) ||
		    !parse_separator(c, '}', &done))
			return false;
		c->doc->nodes[object].n++;
	}
	return true;
}

static bool parse_container(struct cursor *c, uint32_t *out)
{
	bool object = *c->p == '{';
	bool good;

	if (c->depth == c->doc->max_depth)
		return fail(c, JFLAT_BOUNDS);
	if (!add_node(c, object ? JSON_KIND_OBJECT : JSON_KIND_ARRAY, out))
		return false;
	c->p++;
	c->depth++;
	good = object ? jflat_parse_object(c, *out) : jflat_parse_array(c, *out);
	c->depth--;
	c->doc->nodes[*out].next = c->doc->n_nodes;
	return good;
}

/* max_depth bounds the recursion. */
static bool jflat_parse_value(struct cursor *c, uint32_t *out)
{
	skip_blanks(c);
	switch (*c->p) {
	case '{':
	case '[':
		return parse_container(c, out);
	case '"':
		return parse_string(c, out);
	case 't':
		return parse_word(c, STR("true"), JSON_KIND_BOOL, out);
	case 'f':
		return parse_word(c, STR("false"), JSON_KIND_BOOL, out);
	case 'n':
		return parse_word(c, STR("null"), JSON_KIND_NULL, out);
	default:
		return parse_number(c, out);
	}
}

/* Every node but the first follows one of these characters. */
static bool announces_node(char c)
{
	return (c == ',') | (c == ':') | (c == '[') | (c == '{');
}

#define BLOCK 16 /* constant, so that the compiler can compare all of them at once */

static uint32_t count_block(const char *p)
{
	unsigned char found[BLOCK];
	uint32_t count = 0;

	for (size_t i = 0; i < BLOCK; i++)
		found[i] = announces_node(p[i]);
	for (size_t i = 0; i < BLOCK; i++)
		count += found[i];
	return count;
}

uint32_t jflat_nodes_for(struct str text)
{
	uint32_t count = 1;
	size_t i = 0;

	for (; i + BLOCK <= text.n; i += BLOCK)
		count += count_block(text.p + i);
	for (; i < text.n; i++)
		count += announces_node(text.p[i]);
	return count;
}

enum jflat_rc jflat_parse(struct jflat *doc)
{
	struct cursor c = { .doc = doc, .p = doc->text, .rc = JFLAT_OK };
	uint32_t root;

	doc->n_nodes = 0;
	if (doc->n >= UINT32_MAX || !str_is_utf8(str_of(doc->text, doc->n)))
		return JFLAT_SYNTAX;
	doc->text[doc->n] = '\0';
	if (!jflat_parse_value(&c, &root))
		return c.rc;
	skip_blanks(&c);
	return c.p == doc->text + doc->n ? JFLAT_OK : JFLAT_SYNTAX;
}

enum json_kind jflat_kind(const struct jflat *doc, uint32_t value)
{
	return value == JFLAT_NONE ? JSON_KIND_ABSENT : (enum json_kind)doc->nodes[value].kind;
}

struct str jflat_str(const struct jflat *doc, uint32_t value)
{
	switch (jflat_kind(doc, value)) {
	case JSON_KIND_STRING:
	case JSON_KIND_INTEGER:
	case JSON_KIND_REAL:
	case JSON_KIND_BEYOND:
	case JSON_KIND_BOOL:
	case JSON_KIND_NULL:
		return str_of(doc->text + doc->nodes[value].at, doc->nodes[value].n);
	case JSON_KIND_ABSENT:
	case JSON_KIND_ARRAY:
	case JSON_KIND_OBJECT:
		break;
	}
	return str_of(NULL, 0);
}

uint32_t jflat_count(const struct jflat *doc, uint32_t value)
{
	enum json_kind kind = jflat_kind(doc, value);

	return kind == JSON_KIND_OBJECT || kind == JSON_KIND_ARRAY ? doc->nodes[value].n : 0;
}

uint32_t jflat_next(const struct jflat *doc, uint32_t value)
{
	return doc->nodes[value].next;
}

uint32_t jflat_member(const struct jflat *doc, uint32_t object, struct str name)
{
	uint32_t at = object + 1;

	if (jflat_kind(doc, object) != JSON_KIND_OBJECT)
		return JFLAT_NONE;
	for (uint32_t left = doc->nodes[object].n; left; left--) {
		if (str_eq(jflat_str(doc, at), name))
			return at + 1;
		at = doc->nodes[at + 1].next;
	}
	return JFLAT_NONE;
}

int64_t jflat_i64(const struct jflat *doc, uint32_t value)
{
	return jflat_kind(doc, value) == JSON_KIND_INTEGER ? jflat_ceil(doc, value) : 0;
}

/* Rounds up the number with its decimal point moved right by places. */
static int64_t ceil_shifted(const struct jflat *doc, uint32_t value, int places)
{
	enum json_kind kind = jflat_kind(doc, value);
	struct jnumber number;
	const char *p;

	if (kind != JSON_KIND_INTEGER && kind != JSON_KIND_REAL)
		return 0;
	p = doc->text + doc->nodes[value].at; /* the character after the number is still there */
	if (!jnumber_take(&p, &number))
		return 0;
	number.exponent += places;
	return jnumber_ceil(&number);
}

int64_t jflat_ceil(const struct jflat *doc, uint32_t value)
{
	return ceil_shifted(doc, value, 0);
}

int64_t jflat_ceil_thousandfold(const struct jflat *doc, uint32_t value)
{
	return ceil_shifted(doc, value, 3);
}
