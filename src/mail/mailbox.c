#include "mail/mailbox.h"

#include "base/ascii.h"
#include "mail/mime.h"

#define NAME_BYTES_MAX 200

static struct str without_quotes(struct str name)
{
	if (name.n >= 2 && name.p[0] == '"' && name.p[name.n - 1] == '"')
		return str_of(name.p + 1, name.n - 2);
	return name;
}

static bool is_name(struct str name)
{
	for (size_t i = 0; i < name.n; i++)
		if (ascii_is_control(name.p[i]) || strchr("\"\\<>", name.p[i]))
			return false;
	return name.n <= NAME_BYTES_MAX && str_is_utf8(name);
}

bool mailbox_parse(struct str text, struct mailbox *out)
{
	struct mailbox box = { .address = str_trim(text) };
	ptrdiff_t open = str_rfind(box.address, '<');

	if (open >= 0) {
		if (!str_ends(box.address, STR(">")))
			return false;
		box.name = without_quotes(str_trim(str_head(box.address, (size_t)open)));
		box.address = str_tail(box.address, (size_t)open + 1);
		box.address.n--;
	}
	if (!is_name(box.name) || !mime_is_address(box.address))
		return false;
	*out = box;
	return true;
}

struct str mailbox_domain(const struct mailbox *mailbox)
{
	return str_tail(mailbox->address, (size_t)str_rfind(mailbox->address, '@') + 1);
}
