#include "cli/people/issuer.h"

#include <string.h>
#include <sysexits.h>

#include "cli/nodes/issuer.h"
#include "cli/pages/pages.h"
#include "cli/tree/output.h"
#include "crypto/password/blocklist.h"

const struct flag flag_password_file = {
	.name = "password-file",
	.value = "FILE",
	.help = "file with the password, or - for standard input",
};

const struct flag flag_required_password_file = {
	.name = "password-file",
	.value = "FILE",
	.help = "file with the password, or - for standard input",
	.required = true,
};

int people_issuer_open(const struct people_job *job, struct issuer *out)
{
	struct blocklist *blocklist = NULL;
	int code = issuer_open_blocklist(job->op.arena, &job->op.settings, &blocklist);

	*out = (struct issuer){
		.store = job->op.store,
		.clock = &clock_real,
		.random = &random_kernel,
		.log = &job->op.log,
		.announce = issuer_announce,
		.blocklist = blocklist,
		.settings = job->op.issuer,
		.revocations = operation_revocations(&job->op),
	};
	out->settings.pages = pages_are_there(&job->op.settings);
	return code;
}

void people_issuer_done(struct issuer *issuer)
{
	blocklist_free((struct blocklist *)(uintptr_t)issuer->blocklist);
}

int people_read_password(const char *path, char room[VALUE_FILE_MAX + 1], struct str *out)
{
	const char *fault = strcmp(path, "-") == 0 ? value_stdin_read(room, out)
						   : value_file_read(path, true, room, out);

	if (fault)
		return cli_fail(EX_NOINPUT, "%s: %s", path, fault);
	if (!str_is_utf8(*out))
		return cli_fail(EX_DATAERR, "%s: the password is not UTF-8", path);
	return EX_OK;
}

static int report_password(const struct issuer *issuer, enum auth_result result)
{
	const struct password_settings *rules = &issuer->settings.password;

	if (result == REFUSED_PASSWORD_TOO_SHORT)
		return cli_fail(EX_DATAERR,
				"the password is too short: it must have %zu characters",
				rules->min_units);
	if (result == REFUSED_PASSWORD_TOO_LONG)
		return cli_fail(EX_DATAERR, "the password is too long: it may have %zu characters",
				rules->max_units);
	return cli_fail(EX_DATAERR, "the password is one of those that attackers try first, or the "
				    "user's own name or address");
}

static int report_fields(enum auth_result result)
{
	if (result == REFUSED_FIELD_MISSING)
		return cli_fail(EX_CONFIG, "OSTIARY_FIELDS has a required field of users without a "
					   "default: sign the user up over HTTP");
	return cli_fail(EX_CONFIG, "OSTIARY_FIELDS has a unique field of users whose default "
				   "another user has");
}

int people_report(const struct issuer *issuer, enum auth_result result, struct str user,
		  const struct err *err)
{
	switch ((int)result) {
	case AUTH_OK:
		return EX_OK;
	case REFUSED_INVALID_EMAIL:
		return cli_fail(EX_DATAERR, "\"%.*s\" is no e-mail address", STR_FMT(user));
	case REFUSED_EMAIL_TAKEN:
		return cli_fail(EX_DATAERR, "there is a user \"%.*s\" already", STR_FMT(user));
	case REFUSED_PASSWORD_TOO_SHORT:
	case REFUSED_PASSWORD_TOO_LONG:
	case REFUSED_PASSWORD_COMPROMISED:
		return report_password(issuer, result);
	case REFUSED_RESET_OFF:
		return cli_fail(EX_CONFIG, "OSTIARY_PASSWORD_RESET is off, so that no link sets a "
					   "password: give one with --password-file");
	case REFUSED_FIELD_MISSING:
	case REFUSED_NEW_USER_FIELD_TAKEN:
		return report_fields(result);
	case REFUSED_THROTTLED:
		return cli_fail(EX_TEMPFAIL,
				"\"%.*s\" is not created: too many mails wait to be sent, or the "
				"address has had as many as it may get; see: ostiary outbox list",
				STR_FMT(user));
	case REFUSED_USER_GONE:
		return people_nobody(user);
	case REFUSED_EMAIL_MISMATCH:
		return cli_fail(EX_TEMPFAIL,
				"nothing is verified: \"%.*s\" has another address "
				"since a moment ago",
				STR_FMT(user));
	case REFUSED_USER_IN_USE:
		return cli_fail(EX_UNAVAILABLE, "a row of another program refers to the user: %s",
				err->text);
	default:
		return cli_fail(EX_IOERR, "%s", err->text);
	}
}
