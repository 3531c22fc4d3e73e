/* Attestation objects: what is accepted lies inside of the input, and is refused for another
 * challenge; a statement stops holding as soon as the authenticator data changes. */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "fuzz.h"
#include "webauthn/attestation/attestation.h"
#include "webauthn/registration.h"

#define NOW_S 1800000000

/* Of the specification's vector packed-self.ES256 (WebAuthn level 3 section 16). */
#define CHALLENGE "eGnCt3LUtY66k3jPjynibPk1qnffDaifqZwL3Ap29-U"

static const struct str client_data =
	STR_INIT("{\"type\":\"webauthn.create\",\"challenge\":\"" CHALLENGE "\",\"origin\":"
		 "\"https://example.org\",\"crossOrigin\":false,\"extraData\":\"clientDataJSON may "
		 "be extended with additional fields in the future, such as this: "
		 "U9hTXvKE2URkMnb_0xYHVg\"}");
static const struct str origin = STR_INIT("https://example.org");

static enum webauthn_verdict judge(struct str id, struct str object, const char *challenge,
				   struct webauthn_credential *out)
{
	struct webauthn_ceremony expected = { str_z(challenge), &origin, 1, STR("example.org"),
					      false };
	struct webauthn_registration response = { id, client_data, object };

	return webauthn_register(&response, &expected, &webauthn_published_roots, NOW_S, out);
}

static bool is_inside(struct str outer, struct str inner)
{
	return inner.p >= outer.p && inner.p + inner.n <= outer.p + outer.n;
}

static void change_auth_data(struct str object, const struct attestation *a)
{
	__attribute__((cleanup(owned_free))) char *copy = malloc(object.n);
	size_t counter_at = (size_t)(a->auth_data.p - object.p) + 33;
	struct webauthn_credential credential;
	struct str id = a->data.credential_id;

	if (!copy)
		return;
	memcpy(copy, object.p, object.n);
	copy[counter_at] ^= 1;
	HOLDS(judge(id, str_of(copy, object.n), CHALLENGE, &credential) != WEBAUTHN_OK ||
	      str_eq(a->format, STR("none")) || str_eq(a->format, STR("fido-u2f")));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str object = str_of(data, n);
	struct webauthn_credential credential;
	struct attestation a;
	struct str id;

	if (!attestation_read(object, &a))
		return 0;
	id = a.data.credential_id;
	HOLDS(is_inside(object, a.auth_data) && is_inside(object, a.statement.content));
	if (judge(id, object, CHALLENGE, &credential) != WEBAUTHN_OK)
		return 0;
	HOLDS(is_inside(a.auth_data, credential.id) && credential.id.n > 0);
	HOLDS(is_inside(a.auth_data, credential.public_key));
	HOLDS(is_inside(a.auth_data, credential.aaguid) && credential.aaguid.n == 16);
	HOLDS(judge(id, object, "another", &credential) == WEBAUTHN_BAD_CLIENT_DATA);
	change_auth_data(object, &a);
	return 0;
}
