#include "route/issuer/errors.h"

#include <stddef.h>

/* Better Auth's codes and messages (docs/build/compatibility.md). */
/* clang-format off */
#define ROWS(ROW) \
	ROW(INVALID_EMAIL, 400, "INVALID_EMAIL", "Invalid email") \
	ROW(PASSWORD_TOO_SHORT, 400, "PASSWORD_TOO_SHORT", "Password too short") \
	ROW(PASSWORD_TOO_LONG, 400, "PASSWORD_TOO_LONG", "Password too long") \
	ROW(PASSWORD_COMPROMISED, 400, "PASSWORD_COMPROMISED", \
	    "The password you entered has been compromised. Please choose a different password.") \
	ROW(SIGN_UP_OFF, 400, "EMAIL_PASSWORD_SIGN_UP_DISABLED", \
	    "Email and password sign up is not enabled") \
	ROW(EMAIL_TAKEN, 422, "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL", \
	    "User already exists. Use another email.") \
	ROW(WRONG_CREDENTIALS, 401, "INVALID_EMAIL_OR_PASSWORD", "Invalid email or password") \
	ROW(EMAIL_NOT_VERIFIED, 403, "EMAIL_NOT_VERIFIED", "Email not verified") \
	ROW(THROTTLED, 429, NULL, "Too many requests. Please try again later.") \
	ROW(BANNED, 403, "BANNED_USER", \
	    "You have been banned from this application. Please contact support if you believe " \
	    "this is an error.") \
	ROW(SECOND_FACTOR, 403, "TWO_FACTOR_REQUIRED", \
	    "This account needs a second factor, which this server cannot ask for") \
	ROW(FACTOR_PENDING_GONE, 401, "INVALID_TWO_FACTOR_COOKIE", "Invalid two factor cookie") \
	ROW(FACTOR_TRIES_USED, 400, "TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE", \
	    "Too many attempts. Please request a new code.") \
	ROW(FACTOR_LOCKED, 429, "ACCOUNT_TEMPORARILY_LOCKED", \
	    "Too many failed verification attempts. Your account is temporarily locked. Please " \
	    "try again later.") \
	ROW(FACTOR_CODE_WRONG, 401, "INVALID_CODE", "Invalid code") \
	ROW(BACKUP_CODE_WRONG, 401, "INVALID_BACKUP_CODE", "Invalid backup code") \
	ROW(BACKUP_CODE_RACED, 409, NULL, "Failed to verify backup code. Please try again.") \
	ROW(BACKUP_CODES_OFF, 400, "BACKUP_CODES_NOT_ENABLED", "Backup codes aren't enabled") \
	ROW(TOTP_OFF, 400, "TOTP_NOT_ENABLED", "TOTP not enabled") \
	ROW(TOTP_ON, 400, "TOTP_ALREADY_ENABLED", "TOTP is already enabled") \
	ROW(FACTOR_OFF, 400, "TWO_FACTOR_NOT_ENABLED", "Two factor isn't enabled") \
	ROW(FACTOR_DEMANDED, 403, "TWO_FACTOR_REQUIRED", \
	    "This account must keep its second factor") \
	ROW(MAIL_CODES_OFF, 400, "OTP_NOT_CONFIGURED", "OTP is not available") \
	ROW(MAIL_CODE_EXPIRED, 400, "OTP_HAS_EXPIRED", "OTP has expired") \
	ROW(NO_SESSION, 401, "UNAUTHORIZED", "Unauthorized") \
	ROW(SESSION_VANISHED, 401, "FAILED_TO_GET_SESSION", "Failed to get session") \
	ROW(SESSION_NOT_FRESH, 403, "SESSION_NOT_FRESH", "Session is not fresh") \
	ROW(PROOF_MISSING, 400, "SESSION_EXPIRED", \
	    "Session expired. Re-authenticate to perform this action.") \
	ROW(USER_GONE, 401, "UNAUTHORIZED", "Unauthorized") \
	ROW(WRONG_PASSWORD, 400, "INVALID_PASSWORD", "Invalid password") \
	ROW(NO_PASSWORD, 400, "CREDENTIAL_ACCOUNT_NOT_FOUND", "Credential account not found") \
	ROW(NO_FIELDS, 400, NULL, "No fields to update") \
	ROW(EMAIL_NOT_UPDATABLE, 400, "EMAIL_CAN_NOT_BE_UPDATED", "Email can not be updated") \
	ROW(FIELD_MISSING, 400, "MISSING_FIELD", "Field is required") \
	ROW(FIELD_NOT_ALLOWED, 400, "FIELD_NOT_ALLOWED", "Field not allowed to be set") \
	ROW(FIELD_INVALID, 400, "VALIDATION_ERROR", "Validation Error") \
	ROW(NEW_USER_FIELD_TAKEN, 422, "FAILED_TO_CREATE_USER", "Failed to create user") \
	ROW(USER_FIELD_TAKEN, 422, "FAILED_TO_UPDATE_USER", "Failed to update user") \
	ROW(SESSION_FIELD_TAKEN, 422, "FAILED_TO_UPDATE_SESSION", "Failed to update session") \
	ROW(DELETION_OFF, 404, "NOT_FOUND", "Not found") \
	ROW(DELETION_TOKEN_INVALID, 404, "INVALID_TOKEN", "Invalid token") \
	ROW(USER_IN_USE, 409, "USER_IN_USE", \
	    "Other data refers to this user, which has to be deleted first") \
	ROW(DELETION_NO_SESSION, 404, "FAILED_TO_GET_USER_INFO", "Failed to get user info") \
	ROW(ACCESS_TOKEN_TOO_LONG, 400, "TOKEN_TOO_LONG", \
	    "The user's name is too long for a token") \
	ROW(RESET_OFF, 400, "RESET_PASSWORD_DISABLED", "Reset password isn't enabled") \
	ROW(RESET_TOKEN_INVALID, 400, "INVALID_TOKEN", "Invalid token") \
	ROW(RESET_USER_GONE, 400, "USER_NOT_FOUND", "User not found") \
	ROW(CHALLENGE_NOT_FOUND, 400, "CHALLENGE_NOT_FOUND", "Challenge not found") \
	ROW(PASSKEY_OTHER_USER, 401, "YOU_ARE_NOT_ALLOWED_TO_REGISTER_THIS_PASSKEY", \
	    "You are not allowed to register this passkey") \
	ROW(PASSKEY_NOT_REGISTERED, 400, "FAILED_TO_VERIFY_REGISTRATION", \
	    "Failed to verify registration") \
	ROW(PASSKEY_TAKEN, 400, "PREVIOUSLY_REGISTERED", "Previously registered") \
	ROW(PASSKEYS_TOO_MANY, 400, "TOO_MANY_PASSKEYS", "Too many passkeys") \
	ROW(PASSKEY_UNKNOWN, 401, "PASSKEY_NOT_FOUND", "Passkey not found") \
	ROW(PASSKEY_GONE, 404, "PASSKEY_NOT_FOUND", "Passkey not found") \
	ROW(PASSKEY_RESPONSE_WRONG, 400, "AUTHENTICATION_FAILED", "Authentication failed") \
	ROW(PASSKEY_SIGNATURE_WRONG, 401, "AUTHENTICATION_FAILED", "Authentication failed") \
	ROW(VERIFICATION_OFF, 400, "VERIFICATION_EMAIL_NOT_ENABLED", \
		"Verification email isn't enabled") \
	ROW(EMAIL_MISMATCH, 400, "EMAIL_MISMATCH", "Email mismatch") \
	ROW(EMAIL_ALREADY_VERIFIED, 400, "EMAIL_ALREADY_VERIFIED", "Email is already verified") \
	ROW(LINK_INVALID, 401, "INVALID_TOKEN", "Invalid token") \
	ROW(LINK_EXPIRED, 401, "TOKEN_EXPIRED", "Token expired") \
	ROW(LINK_USER_GONE, 401, "USER_NOT_FOUND", "User not found") \
	ROW(LINK_OTHER_USER, 401, "INVALID_USER", "Invalid user") \
	ROW(CHANGE_EMAIL_OFF, 400, "CHANGE_EMAIL_DISABLED", "Change email is disabled") \
	ROW(EMAIL_UNCHANGED, 400, NULL, "Email is the same") \
	ROW(CHANGE_NEEDS_MAIL, 400, NULL, "Verification email isn't enabled") \
	ROW(LAST_ADMIN, 400, "LAST_ADMIN", "There would be no admin any more") \
	ROW(ACTING_AS_ADMIN, 403, "YOU_CANNOT_IMPERSONATE_ADMINS", \
	    "You cannot impersonate admins") \
	ROW(ADMIN_SESSION_GONE, 500, NULL, "Failed to find admin session") \
	\
	ROW(BAD_REQUEST, 400, "BAD_REQUEST", "Bad Request") \
	ROW(BODY_TOO_LARGE, 413, "PAYLOAD_TOO_LARGE", "Request body is larger than 64 KiB") \
	ROW(TARGET_TOO_LONG, 414, "URI_TOO_LONG", "Request target is too long") \
	ROW(CODED_BODY, 415, "UNSUPPORTED_MEDIA_TYPE", "Content-Encoding must be identity") \
	ROW(EXPECTATION, 417, "EXPECTATION_FAILED", "Expect must be 100-continue") \
	ROW(HTTP_VERSION, 505, "HTTP_VERSION_NOT_SUPPORTED", "HTTP version must be 1.1") \
	ROW(HEAD_TOO_LARGE, 431, "REQUEST_HEADER_FIELDS_TOO_LARGE", "Request head is too large") \
	ROW(BUSY, 503, "SERVICE_UNAVAILABLE", "The server is busy. Please try again later.") \
	ROW(UNCERTAIN, 503, "OUTCOME_UNKNOWN", \
	    "It is not known whether this was done. Please check before you try again.") \
	ROW(NO_ROOM, 507, "INSUFFICIENT_STORAGE", \
	    "The server's disk is full. Nothing was saved.") \
	ROW(TOO_MANY_REQUESTS, 429, NULL, "Too many requests. Please try again later.") \
	ROW(BAD_JSON, 400, "BAD_REQUEST", "Invalid JSON in request body") \
	ROW(UNSTORABLE, 400, "BAD_REQUEST", "The database cannot store one of the values") \
	ROW(INVALID_ORIGIN, 403, "INVALID_ORIGIN", "Invalid origin") \
	ROW(MISSING_ORIGIN, 403, "MISSING_OR_NULL_ORIGIN", "Missing or null Origin") \
	ROW(CROSS_SITE_NAVIGATION, 403, "CROSS_SITE_NAVIGATION_LOGIN_BLOCKED", \
	    "Cross-site navigation login blocked. This request appears to be a CSRF attack.") \
	ROW(CALLBACK_NOT_STRING, 400, NULL, "Invalid callbackURL: expected a string") \
	ROW(REDIRECT_NOT_STRING, 400, NULL, "Invalid redirectURL: expected a string") \
	ROW(ERROR_CALLBACK_NOT_STRING, 400, NULL, "Invalid errorCallbackURL: expected a string") \
	ROW(NEW_USER_CALLBACK_NOT_STRING, 400, NULL, \
		"Invalid newUserCallbackURL: expected a string") \
	ROW(INVALID_CALLBACK, 403, "INVALID_CALLBACK_URL", "Invalid callbackURL") \
	ROW(INVALID_REDIRECT, 403, "INVALID_REDIRECT_URL", "Invalid redirectURL") \
	ROW(INVALID_ERROR_CALLBACK, 403, "INVALID_ERROR_CALLBACK_URL", "Invalid errorCallbackURL") \
	ROW(INVALID_NEW_USER_CALLBACK, 403, "INVALID_NEW_USER_CALLBACK_URL", \
		"Invalid newUserCallbackURL") \
	ROW(POST_SESSION, 405, "METHOD_NOT_ALLOWED_DEFER_SESSION_REQUIRED", \
	    "POST method requires deferSessionRefresh to be enabled in session config") \
	ROW(PASSKEY_NO_ORIGIN, 400, NULL, "origin missing") \
	ROW(MAY_NOT_LIST_USERS, 403, "YOU_ARE_NOT_ALLOWED_TO_LIST_USERS", \
	    "You are not allowed to list users") \
	ROW(MAY_NOT_GET_USER, 403, "YOU_ARE_NOT_ALLOWED_TO_GET_USER", \
	    "You are not allowed to get user") \
	ROW(MAY_NOT_LIST_SESSIONS, 403, "YOU_ARE_NOT_ALLOWED_TO_LIST_USERS_SESSIONS", \
	    "You are not allowed to list users sessions") \
	ROW(USER_NOT_FOUND, 404, "USER_NOT_FOUND", "User not found") \
	ROW(MAY_NOT_CREATE_USERS, 403, "YOU_ARE_NOT_ALLOWED_TO_CREATE_USERS", \
	    "You are not allowed to create users") \
	ROW(MAY_NOT_UPDATE_USERS, 403, "YOU_ARE_NOT_ALLOWED_TO_UPDATE_USERS", \
	    "You are not allowed to update users") \
	ROW(MAY_NOT_SET_ROLE, 403, "YOU_ARE_NOT_ALLOWED_TO_CHANGE_USERS_ROLE", \
	    "You are not allowed to change users role") \
	ROW(MAY_NOT_BAN, 403, "YOU_ARE_NOT_ALLOWED_TO_BAN_USERS", \
	    "You are not allowed to ban users") \
	ROW(MAY_NOT_SET_PASSWORD, 403, "YOU_ARE_NOT_ALLOWED_TO_SET_USERS_PASSWORD", \
	    "You are not allowed to set users password") \
	ROW(MAY_NOT_REVOKE, 403, "YOU_ARE_NOT_ALLOWED_TO_REVOKE_USERS_SESSIONS", \
	    "You are not allowed to revoke users sessions") \
	ROW(MAY_NOT_DELETE, 403, "YOU_ARE_NOT_ALLOWED_TO_DELETE_USERS", \
	    "You are not allowed to delete users") \
	ROW(MAY_NOT_IMPERSONATE, 403, "YOU_ARE_NOT_ALLOWED_TO_IMPERSONATE_USERS", \
	    "You are not allowed to impersonate users") \
	ROW(ADMIN_EMAIL_TAKEN, 400, "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL", \
	    "User already exists. Use another email.") \
	ROW(INVALID_ROLE, 400, "INVALID_ROLE_TYPE", \
	    "Invalid role type") \
	ROW(NO_DATA, 400, "NO_DATA_TO_UPDATE", \
	    "No data to update") \
	ROW(PASSWORD_ELSEWHERE, 400, "PASSWORD_CANNOT_BE_UPDATED_VIA_UPDATE_USER", \
	    "Password cannot be updated through update-user. Use the set-user-password endpoint " \
	    "instead") \
	ROW(CANNOT_BAN_SELF, 400, "YOU_CANNOT_BAN_YOURSELF", \
	    "You cannot ban yourself") \
	ROW(CANNOT_REMOVE_SELF, 400, "YOU_CANNOT_REMOVE_YOURSELF", \
	    "You cannot remove yourself") \
	ROW(NOT_ACTING, 400, NULL, "You are not impersonating anyone") \
	ROW(NO_PROVIDER, 404, "PROVIDER_NOT_FOUND", "Provider not found")
/* clang-format on */

/* An error without a row, or with two, does not compile. */
#define ROW(name, status, code, message) ROW_OF_##name,
enum {
	ROWS(ROW) ROW_COUNT
};
#undef ROW
#define HAS_ROW(name) _Static_assert((int)ROW_OF_##name < ROW_COUNT, "no row for " #name);
AUTH_REFUSALS(HAS_ROW)
WIRE_ONLY_ERRORS(HAS_ROW)

#define ROW(name, status, code, message) [WIRE_##name] = { status, code, message },
static const struct wire_answer answers[WIRE_ERRORS] = { ROWS(ROW) };
#undef ROW

/* The domain's refusals and their errors have the same values. */
#define SAME_VALUE(name) _Static_assert((int)WIRE_##name == (int)REFUSED_##name, "wire_error_of()");
AUTH_REFUSALS(SAME_VALUE)

const struct wire_answer *wire_answer(enum wire_error error)
{
	return &answers[error];
}

enum wire_error wire_error_of(enum auth_result result)
{
	return (enum wire_error)result;
}
