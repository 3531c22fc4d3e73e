/* Test vectors of the specification (WebAuthn level 3 section 16). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "webauthn/assertion.h"
#include "webauthn/registration.h"

#define NOW_S 1800000000

/* Octets are in hexadecimal; challenges and the extra text of the client data in base64url. */
static const struct vector {
	const char *name, *id, *attestation_object, *challenge, *extra;
	const char *get_challenge, *get_extra, *authenticator_data, *signature;
} vectors[] = {
	{
		"none.ES256",
		"f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4",
		"a363666d74646e6f6e656761747453746d74a068617574684461746158a4bfab"
		"c37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b55900"
		"0000008446ccb9ab1db374750b2367ff6f3a1f0020f91f391db4c9b2fde0ea70"
		"189cba3fb63f579ba6122b33ad94ff3ec330084be4a5010203262001215820af"
		"efa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df6122"
		"5820930a56b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b"
		"9220",
		"AMMPt4UxxGTStncdq417YDwBFi8vpIa-pw8oOuVW4TA",
		"BkQeDjdcTBrXBiAwJTLE5Q",
		"OcDnUhQXulTUPo3JUXT0I97pvzzYBP9tZchXyav01Ag",
		NULL,
		"bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b5"
		"1900000000",
		"3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a877802"
		"18deffcd380221008480ac0f0b93538174f575bf11a1dd5d78c6e486013f9372"
		"95ea13653e331e87",
	},
	{
		"packed-self.ES256",
		"455ef34e2043a87db3d4afeb39bbcb6cc32df9347c789a865ecdca129cbef58c",
		"a363666d74667061636b65646761747453746d74a263616c6726637369675846"
		"30440220067a20754ab925005dbf378097c92120031581c73228d1fb4f5b881b"
		"cd7da98302207fc7b147558c7c0eba3af18bd9d121fa3d3a26d17fe3f2202721"
		"78f473b6006d68617574684461746158a4bfabc37432958b063360d3ad6461c9"
		"c4735ae7f8edd46592a5e0f01452b2e4b55d00000000df850e09db6afbdfab51"
		"697791506cfc0020455ef34e2043a87db3d4afeb39bbcb6cc32df9347c789a86"
		"5ecdca129cbef58ca5010203262001215820eb151c8176b225cc651559fecf07"
		"af450fd85802046656b34c18f6cf193843c5225820927b8aa427a2be1b8834d2"
		"33a2d34f61f13bfd44119c325d5896e183fee484f2",
		"eGnCt3LUtY66k3jPjynibPk1qnffDaifqZwL3Ap29-U",
		"U9hTXvKE2URkMnb_0xYHVg",
		"RHihCxNSNI3RYME1Ow1Gm12xnrkcJ_ffpv7Tn-Jq8gs",
		"gTb53rz6EhSWomXGzimC1Q",
		"bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b5"
		"0900000000",
		"304402203310b9431903c401f1be2bdc8d23a4007682dbbddcf846994947b7f4"
		"65daf84002204e94dd00047b316061b3b99772b7efd95994a83ef584b3b6b825"
		"ea3550251b66",
	},
};

static const struct str origin = STR_INIT("https://example.org");

struct octets {
	char bytes[1024];
	size_t n;
};

static struct str from_hex(const char *hex, struct octets *out)
{
	unsigned byte;

	out->n = 0;
	for (; sscanf(hex, "%2x", &byte) == 1; hex += 2)
		out->bytes[out->n++] = (char)byte;
	return str_of(out->bytes, out->n);
}

/* The client data of section 16.1.3. */
static struct str client_data(const char *type, const char *challenge, const char *extra,
			      struct octets *out)
{
	struct buf b;

	buf_init_fixed(&b, out->bytes, sizeof(out->bytes));
	buf_fmt(&b, "{\"type\":\"webauthn.%s\",\"challenge\":\"%s\",", type, challenge);
	buf_z(&b, "\"origin\":\"https://example.org\",\"crossOrigin\":false");
	if (extra)
		buf_fmt(&b,
			",\"extraData\":\"clientDataJSON may be extended with additional fields in "
			"the future, such as this: %s\"",
			extra);
	buf_char(&b, '}');
	return buf_text(&b);
}

static struct webauthn_ceremony expected_for(const char *challenge)
{
	return (struct webauthn_ceremony){ str_z(challenge), &origin, 1, STR("example.org"),
					   false };
}

static struct str registered_key(const struct vector *v, struct octets *object)
{
	struct webauthn_ceremony expected = expected_for(v->challenge);
	struct octets id, data;
	struct webauthn_registration response = {
		from_hex(v->id, &id),
		client_data("create", v->challenge, v->extra, &data),
		from_hex(v->attestation_object, object),
	};
	struct webauthn_credential credential;
	enum webauthn_verdict verdict = webauthn_register(
		&response, &expected, &webauthn_published_roots, NOW_S, &credential);

	if (verdict != WEBAUTHN_OK)
		fail_msg("%s: %s", v->name, webauthn_verdict_text(verdict));
	return credential.public_key;
}

static void accepts_the_vectors_of_the_specification(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
		const struct vector *v = &vectors[i];
		struct webauthn_ceremony expected = expected_for(v->get_challenge);
		struct octets object, data, auth, signature;
		struct webauthn_stored stored = { registered_key(v, &object), 0 };
		struct webauthn_assertion response = {
			client_data("get", v->get_challenge, v->get_extra, &data),
			from_hex(v->authenticator_data, &auth),
			from_hex(v->signature, &signature),
		};
		struct webauthn_sign_in sign_in;

		assert_int_equal(webauthn_authenticate(&response, &expected, &stored, &sign_in),
				 WEBAUTHN_OK);
		signature.bytes[signature.n - 1] ^= 1;
		assert_int_equal(webauthn_authenticate(&response, &expected, &stored, &sign_in),
				 WEBAUTHN_BAD_SIGNATURE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepts_the_vectors_of_the_specification),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
