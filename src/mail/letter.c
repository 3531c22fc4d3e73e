#include "mail/letter.h"

#include "mail/mime.h"

static void put_boundary(struct buf *b, const struct letter *letter)
{
	buf_z(b, "=_ostiary_");
	buf_str(b, letter->id);
}

static void put_from(struct buf *b, const struct mailbox *from)
{
	static const char from_[] = "From: ";

	buf_z(b, from_);
	if (!from->name.n) {
		buf_str(b, from->address);
		buf_z(b, "\r\n");
		return;
	}
	mime_put_phrase(b, from->name, sizeof(from_) - 1);
	buf_z(b, "\r\n <"); /* on a line of its own, so that both may be long */
	buf_str(b, from->address);
	buf_z(b, ">\r\n");
}

static void put_headers(struct buf *b, const struct letter *letter)
{
	static const char subject[] = "Subject: ";

	buf_z(b, "Date: ");
	mime_put_date(b, letter->date_ms);
	buf_z(b, "\r\n");
	put_from(b, letter->from);
	buf_z(b, "To: ");
	buf_str(b, letter->to);
	buf_z(b, "\r\nMessage-ID: <");
	buf_str(b, letter->id);
	buf_char(b, '@');
	buf_str(b, mailbox_domain(letter->from));
	buf_z(b, ">\r\n");
	buf_z(b, subject);
	mime_put_text(b, letter->subject, sizeof(subject) - 1);
	/* RFC 3834: keeps automatic responders from answering. */
	buf_z(b, "\r\nAuto-Submitted: auto-generated\r\n"
		 "MIME-Version: 1.0\r\n"
		 "Content-Type: multipart/alternative;\r\n boundary=\"");
	put_boundary(b, letter);
	buf_z(b, "\"\r\n\r\n");
}

static void put_part(struct buf *b, const struct letter *letter, const char *type,
		     struct str content)
{
	buf_z(b, "--");
	put_boundary(b, letter);
	buf_fmt(b,
		"\r\nContent-Type: %s; charset=utf-8\r\n"
		"Content-Transfer-Encoding: quoted-printable\r\n\r\n",
		type);
	mime_put_quoted_printable(b, content);
}

bool letter_put(struct buf *b, const struct letter *letter)
{
	if (!mime_is_address(letter->to))
		return false;
	put_headers(b, letter);
	put_part(b, letter, "text/plain", letter->text);
	put_part(b, letter, "text/html", letter->html);
	buf_z(b, "--");
	put_boundary(b, letter);
	buf_z(b, "--\r\n");
	return true;
}
