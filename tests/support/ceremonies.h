/* What a browser does with an issuer and the authenticator in software, in one call each. */
#ifndef OSTIARY_TESTS_CEREMONIES_H
#define OSTIARY_TESTS_CEREMONIES_H

#include "support/people.h"

#include "auth/passkey/challenge.h"
#include "auth/passkey/register.h"
#include "auth/passkey/sign_in.h"
#include "auth/session/proof.h"
#include "base/json.h"
#include "support/authenticator.h"

extern const struct str test_origin; /* of the page */
extern const struct str test_rp_id;
extern const struct session_origin test_from;

/* Switches passkeys on, for any trusted page. */
void test_allow_passkeys(struct fixture *f);

/* The response as the browser posts it; the caller frees it with json_free(). */
struct json *test_response(struct fixture *f, const struct authenticator *device,
			   const struct browser_response *made);

struct challenge test_challenge(struct fixture *f, enum ceremony ceremony, const struct user *user);

/* Registers the device by this challenge, or by a new one, and starts a session. */
enum auth_result test_register_with(struct fixture *f, const struct user *user,
				    struct challenge challenge, struct authenticator *device,
				    struct passkey *out);
enum auth_result test_register(struct fixture *f, const struct user *user,
			       struct authenticator *device, struct passkey *out);

/* Signs in with the device by this challenge, or by a new one. The first also tells whether the
 * sign-in waits for a second factor. */
enum auth_result test_enter_until(struct fixture *f, struct challenge challenge,
				  struct authenticator *device, struct signed_in *out,
				  struct passkey_answer *out_answer);
enum auth_result test_enter_with(struct fixture *f, struct challenge challenge,
				 struct authenticator *device, struct signed_in *out,
				 bool *out_verified);
enum auth_result test_enter(struct fixture *f, struct authenticator *device);

#endif
