/* Escaping text for HTML. */
#ifndef OSTIARY_BASE_HTML_H
#define OSTIARY_BASE_HTML_H

#include "base/buf.h"
#include "base/str.h"

/* Appends text escaped for both places: between tags, and in an attribute's value in quotes of
 * either kind. */
static inline void html_put_text(struct buf *b, struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		switch (text.p[i]) {
		case '&':
			buf_z(b, "&amp;");
			break;
		case '<':
			buf_z(b, "&lt;");
			break;
		case '>':
			buf_z(b, "&gt;");
			break;
		case '"':
			buf_z(b, "&quot;");
			break;
		case '\'':
			buf_z(b, "&#39;");
			break;
		default:
			buf_char(b, text.p[i]);
		}
}

#endif
