#include "base/html.h"

void html_put_text(struct buf *b, struct str text)
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
