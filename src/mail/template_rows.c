/* The built-in templates. docs/mail.md says how to replace them. */
#include "mail/template.h"

/* One look for all kinds; no picture and nothing from elsewhere, so that opening a mail tells nobody. */
#define HTML(sentence, button, ending)                                                             \
	"<!doctype html>\n"                                                                        \
	"<html lang=\"en\">\n"                                                                     \
	"<head><meta charset=\"utf-8\"><title>{{product}}</title></head>\n"                        \
	"<body style=\"font-family: sans-serif; line-height: 1.5; color: #1a1a1a\">\n"             \
	"<p>Hello {{name}},</p>\n"                                                                 \
	"<p>" sentence "</p>\n"                                                                    \
	"<p><a href=\"{{url}}\">" button "</a></p>\n"                                              \
	"<p>Or copy this address into your browser:<br>{{url}}</p>\n"                              \
	"<p>" ending "</p>\n"                                                                      \
	"</body>\n"                                                                                \
	"</html>\n"

#define TEXT(sentence, ending) "Hello {{name}},\n\n" sentence "\n\n{{url}}\n\n" ending "\n"

/* clang-format off */
const struct templates templates_built_in = { .of = {
	[MAIL_RESET_PASSWORD] = {
		[TEMPLATE_SUBJECT] = STR_INIT("Reset your {{product}} password"),
		[TEMPLATE_TEXT] = STR_INIT(TEXT(
			"Somebody asked for a new password for your account at {{product}}. To\n"
			"choose one, open this link:",
			"The link is good once and for a limited time. If it was not you, do\n"
			"nothing: your password stays as it is.")),
		[TEMPLATE_HTML] = STR_INIT(HTML(
			"Somebody asked for a new password for your account at {{product}}. To choose one, "
			"open this link:",
			"Choose a new password",
			"The link is good once and for a limited time. If it was not you, do nothing: your "
			"password stays as it is.")),
	},
	[MAIL_VERIFY_EMAIL] = {
		[TEMPLATE_SUBJECT] = STR_INIT("Confirm your e-mail address for {{product}}"),
		[TEMPLATE_TEXT] = STR_INIT(TEXT(
			"Please confirm that {{email}} is your address. Open this link:",
			"The link is good for a limited time. If you have no account at\n"
			"{{product}}, do nothing.")),
		[TEMPLATE_HTML] = STR_INIT(HTML(
			"Please confirm that {{email}} is your address. Open this link:",
			"Confirm the address",
			"The link is good for a limited time. If you have no account at {{product}}, do "
			"nothing.")),
	},
	[MAIL_CHANGE_EMAIL] = {
		[TEMPLATE_SUBJECT] = STR_INIT("Confirm the change of your e-mail address at {{product}}"),
		[TEMPLATE_TEXT] = STR_INIT(TEXT(
			"Somebody asked to change the e-mail address of your account at\n"
			"{{product}}. To agree, open this link:",
			"The link is good for a limited time. If it was not you, do not open it,\n"
			"and change your password.")),
		[TEMPLATE_HTML] = STR_INIT(HTML(
			"Somebody asked to change the e-mail address of your account at {{product}}. To "
			"agree, open this link:",
			"Agree to the change",
			"The link is good for a limited time. If it was not you, do not open it, and change "
			"your password.")),
	},
	[MAIL_DELETE_ACCOUNT] = {
		[TEMPLATE_SUBJECT] = STR_INIT("Confirm the deletion of your {{product}} account"),
		[TEMPLATE_TEXT] = STR_INIT(TEXT(
			"Somebody asked to delete your account at {{product}} with everything in\n"
			"it. It cannot be brought back. To delete it, open this link:",
			"The link is good once and for a limited time. If it was not you, do not\n"
			"open it, and change your password.")),
		[TEMPLATE_HTML] = STR_INIT(HTML(
			"Somebody asked to delete your account at {{product}} with everything in it. It "
			"cannot be brought back. To delete it, open this link:",
			"Delete the account",
			"The link is good once and for a limited time. If it was not you, do not open it, and "
			"change your password.")),
	},
} };
/* clang-format on */
