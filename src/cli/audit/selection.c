#include "cli/audit/selection.h"

#include <sysexits.h>

#include "auth/address/address.h"
#include "base/cleanup.h"
#include "cli/tree/output.h"
#include "core/date_text.h"
#include "store/tables/users.h"

const struct flag audit_flag_since = {
	.name = "since",
	.value = "TIME",
	.help = "only what was done at this time or later: 2026-11-20 or 2026-11-20T08:00:00Z",
};
const struct flag audit_flag_until = {
	.name = "until",
	.value = "TIME",
	.help = "only what was done before this time",
};
const struct flag audit_flag_user = {
	.name = "user",
	.value = "USER",
	.help = "only what this user has done or undergone: an id, also of a deleted user, or an "
		"e-mail address",
};
const struct flag audit_flag_action = {
	.name = "action",
	.value = "ACTION",
	.help = "only this action, such as token-minted",
};

static bool read_time(const struct args *args, const struct flag *flag, int64_t otherwise,
		      int64_t *out)
{
	const char *text = args_value(args, flag);

	*out = otherwise;
	return !text || date_text_read(str_z(text), out);
}

static int find_user(struct operation *op, struct str name, struct audit_filter *out)
{
	struct user user;
	struct err err = { 0 };

	out->user = name;
	if (str_find(name, '@') < 0)
		return EX_OK;
	switch (STORE_READ(
		op->store, sql, &err,
		users_by_email(sql, op->arena, email_lower(op->arena, name), &user, &err))) {
	case STORE_OK:
		out->user = user.id;
		return EX_OK;
	case STORE_NONE:
		return cli_fail(EX_NOUSER, "there is no user \"%.*s\"", STR_FMT(name));
	case STORE_CONFLICT:
	case STORE_ORPHAN:
	case STORE_FULL:
	case STORE_FAULT:
		break;
	}
	return cli_fail(EX_IOERR, "%s", err.text);
}

static struct str value_of(const struct args *args, const struct flag *flag)
{
	const char *value = args_value(args, flag);

	return str_z(value ? value : "");
}

int audit_select(struct operation *op, const struct args *args, struct audit_filter *out)
{
	struct str user = value_of(args, &audit_flag_user);

	*out = (struct audit_filter){ .action = value_of(args, &audit_flag_action) };
	if (!read_time(args, &audit_flag_since, INT64_MIN, &out->since_ms))
		return cli_fail(EX_USAGE, "--since takes a time such as 2026-11-20T08:00:00Z");
	if (!read_time(args, &audit_flag_until, INT64_MAX, &out->until_ms))
		return cli_fail(EX_USAGE, "--until takes a time such as 2026-11-20T08:00:00Z");
	if (!str_is_utf8(user) || !str_is_utf8(out->action))
		return cli_fail(EX_USAGE, "--user and --action take UTF-8");
	return find_user(op, user, out);
}

int audit_warn_of_strays(struct operation *op)
{
	struct err err = { 0 };
	struct str id = { 0 };
	enum store_rc rc = STORE_READ(op->store, sql, &err, audit_stray(sql, op->arena, &id, &err));

	if (rc == STORE_OK)
		cli_fail(EX_OK,
			 "the row %.*s has no place in the chain and is not listed; a process of "
			 "an earlier build has added it",
			 STR_FMT(id));
	return rc == STORE_OK || rc == STORE_NONE ? EX_OK : cli_fail(EX_IOERR, "%s", err.text);
}
