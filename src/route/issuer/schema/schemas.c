#include "route/issuer/schema/fields.h"

#include "route/issuer/body.h"

static const struct body_field sign_up_fields[] = {
	{ "name", FIELD_NAME, false },         { "email", FIELD_EMAIL, false },
	{ "password", FIELD_FILLED, false },   { "image", FIELD_IMAGE, true },
	{ "callbackURL", FIELD_STRING, true }, { "rememberMe", FIELD_BOOLEAN, true },
};
const struct body_schema body_sign_up = { .kind = BODY_OBJECT_AND_RECORD,
					  .forms = BODY_FORM_TOO,
					  FIELDS(sign_up_fields) };

static const struct body_field sign_in_fields[] = {
	{ "email", FIELD_STRING, false },
	{ "password", FIELD_STRING, false },
	{ "callbackURL", FIELD_STRING, true },
	{ "rememberMe", FIELD_BOOLEAN, true },
};
const struct body_schema body_sign_in = { .kind = BODY_OBJECT,
					  .forms = BODY_FORM_TOO,
					  FIELDS(sign_in_fields) };

static const struct body_field sign_out_fields[] = {
	{ "callbackURL", FIELD_STRING, true },
	{ "disableRedirect", FIELD_BOOLEAN, true },
	{ "state", FIELD_STRING, true },
};
const struct body_schema body_sign_out = { .kind = BODY_OPTIONAL_OBJECT,
					   .forms = BODY_JSON_ONLY,
					   FIELDS(sign_out_fields) };

const struct body_schema body_ignored = { .kind = BODY_ANYTHING, .forms = BODY_JSON_ONLY };

/* Better Auth accepts any type here and stores its JavaScript conversion, or answers 500. */
static const struct body_field update_user_fields[] = {
	{ "name", FIELD_NAME, true },
	{ "image", FIELD_IMAGE_OR_NULL, true },
};
const struct body_schema body_update_user = { .kind = BODY_RECORD,
					      .forms = BODY_JSON_ONLY,
					      FIELDS(update_user_fields) };

const struct body_schema body_update_session = { .kind = BODY_RECORD, .forms = BODY_JSON_ONLY };

static const struct body_field change_password_fields[] = {
	{ "newPassword", FIELD_STRING, false },
	{ "currentPassword", FIELD_STRING, false },
	{ "revokeOtherSessions", FIELD_BOOLEAN, true },
};
const struct body_schema body_change_password = { .kind = BODY_OBJECT,
						  .forms = BODY_JSON_ONLY,
						  FIELDS(change_password_fields) };

static const struct body_field verify_password_fields[] = {
	{ "password", FIELD_STRING, false },
};
const struct body_schema body_verify_password = { .kind = BODY_OBJECT,
						  .forms = BODY_JSON_ONLY,
						  FIELDS(verify_password_fields) };

static const struct body_field revoke_session_fields[] = {
	{ "token", FIELD_STRING, false },
};
const struct body_schema body_revoke_session = { .kind = BODY_OBJECT,
						 .forms = BODY_JSON_ONLY,
						 FIELDS(revoke_session_fields) };

static const struct body_field delete_user_fields[] = {
	{ "callbackURL", FIELD_STRING, true },
	{ "password", FIELD_STRING, true },
	{ "token", FIELD_STRING, true },
};
const struct body_schema body_delete_user = { .kind = BODY_OBJECT,
					      .forms = BODY_JSON_ONLY,
					      FIELDS(delete_user_fields) };

static const struct body_field social_fields[] = {
	{ "callbackURL", FIELD_STRING, true },
	{ "newUserCallbackURL", FIELD_STRING, true },
	{ "errorCallbackURL", FIELD_STRING, true },
	{ "provider", FIELD_PROVIDER, false },
};
const struct body_schema body_social = { .kind = BODY_OBJECT,
					 .forms = BODY_JSON_ONLY,
					 FIELDS(social_fields) };

/* --- links and mails -------------------------------------------------------------------------- */

static const struct body_field request_reset_fields[] = {
	{ "email", FIELD_EMAIL, false },
	{ "redirectTo", FIELD_STRING, true },
};
const struct body_schema body_request_reset = { .kind = BODY_OBJECT,
						.forms = BODY_JSON_ONLY,
						FIELDS(request_reset_fields) };

static const struct body_field reset_link_query[] = {
	{ "callbackURL", FIELD_STRING, false },
};
const struct body_schema body_reset_link = { QUERY(reset_link_query) };

static const struct body_field reset_password_fields[] = {
	{ "newPassword", FIELD_STRING, false },
	{ "token", FIELD_STRING, true },
};
static const struct body_field token_in_query[] = {
	{ "token", FIELD_STRING, true },
};
const struct body_schema body_reset_password = { .kind = BODY_OBJECT,
						 .forms = BODY_JSON_ONLY,
						 FIELDS(reset_password_fields),
						 QUERY(token_in_query) };

static const struct body_field send_verification_fields[] = {
	{ "email", FIELD_EMAIL, false },
	{ "callbackURL", FIELD_STRING, true },
};
const struct body_schema body_send_verification = { .kind = BODY_OBJECT,
						    .forms = BODY_JSON_ONLY,
						    FIELDS(send_verification_fields) };

static const struct body_field link_query[] = {
	{ "token", FIELD_STRING, false },
	{ "callbackURL", FIELD_STRING, true },
};
const struct body_schema body_verify_email = { QUERY(link_query) };
const struct body_schema body_delete_link = { QUERY(link_query) };

static const struct body_field change_email_fields[] = {
	{ "newEmail", FIELD_EMAIL, false },
	{ "callbackURL", FIELD_STRING, true },
};
const struct body_schema body_change_email = { .kind = BODY_OBJECT,
					       .forms = BODY_JSON_ONLY,
					       FIELDS(change_email_fields) };

/* --- passkeys --------------------------------------------------------------------------------- */

static const struct body_field passkey_options_query[] = {
	{ "authenticatorAttachment", FIELD_ATTACHMENT, true },
	{ "name", FIELD_STRING, true },
	{ "context", FIELD_STRING, true },
};
const struct body_schema body_passkey_options = { QUERY(passkey_options_query) };

static const struct body_field passkey_registration_fields[] = {
	{ "response", FIELD_PRESENT, false },
	{ "name", FIELD_NAME, true },
	{ "createSession", FIELD_BOOLEAN, true },
};
const struct body_schema body_passkey_registration = { .kind = BODY_OBJECT,
						       .forms = BODY_JSON_ONLY,
						       FIELDS(passkey_registration_fields) };

static const struct body_field passkey_sign_in_fields[] = {
	{ "response", FIELD_RECORD, false },
};
const struct body_schema body_passkey_sign_in = { .kind = BODY_OBJECT,
						  .forms = BODY_JSON_ONLY,
						  FIELDS(passkey_sign_in_fields) };

static const struct body_field passkey_update_fields[] = {
	{ "id", FIELD_STRING, false },
	{ "name", FIELD_LABEL, false },
};
const struct body_schema body_passkey_update = { .kind = BODY_OBJECT,
						 .forms = BODY_JSON_ONLY,
						 FIELDS(passkey_update_fields) };

static const struct body_field passkey_delete_fields[] = {
	{ "id", FIELD_STRING, false },
};
const struct body_schema body_passkey_delete = { .kind = BODY_OBJECT,
						 .forms = BODY_JSON_ONLY,
						 FIELDS(passkey_delete_fields) };

/* --- second factors --------------------------------------------------------------------------- */

static const struct body_field factor_enable_fields[] = {
	{ "password", FIELD_STRING, false },
	{ "method", FIELD_FACTOR, true },
	{ "issuer", FIELD_NAME, true },
};
const struct body_schema body_factor_enable = { .kind = BODY_OBJECT,
						.forms = BODY_JSON_ONLY,
						FIELDS(factor_enable_fields) };

static const struct body_field factor_password_fields[] = {
	{ "password", FIELD_STRING, false },
};
const struct body_schema body_factor_password = { .kind = BODY_OBJECT,
						  .forms = BODY_JSON_ONLY,
						  FIELDS(factor_password_fields) };

static const struct body_field factor_code_fields[] = {
	{ "code", FIELD_STRING, false },
	{ "disableSession", FIELD_BOOLEAN, true },
	{ "trustDevice", FIELD_BOOLEAN, true },
};
const struct body_schema body_factor_code = { .kind = BODY_OBJECT,
					      .forms = BODY_JSON_ONLY,
					      FIELDS(factor_code_fields) };

const struct body_schema body_factor_send = { .kind = BODY_OPTIONAL_OBJECT,
					      .forms = BODY_JSON_ONLY };
