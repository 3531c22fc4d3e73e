#include "cli/settings/table.h"

#include "core/limits.h"

const struct setting_row setting_rows[SETTINGS] = {
#define SETTING(name_, type_, secrecy_, group_, ...)                                               \
	[SETTING_##name_] = { .type = SETTING_##type_,                                             \
			      .secrecy = SETTING_SECRECY_##secrecy_,                               \
			      .group = SETTING_GROUP_##group_,                                     \
			      __VA_ARGS__ },
#include "cli/settings/rows.def"
#undef SETTING
};

const char *const setting_group_titles[SETTING_GROUPS] = {
	[SETTING_GROUP_ADDRESS] = "Address and clients",
	[SETTING_GROUP_DATA] = "Data and secrets",
	[SETTING_GROUP_ROLE] = "Issuer and task node",
	[SETTING_GROUP_KEYS] = "Keys",
	[SETTING_GROUP_TOKENS] = "Tokens",
	[SETTING_GROUP_SESSIONS] = "Sessions and cookies",
	[SETTING_GROUP_SIGN_IN] = "Signing up and in",
	[SETTING_GROUP_MAILS] = "Mails",
	[SETTING_GROUP_SMTP] = "Mail server",
	[SETTING_GROUP_PUSH] = "Web Push",
	[SETTING_GROUP_GUESSING] = "Guessing",
	[SETTING_GROUP_SERVER] = "Server",
};

struct str settings_text(const struct settings *settings, enum setting which)
{
	return settings->of[which].text;
}

bool settings_is_on(const struct settings *settings, enum setting which)
{
	return str_eq(settings->of[which].text, STR("on"));
}

bool setting_is_private(const struct setting_row *row)
{
	switch (row->secrecy) {
	case SETTING_SECRECY_SECRET:
	case SETTING_SECRECY_CONNINFO:
		return true;
	case SETTING_SECRECY_OPEN:
		break;
	}
	return false;
}

const char *setting_choices(const struct setting_row *row)
{
	return row->type == SETTING_SWITCH ? "on off" : row->choices;
}

const char *setting_value_name(const struct setting_row *row)
{
	if (row->value)
		return row->value;
	switch (row->type) {
	case SETTING_TEXT:
		return "TEXT";
	case SETTING_SECRET_TEXT:
	case SETTING_SECRET_LIST:
		return "SECRET";
	case SETTING_URL:
		return "URL";
	case SETTING_INTEGER:
		return "N";
	case SETTING_DURATION:
		return "TIME";
	case SETTING_CHOICE:
	case SETTING_SWITCH:
		return "WORD";
	}
	return "TEXT";
}

const struct setting_row *setting_of_flag(struct str flag)
{
	for (size_t i = 0; i < SETTINGS; i++)
		if (setting_rows[i].flag && str_eq(flag, str_z(setting_rows[i].flag)))
			return &setting_rows[i];
	return NULL;
}
