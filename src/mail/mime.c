#include "mail/mime.h"

#include <time.h>

#include "base/ascii.h"
#include "base/b64url.h"

#define LINE_CHARS        76
#define ADDRESS_BYTES_MAX 254 /* RFC 5321 section 4.5.3.1.3, without the angle brackets */
#define LOCAL_BYTES_MAX   64
#define WORD_BYTES        45 /* 60 characters in base64, 72 with "=?UTF-8?B?" and "?=" */
#define WORD_AROUND       12
#define PLAIN_CHARS_MAX   60 /* a longer header text is folded by encoding it */

/* ---- addresses ---- */

/* RFC 5322 section 3.2.3, with the additions of RFC 6532. */
static bool is_atext(char c)
{
	return ascii_is_alnum(c) || (unsigned char)c >= 0x80 ||
	       (c && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

static bool is_label(char c)
{
	return ascii_is_alnum(c) || (unsigned char)c >= 0x80 || c == '-';
}

/* Parts of at least one character, separated by single dots. */
static bool is_dotted(struct str text, bool (*allowed)(char c))
{
	bool piece = false;

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (c == '.' ? !piece : !allowed(c))
			return false;
		piece = c != '.';
	}
	return piece;
}

/* U+0080 to U+009F are control characters, U+2028 and U+2029 line ends. */
static bool has_hidden_control(struct str utf8)
{
	for (size_t i = 0; i + 1 < utf8.n; i++) {
		const unsigned char *c = (const unsigned char *)utf8.p + i;

		if (c[0] == 0xC2 && c[1] < 0xA0)
			return true;
		if (c[0] == 0xE2 && c[1] == 0x80 && i + 2 < utf8.n && (c[2] | 1) == 0xA9)
			return true;
	}
	return false;
}

bool mime_is_address(struct str text)
{
	ptrdiff_t at = str_rfind(text, '@');
	struct str local, domain;

	if (at < 1 || at > LOCAL_BYTES_MAX || text.n > ADDRESS_BYTES_MAX || !str_is_utf8(text) ||
	    has_hidden_control(text))
		return false;
	local = str_head(text, (size_t)at);
	domain = str_tail(text, (size_t)at + 1);
	return is_dotted(local, is_atext) && is_dotted(domain, is_label) && domain.p[0] != '-';
}

/* ---- header texts ---- */

static bool is_printable(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (ascii_is_control(text.p[i]) || (unsigned char)text.p[i] >= 0x80)
			return false;
	return !str_contains(text, STR("=?")); /* would be read as an encoded word */
}

/* The first bytes of the text, at most WORD_BYTES and without a part of a character. */
static struct str encoded_word_of(struct str text)
{
	size_t n = text.n < WORD_BYTES ? text.n : WORD_BYTES;

	for (int i = 0; i < 3 && n < text.n && ((unsigned char)text.p[n] & 0xC0) == 0x80; i++)
		n--;
	return str_head(text, n);
}

static void put_word(struct buf *b, struct str text)
{
	char clean[WORD_BYTES];

	for (size_t i = 0; i < text.n; i++)
		clean[i] = ascii_is_control(text.p[i]) ? ' ' : text.p[i];
	buf_z(b, "=?UTF-8?B?");
	b64_write(b, clean, text.n);
	buf_z(b, "?=");
}

static void put_words(struct buf *b, struct str text, size_t prefix)
{
	size_t column = prefix;

	while (text.n) {
		struct str word = encoded_word_of(text);

		if (column + WORD_AROUND + (word.n + 2) / 3 * 4 > LINE_CHARS || column != prefix) {
			buf_z(b, "\r\n ");
			column = 1;
		}
		put_word(b, word);
		column += WORD_AROUND + (word.n + 2) / 3 * 4;
		text = str_tail(text, word.n);
	}
}

void mime_put_text(struct buf *b, struct str text, size_t prefix)
{
	if (is_printable(text) && text.n <= PLAIN_CHARS_MAX && prefix + text.n <= LINE_CHARS)
		buf_str(b, text);
	else
		put_words(b, text, prefix);
}

void mime_put_phrase(struct buf *b, struct str text, size_t prefix)
{
	if (!is_printable(text) || text.n > PLAIN_CHARS_MAX) {
		put_words(b, text, prefix);
		return;
	}
	buf_char(b, '"');
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '"' || text.p[i] == '\\')
			buf_char(b, '\\');
		buf_char(b, text.p[i]);
	}
	buf_char(b, '"');
}

void mime_put_date(struct buf *b, int64_t ms)
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t seconds = (time_t)(ms / 1000);
	struct tm t;

	if (!gmtime_r(&seconds, &t)) {
		b->failed = true;
		return;
	}
	buf_fmt(b, "%.3s, %02d %.3s %d %02d:%02d:%02d +0000", days + (size_t)t.tm_wday * 3,
		t.tm_mday, months + (size_t)t.tm_mon * 3, t.tm_year + 1900, t.tm_hour, t.tm_min,
		t.tm_sec);
}

/* ---- bodies ---- */

static bool ends_line(struct str text, size_t i)
{
	return i == text.n || text.p[i] == '\n' || text.p[i] == '\r';
}

/* Whether the byte at i needs no encoding. */
static bool is_literal(struct str text, size_t i, size_t column)
{
	char c = text.p[i];

	if (ascii_is_blank(c))
		return !ends_line(text, i + 1);
	return ascii_is_visible(c) && c != '=' && (c != '.' || column > 0);
}

static void put_byte(struct buf *b, struct str text, size_t i, size_t *column)
{
	static const char digits[] = "0123456789ABCDEF";
	unsigned char c = (unsigned char)text.p[i];
	bool plain = is_literal(text, i, *column);

	if (*column + (plain ? 1 : 3) > LINE_CHARS - 1) {
		buf_z(b, "=\r\n");
		*column = 0;
		plain = is_literal(text, i, *column);
	}
	if (plain) {
		buf_char(b, (char)c);
		*column += 1;
		return;
	}
	buf_char(b, '=');
	buf_char(b, digits[c >> 4]);
	buf_char(b, digits[c & 15]);
	*column += 3;
}

void mime_put_quoted_printable(struct buf *b, struct str text)
{
	size_t column = 0;

	for (size_t i = 0; i < text.n; i++) {
		if (!ends_line(text, i)) {
			put_byte(b, text, i, &column);
			continue;
		}
		if (text.p[i] == '\r' && i + 1 < text.n && text.p[i + 1] == '\n')
			i++;
		buf_z(b, "\r\n");
		column = 0;
	}
	if (column)
		buf_z(b, "\r\n");
}
