#include "mail/reminder.h"

void mail_reminder_pack(struct buf *b, const struct mail_reminder *reminder)
{
	buf_str(b, reminder->url);
	buf_char(b, '\n');
	buf_str(b, reminder->due);
	buf_char(b, '\n');
	buf_str(b, reminder->late);
	buf_char(b, '\n');
	buf_str(b, reminder->task);
}

struct mail_reminder mail_reminder_unpack(struct str text)
{
	struct mail_reminder r;

	str_cut(text, '\n', &r.url, &text);
	str_cut(text, '\n', &r.due, &text);
	str_cut(text, '\n', &r.late, &r.task);
	return r;
}
