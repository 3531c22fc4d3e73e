/* Handlers of the issuer, on Better Auth's wire. The parts:
 *
 *   sign_up.c, sign_in.c, session.c, token.c       sign-up, sign-in, the session, its access token
 *   account.c, password.c, deletion.c, sessions.c  what the signed-in user changes
 *   email.c, reset.c                               mails, and the links in them
 *   passkey.c, passkey_list.c                      ceremonies with passkeys, and the list of them
 *   factor.c, factor_verify.c                      second factors, and their codes
 *   documents.c, error_page.c                      documents for verifiers, a page for people
 */
#ifndef OSTIARY_ROUTE_ISSUER_HANDLERS_H
#define OSTIARY_ROUTE_ISSUER_HANDLERS_H

#include "route/call.h"

/* sign_up.c, sign_in.c */
void auth_sign_up(struct call *call);
void auth_sign_in(struct call *call);
void auth_sign_in_social(struct call *call);

/* session.c, token.c */
void auth_ok(struct call *call);
void auth_sign_out(struct call *call);
void auth_get_session(struct call *call);
void auth_post_session(struct call *call);
void auth_token(struct call *call);

/* account.c, password.c, deletion.c */
void auth_update_user(struct call *call);
void auth_update_session(struct call *call);
void auth_list_accounts(struct call *call);
void auth_change_password(struct call *call);
void auth_verify_password(struct call *call);
void auth_delete_user(struct call *call);
void auth_delete_link(struct call *call);

/* sessions.c */
void auth_list_sessions(struct call *call);
void auth_revoke_session(struct call *call);
void auth_revoke_sessions(struct call *call);
void auth_revoke_other_sessions(struct call *call);

/* email.c, reset.c */
void auth_send_verification(struct call *call);
void auth_verify_email(struct call *call);
void auth_change_email(struct call *call);
void auth_request_reset(struct call *call);
void auth_reset_link(struct call *call);
void auth_reset_password(struct call *call);

/* passkey.c: the ceremonies. The challenge of the options is in a signed cookie. */
void auth_passkey_register_options(struct call *call);
void auth_passkey_register(struct call *call);
void auth_passkey_sign_in_options(struct call *call);
void auth_passkey_sign_in(struct call *call);

/* passkey_list.c */
void auth_passkey_list(struct call *call);
void auth_passkey_update(struct call *call);
void auth_passkey_delete(struct call *call);

/* factor.c: the second factor of the signed-in user */
void auth_factor_enable(struct call *call);
void auth_factor_disable(struct call *call);
void auth_factor_totp_uri(struct call *call);
void auth_factor_codes(struct call *call);

/* factor_verify.c: its codes. The sign-in that waits for one is in a signed cookie. */
void auth_factor_verify_totp(struct call *call);
void auth_factor_verify_otp(struct call *call);
void auth_factor_verify_backup(struct call *call);
void auth_factor_send_otp(struct call *call);

/* documents.c: what the issuer publishes for verifiers.
 *
 * The JWKS (RFC 7517 section 5), with an ETag (RFC 9110 section 13.1.2). */
void auth_jwks(struct call *call);

/* The revocation list, a signed JWT (docs/build/revocation.md). */
void auth_revocations(struct call *call);

/* The address of the keys in the form of OpenID Connect Discovery 1.0 section 3, which verifiers
 * look for. It describes no OpenID provider: no user can sign in by it. */
void auth_configuration(struct call *call);

/* error_page.c: the page that a link leads to when it names no other page for its error. */
void auth_error_page(struct call *call);

#endif
