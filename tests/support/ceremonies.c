#include "support/ceremonies.h"

#include "base/b64url.h"

const struct str test_origin = STR_INIT(TEST_ORIGIN);
const struct str test_rp_id = STR_INIT("127.0.0.1");
const struct session_origin test_from = { STR_INIT("192.0.2.7"), STR_INIT("test") };

void test_allow_passkeys(struct fixture *f)
{
	f->issuer->settings.passkey =
		(struct passkey_settings){ true, test_rp_id, STR("Test"), NULL, 0 };
}

static void put_member(struct buf *b, const char *name, struct str bytes)
{
	buf_fmt(b, "\"%s\":\"", name);
	b64url_write(b, bytes.p, bytes.n);
	buf_char(b, '"');
}

struct json *test_response(struct fixture *f, const struct authenticator *device,
			   const struct browser_response *made)
{
	struct json *json = NULL;
	struct buf b;

	arena_buf(&f->arena, &b, 4096, 65536);
	buf_char(&b, '{');
	put_member(&b, "id", str_of(device->id, sizeof(device->id)));
	buf_char(&b, ',');
	put_member(&b, "rawId", str_of(device->id, sizeof(device->id)));
	buf_z(&b, ",\"type\":\"public-key\",\"response\":{\"transports\":[\"usb\",\"nfc\"],");
	put_member(&b, "clientDataJSON", buf_text(&made->client_data));
	buf_char(&b, ',');
	if (buf_text(&made->attestation_object).n) {
		put_member(&b, "attestationObject", buf_text(&made->attestation_object));
	} else {
		put_member(&b, "authenticatorData", buf_text(&made->authenticator_data));
		buf_char(&b, ',');
		put_member(&b, "signature", buf_text(&made->signature));
	}
	buf_z(&b, "}}");
	assert_int_equal(json_parse(buf_text(&b), 8, &json), JSON_OK);
	return json;
}

struct challenge test_challenge(struct fixture *f, enum ceremony ceremony, const struct user *user)
{
	struct challenge challenge;

	assert_int_equal(challenge_make(f->issuer, &f->arena, ceremony, user, (struct str){ 0 },
					&challenge, &f->err),
			 AUTH_OK);
	return challenge;
}

enum auth_result test_register_with(struct fixture *f, const struct user *user,
				    struct challenge challenge, struct authenticator *device,
				    struct passkey *out)
{
	struct browser_response made;
	const struct session_proof proof =
		proof_at(PROOF_BY_PASSWORD, test_now_ms(&f->clock.clock));
	struct json *response;
	struct session session;
	enum auth_result rc;

	authenticator_register(device, challenge.text, test_origin, test_rp_id, "none", &made);
	response = test_response(f, device, &made);

	const struct passkey_form form = { response, challenge.token, test_origin, STR("Key"),
					   user,     &proof,          true,        test_from };

	rc = passkey_register(f->issuer, &f->arena, &form, out, &session, &f->err);
	if (rc == AUTH_OK) {
		struct signed_in found;

		assert_int_equal(test_find(f, session.token, &found), AUTH_OK);
		assert_memory_equal(&found.session.proof, &proof, sizeof(proof));
	}
	json_free(response);
	browser_response_done(&made);
	return rc;
}

enum auth_result test_register(struct fixture *f, const struct user *user,
			       struct authenticator *device, struct passkey *out)
{
	return test_register_with(f, user, test_challenge(f, CEREMONY_REGISTRATION, user), device,
				  out);
}

enum auth_result test_enter_until(struct fixture *f, struct challenge challenge,
				  struct authenticator *device, struct signed_in *out,
				  struct passkey_answer *out_answer)
{
	struct browser_response made;
	struct json *response;
	enum auth_result rc;

	authenticator_sign_in(device, challenge.text, test_origin, test_rp_id, &made);
	response = test_response(f, device, &made);

	const struct passkey_sign_in_form form = { response, challenge.token, test_origin,
						   test_from };

	*out_answer = (struct passkey_answer){ 0 };
	rc = passkey_sign_in(f->issuer, &f->arena, &form, out, out_answer, &f->err);
	json_free(response);
	browser_response_done(&made);
	return rc;
}

enum auth_result test_enter_with(struct fixture *f, struct challenge challenge,
				 struct authenticator *device, struct signed_in *out,
				 bool *out_verified)
{
	struct passkey_answer answer;
	enum auth_result rc = test_enter_until(f, challenge, device, out, &answer);

	*out_verified = answer.verified;
	return rc;
}

enum auth_result test_enter(struct fixture *f, struct authenticator *device)
{
	struct signed_in who;
	bool verified;

	return test_enter_with(f, test_challenge(f, CEREMONY_AUTHENTICATION, NULL), device, &who,
			       &verified);
}
