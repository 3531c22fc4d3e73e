#include "mail/template.h"

/* The frame of all kinds. It loads nothing, so that opening a mail is not reported to any
 * server. */
#define HTML_HEAD                                                                                  \
	"<!doctype html>\n"                                                                        \
	"<html lang=\"en\">\n"                                                                     \
	"<head><meta charset=\"utf-8\"><title>{{product}}</title></head>\n"                        \
	"<body style=\"font-family: sans-serif; line-height: 1.5; color: #1a1a1a\">\n"             \
	"<p>Hello {{name}},</p>\n"
#define HTML_END "</body>\n</html>\n"
#define HTML(sentence, button, ending)                                                             \
	HTML_HEAD                                                                                  \
	"<p>" sentence "</p>\n"                                                                    \
	"<p><a href=\"{{url}}\">" button "</a></p>\n"                                              \
	"<p>Or copy this address into your browser:<br>{{url}}</p>\n"                              \
	"<p>" ending "</p>\n" HTML_END

#define TEXT(sentence, ending) "Hello {{name}},\n\n" sentence "\n\n{{url}}\n\n" ending "\n"

/* clang-format off */
const struct templates templates_built_in = { .of = {
	[MAIL_RESET_PASSWORD] = {
		[TEMPLATE_SUBJECT] = STR_INIT("Reset your {{product}} password"),
		[TEMPLATE_TEXT] = STR_INIT(TEXT(
			"Someone asked for a new password for your account at {{product}}. To\n"
			"choose one, open this link:",
			"The link works once and for a limited time. If it was not you, do\n"
			"nothing: your password stays as it is.")),
		[TEMPLATE_HTML] = STR_INIT(HTML(
			"Someone asked for a new password for your account at {{product}}. "
			"To choose one, open this link:",
			"Choose a new password",
			"The link works once and for a limited time. If it was not you, do "
			"nothing: your password stays as it is.")),
	},
	[MAIL_INVITATION] = {
		[TEMPLATE_SUBJECT] = STR_INIT("Your account at {{product}}"),
		[TEMPLATE_TEXT] = STR_INIT(TEXT(
			"An account at {{product}} was created for you. You sign in with the\n"
			"address {{email}}. To choose your password, open this link:",
			"The link works once and for a limited time. After that, ask for a new\n"
			"password on the page that signs in. If you do not want the account, do\n"
			"nothing: nobody can sign in to it without this link.")),
		[TEMPLATE_HTML] = STR_INIT(HTML(
			"An account at {{product}} was created for you. You sign in with the "
			"address {{email}}. To choose your password, open this link:",
			"Choose a password",
			"The link works once and for a limited time. After that, ask for a new "
			"password on the page that signs in. If you do not want the account, do "
			"nothing: nobody can sign in to it without this link.")),
	},
	[MAIL_VERIFY_EMAIL] = {
		[TEMPLATE_SUBJECT] = STR_INIT("Confirm your e-mail address for {{product}}"),
		[TEMPLATE_TEXT] = STR_INIT(TEXT(
			"Please confirm that {{email}} is your address. Open this link:",
			"The link works for a limited time. If you have no account at\n"
			"{{product}}, do nothing.")),
		[TEMPLATE_HTML] = STR_INIT(HTML(
			"Please confirm that {{email}} is your address. Open this link:",
			"Confirm the address",
			"The link works for a limited time. If you have no account at "
			"{{product}}, do nothing.")),
	},
	[MAIL_CHANGE_EMAIL] = {
		[TEMPLATE_SUBJECT] =
			STR_INIT("Confirm the change of your e-mail address at {{product}}"),
		[TEMPLATE_TEXT] = STR_INIT(TEXT(
			"Someone asked to change the e-mail address of your account at\n"
			"{{product}}. To confirm the change, open this link:",
			"The link works for a limited time. If it was not you, do not open it,\n"
			"and change your password.")),
		[TEMPLATE_HTML] = STR_INIT(HTML(
			"Someone asked to change the e-mail address of your account at "
			"{{product}}. To confirm the change, open this link:",
			"Confirm the change",
			"The link works for a limited time. If it was not you, do not open it, "
			"and change your password.")),
	},
	[MAIL_DELETE_ACCOUNT] = {
		[TEMPLATE_SUBJECT] = STR_INIT("Confirm the deletion of your {{product}} account"),
		[TEMPLATE_TEXT] = STR_INIT(TEXT(
			"Someone asked to delete your account at {{product}} with everything in\n"
			"it. This cannot be undone. To delete it, open this link:",
			"The link works once and for a limited time. If it was not you, do not\n"
			"open it, and change your password.")),
		[TEMPLATE_HTML] = STR_INIT(HTML(
			"Someone asked to delete your account at {{product}} with everything in "
			"it. This cannot be undone. To delete it, open this link:",
			"Delete the account",
			"The link works once and for a limited time. If it was not you, do not "
			"open it, and change your password.")),
	},
	[MAIL_SIGN_IN_CHANGED] = {
		[TEMPLATE_SUBJECT] =
			STR_INIT("The sign-in to your {{product}} account has changed"),
		[TEMPLATE_TEXT] = STR_INIT(TEXT(
			"A way to sign in to your account at {{product}} was added, changed or\n"
			"removed, such as a passkey or a second factor:",
			"If it was you, there is nothing to do. If not, sign in, remove what you\n"
			"do not know, change your password and sign out everywhere.")),
		[TEMPLATE_HTML] = STR_INIT(HTML(
			"A way to sign in to your account at {{product}} was added, changed or "
			"removed, such as a passkey or a second factor.",
			"Open {{product}}",
			"If it was you, there is nothing to do. If not, sign in, remove what you "
			"do not know, change your password and sign out everywhere.")),
	},
	[MAIL_SIGN_IN_CODE] = {
		[TEMPLATE_SUBJECT] = STR_INIT("Your code for {{product}}"),
		[TEMPLATE_TEXT] = STR_INIT(
			"Hello {{name}},\n\n"
			"Your code to sign in to {{product}} is\n\n{{code}}\n\n"
			"It works once and for a few minutes. Tell it nobody. If you are not\n"
			"signing in, somebody knows your password: change it.\n"),
		[TEMPLATE_HTML] = STR_INIT(
			HTML_HEAD
			"<p>Your code to sign in to {{product}} is</p>\n"
			"<p style=\"font-size: 1.5em; letter-spacing: 0.1em\">{{code}}</p>\n"
			"<p>It works once and for a few minutes. Tell it nobody. If you are not "
			"signing in, somebody knows your password: change it.</p>\n"
			HTML_END),
	},
	[MAIL_REMINDER] = {
		[TEMPLATE_SUBJECT] = STR_INIT("Reminder: {{task}}"),
		[TEMPLATE_TEXT] = STR_INIT(
			"Hello {{name}},\n\n"
			"{{task}}\n\nDue: {{due}}\n\n{{url}}\n\n"
			"You asked {{product}} to remind you of this task.\n{{late}}\n"),
		[TEMPLATE_HTML] = STR_INIT(
			HTML_HEAD
			"<p style=\"font-size: 1.25em\">{{task}}</p>\n<p>Due: {{due}}</p>\n"
			"<p><a href=\"{{url}}\">Open {{product}}</a></p>\n"
			"<p>You asked {{product}} to remind you of this task. {{late}}</p>\n"
			HTML_END),
	},
} };
/* clang-format on */
