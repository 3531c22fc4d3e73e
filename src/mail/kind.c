#include "mail/kind.h"

#include "base/cleanup.h"

#define HOUR_MS (INT64_C(3600) * 1000)

static const struct {
	struct str name;
	int64_t life_ms;
	bool is_public;
} kinds[MAIL_KINDS] = {
	[MAIL_RESET_PASSWORD] = { STR_INIT("reset-password"), HOUR_MS, true },
	[MAIL_INVITATION] = { STR_INIT("invitation"), HOUR_MS, false },
	[MAIL_VERIFY_EMAIL] = { STR_INIT("verify-email"), HOUR_MS, true },
	[MAIL_CHANGE_EMAIL] = { STR_INIT("change-email"), HOUR_MS, false },
	[MAIL_DELETE_ACCOUNT] = { STR_INIT("delete-account"), 24 * HOUR_MS, false },
	[MAIL_SIGN_IN_CHANGED] = { STR_INIT("sign-in-changed"), 24 * HOUR_MS, false },
	[MAIL_SIGN_IN_CODE] = { STR_INIT("sign-in-code"), HOUR_MS / 12, false },
	[MAIL_REMINDER] = { STR_INIT("reminder"), 24 * HOUR_MS, false },
};

struct str mail_kind_name(enum mail_kind kind)
{
	return kinds[kind].name;
}

bool mail_kind_parse(struct str name, enum mail_kind *out)
{
	if (str_starts(name, STR("reminder/")))
		name = kinds[MAIL_REMINDER].name;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (str_eq(name, kinds[i].name)) {
			*out = (enum mail_kind)i;
			return true;
		}
	return false;
}

int64_t mail_kind_life_ms(struct str name)
{
	enum mail_kind kind;

	return mail_kind_parse(name, &kind) ? kinds[kind].life_ms : HOUR_MS;
}

bool mail_kind_is_public(struct str name)
{
	enum mail_kind kind;

	return mail_kind_parse(name, &kind) && kinds[kind].is_public;
}
