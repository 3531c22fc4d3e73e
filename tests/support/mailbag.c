#include "support/mailbag.h"

struct mailbag_mail mailbag[MAILBAG_MAX];
int mailbag_count;
bool mailbag_is_full;

/* Called on the store's writing thread, while the caller waits for it. */
static enum store_rc mailbag_add(struct sql *sql, const struct announcement *what, struct err *err)
{
	struct mailbag_mail *mail = &mailbag[mailbag_count % MAILBAG_MAX];

	(void)sql;
	(void)err;
	if (mailbag_is_full)
		return STORE_NONE;
	snprintf(mail->kind, sizeof(mail->kind), "%.*s", STR_FMT(what->kind));
	snprintf(mail->to, sizeof(mail->to), "%.*s", STR_FMT(what->to));
	snprintf(mail->url, sizeof(mail->url), "%.*s", STR_FMT(what->url));
	mailbag_count++;
	return STORE_OK;
}

void mailbag_attach(struct fixture *f)
{
	f->issuer->announce = mailbag_add;
	f->issuer->settings.reset.enabled = true;
	f->issuer->settings.verification.enabled = true;
	mailbag_count = 0;
	mailbag_is_full = false;
}

int mailbag_setup(void **state)
{
	test_setup_open(state);
	mailbag_attach(*state);
	return 0;
}

const struct mailbag_mail *mailbag_last(void)
{
	assert_true(mailbag_count > 0);
	return &mailbag[(mailbag_count - 1) % MAILBAG_MAX];
}

struct str mailbag_link_part(const char *before, const char *after)
{
	const char *start = strstr(mailbag_last()->url, before), *end;

	assert_non_null(start);
	start += strlen(before);
	end = strstr(start, after);
	assert_non_null(end);
	return str_of(start, (size_t)(end - start));
}
