#include "cli/tree/text.h"

#define TEXT_WIDTH 80
#define ROW_COLUMN 26 /* of the help in text_put_row() */

static void put_blanks(struct buf *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_char(b, ' ');
}

/* The margin stands before each line but the first. */
static void put_paragraph(struct buf *b, struct str text, struct str margin)
{
	size_t indent = margin.n, column = indent;
	struct str word;

	while (text.n) {
		str_cut(text, ' ', &word, &text);
		if (column > indent && column + 1 + word.n > TEXT_WIDTH) {
			buf_char(b, '\n');
			buf_str(b, margin);
			column = indent;
		}
		if (column > indent) {
			buf_char(b, ' ');
			column++;
		}
		buf_str(b, word);
		column += word.n;
	}
	buf_char(b, '\n');
}

void text_put_wrapped(struct buf *b, struct str text, size_t indent)
{
	static const char blanks[] = "                                        "
				     "                                        ";
	struct str margin = str_of(blanks, indent), paragraph;

	while (str_cut(text, '\n', &paragraph, &text)) {
		put_paragraph(b, paragraph, margin);
		buf_char(b, '\n');
		buf_str(b, margin);
		text = str_tail(text, 1); /* the second line break */
	}
	put_paragraph(b, paragraph, margin);
}

void text_put_comment(struct buf *b, struct str text)
{
	const struct str margin = STR("# ");

	buf_str(b, margin);
	put_paragraph(b, text, margin);
}

void text_put_row(struct buf *b, struct str left, struct str help)
{
	size_t used = 2 + left.n;

	put_blanks(b, 2);
	buf_str(b, left);
	if (used + 2 > ROW_COLUMN) {
		buf_char(b, '\n');
		used = 0;
	}
	put_blanks(b, ROW_COLUMN - used);
	text_put_wrapped(b, help, ROW_COLUMN);
}
