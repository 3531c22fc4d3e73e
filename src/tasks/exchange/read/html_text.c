#include "tasks/exchange/read/html_text.h"

#include "base/ascii.h"
#include "base/cleanup.h"

#define TAG_BYTES 256 /* a longer tag is text */

static const struct {
	struct str entity, text;
} entities[] = {
	{ STR_INIT("&lt;"), STR_INIT("<") },   { STR_INIT("&gt;"), STR_INIT(">") },
	{ STR_INIT("&amp;"), STR_INIT("&") },  { STR_INIT("&quot;"), STR_INIT("\"") },
	{ STR_INIT("&#39;"), STR_INIT("'") },  { STR_INIT("&#34;"), STR_INIT("\"") },
	{ STR_INIT("&nbsp;"), STR_INIT(" ") },
};

/* The name of the tag that starts here, with its slash; empty: none does. */
static struct str tag_name(struct str text)
{
	size_t n = 1;

	if (!str_starts(text, STR("<")) || str_find(str_head(text, TAG_BYTES), '>') < 0)
		return str_of(NULL, 0);
	if (n < text.n && text.p[n] == '/')
		n++;
	while (n < text.n && ascii_is_alnum(text.p[n]))
		n++;
	return str_tail(str_head(text, n), 1);
}

static bool is_known(struct str name)
{
	if (str_starts(name, STR("/")))
		name = str_tail(name, 1);
	return str_is_word_of(name, "p br ul ol li a b i u s em strong code pre h1 h2 h3 h4 h5 h6 "
				    "blockquote div span label input img hr del mark table tbody "
				    "thead tr td th figure");
}

static bool has_tags(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] == '<' && is_known(tag_name(str_tail(text, i))))
			return true;
	return false;
}

static size_t put_entity(struct buf *b, struct str text)
{
	for (size_t i = 0; i < ARRAY_LEN(entities); i++)
		if (str_starts(text, entities[i].entity)) {
			buf_str(b, entities[i].text);
			return entities[i].entity.n;
		}
	buf_char(b, '&');
	return 1;
}

static size_t put_piece(struct buf *b, struct str text)
{
	struct str name = tag_name(text);

	if (text.p[0] == '&')
		return put_entity(b, text);
	if (!is_known(name)) {
		buf_char(b, text.p[0]);
		return 1;
	}
	if (str_is_word_of(name, "br /p /li /div /h1 /h2 /h3 /h4 /h5 /h6 /tr /pre /blockquote"))
		buf_char(b, '\n');
	return (size_t)str_find(text, '>') + 1;
}

struct str html_text(struct arena *a, struct str html)
{
	struct buf b;

	if (!has_tags(html))
		return html;
	arena_buf(a, &b, html.n + 1, html.n + 1);
	for (size_t i = 0; i < html.n;)
		i += put_piece(&b, str_tail(html, i));
	return str_trim_unicode(buf_text(&b));
}
