/* Whatever text is put into a letter: it begins no header, no line of SMTP and no other part. */
#include "fuzz.h"
#include "mail/mime.h"

#define WRITTEN_MAX ((size_t)1 << 20)
#define LINE_MAX    76
#define PREFIX      9

/* Printable ASCII in whole lines, the second and following of which begin with a blank. */
static void is_one_header(struct str text)
{
	size_t column = PREFIX;

	for (size_t i = 0; i < text.n; i++, column++) {
		if (text.p[i] == '\r') {
			HOLDS(i + 2 < text.n && text.p[i + 1] == '\n' && text.p[i + 2] == ' ');
			i += 2;
			column = 0;
		}
		HOLDS(text.p[i] >= ' ' && text.p[i] < 0x7f);
		HOLDS(column < 2 * LINE_MAX); /* a quoted phrase may have each character escaped */
	}
}

static void is_a_body(struct str text)
{
	size_t column = 0;

	HOLDS(text.n == 0 || str_ends(text, STR("\r\n")));
	HOLDS(!str_contains(text, STR("=_")));
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\r') {
			HOLDS(i + 1 < text.n && text.p[i + 1] == '\n');
			i++;
			column = 0;
			continue;
		}
		HOLDS(column < LINE_MAX && !(column == 0 && text.p[i] == '.'));
		HOLDS((text.p[i] >= ' ' || text.p[i] == '\t') && text.p[i] < 0x7f);
		column++;
	}
}

/* RFC 2045 section 6.7, read by another hand: the same but for the spelling of line ends. */
static struct str decode(struct str text, char *out)
{
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\r')
			continue;
		if (text.p[i] != '=') {
			out[n++] = text.p[i];
		} else if (text.p[i + 1] == '\r') {
			i += 2;
		} else {
			unsigned byte = 0;

			for (size_t k = 1; k < 3; k++)
				byte = byte << 4 |
				       (unsigned)(text.p[i + k] <= '9' ? text.p[i + k] - '0'
								       : text.p[i + k] - 'A' + 10);
			out[n++] = (char)byte;
			i += 2;
		}
	}
	return str_of(out, n);
}

static struct str with_line_feeds(struct str text, char *out)
{
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\r' && i + 1 < text.n && text.p[i + 1] == '\n')
			continue;
		out[n++] = text.p[i];
		if (text.p[i] == '\r')
			out[n - 1] = '\n';
	}
	if (n && out[n - 1] != '\n')
		out[n++] = '\n';
	return str_of(out, n);
}

static void body_comes_back(struct str text)
{
	static char read[WRITTEN_MAX], sent[WRITTEN_MAX];
	struct buf b;

	buf_init_heap(&b, WRITTEN_MAX);
	mime_put_quoted_printable(&b, text);
	HOLDS(buf_ok(&b));
	is_a_body(buf_text(&b));
	HOLDS(str_eq(decode(buf_text(&b), read), with_line_feeds(text, sent)));
	buf_done(&b);
}

static void address_is_bare(struct str text)
{
	if (!mime_is_address(text))
		return;
	HOLDS(text.n <= 254 && str_is_utf8(text));
	for (size_t i = 0; i < text.n; i++)
		HOLDS((unsigned char)text.p[i] > ' ' && !strchr("<>()[]\",:;\\\x7f", text.p[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static void (*const writers[])(struct buf * b, struct str text, size_t prefix) = {
		mime_put_text,
		mime_put_phrase,
	};
	struct str text = str_of(data, n);
	struct buf b;

	if (n > WRITTEN_MAX / 8)
		return 0;
	for (size_t i = 0; i < 2; i++) {
		buf_init_heap(&b, WRITTEN_MAX);
		writers[i](&b, text, PREFIX);
		HOLDS(buf_ok(&b));
		is_one_header(buf_text(&b));
		buf_done(&b);
	}
	body_comes_back(text);
	address_is_bare(text);
	return 0;
}
