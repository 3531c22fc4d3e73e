/* Sign-ins by the authenticator in software, judged by libfido2 as well. */
#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <openssl/sha.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "support/authenticator.h"
#include "webauthn/assertion.h"

static const struct str challenge = STR_INIT("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");
static const struct str origin = STR_INIT("https://example.org");
static const struct str rp_id = STR_INIT("example.org");
static const int64_t algs[] = { -7, -8, -257 };

struct bench {
	struct authenticator device;
	struct browser_response made;
	struct buf key;
	uint32_t counter; /* that is stored */
};

static void bench_init(struct bench *b, int64_t alg)
{
	authenticator_init(&b->device, alg);
	buf_init_heap(&b->key, 4096);
	authenticator_put_key(&b->device, &b->key);
	b->counter = 0;
}

static void bench_make(struct bench *b)
{
	authenticator_sign_in(&b->device, challenge, origin, rp_id, &b->made);
}

static void bench_done(struct bench *b)
{
	browser_response_done(&b->made);
	buf_done(&b->key);
	authenticator_done(&b->device);
}

static struct webauthn_ceremony expected_here(void)
{
	return (struct webauthn_ceremony){ challenge, &origin, 1, rp_id, false };
}

static enum webauthn_verdict judge_as(const struct bench *b,
				      const struct webauthn_ceremony *expected,
				      struct webauthn_sign_in *out)
{
	struct webauthn_assertion response = {
		buf_text(&b->made.client_data),
		buf_text(&b->made.authenticator_data),
		buf_text(&b->made.signature),
	};
	struct webauthn_stored stored = { buf_text(&b->key), b->counter };

	return webauthn_authenticate(&response, expected, &stored, out);
}

static enum webauthn_verdict judge(const struct bench *b, struct webauthn_sign_in *out)
{
	struct webauthn_ceremony expected = expected_here();

	return judge_as(b, &expected, out);
}

/* --- libfido2's verdict ----------------------------------------------------------------------- */

static void *fido_key(const struct authenticator *device, int *out_type)
{
	es256_pk_t *es256;
	eddsa_pk_t *eddsa;
	rs256_pk_t *rs256;

	switch (device->alg) {
	case -7:
		*out_type = COSE_ES256;
		es256 = es256_pk_new();
		assert_int_equal(es256_pk_from_EVP_PKEY(es256, device->key), FIDO_OK);
		return es256;
	case -8:
		*out_type = COSE_EDDSA;
		eddsa = eddsa_pk_new();
		assert_int_equal(eddsa_pk_from_EVP_PKEY(eddsa, device->key), FIDO_OK);
		return eddsa;
	default:
		*out_type = COSE_RS256;
		rs256 = rs256_pk_new();
		assert_int_equal(rs256_pk_from_EVP_PKEY(rs256, device->key), FIDO_OK);
		return rs256;
	}
}

static void fido_key_free(int type, void *key)
{
	if (type == COSE_ES256)
		es256_pk_free((es256_pk_t **)&key);
	else if (type == COSE_EDDSA)
		eddsa_pk_free((eddsa_pk_t **)&key);
	else
		rs256_pk_free((rs256_pk_t **)&key);
}

static bool fido_accepts(const struct bench *b)
{
	struct str data = buf_text(&b->made.authenticator_data);
	struct str client = buf_text(&b->made.client_data);
	struct str signature = buf_text(&b->made.signature);
	fido_assert_t *assertion = fido_assert_new();
	unsigned char hash[SHA256_DIGEST_LENGTH];
	int type;
	void *key = fido_key(&b->device, &type);
	bool accepts;

	SHA256((const unsigned char *)client.p, client.n, hash);
	accepts = fido_assert_set_clientdata_hash(assertion, hash, sizeof(hash)) == FIDO_OK &&
		  fido_assert_set_rp(assertion, "example.org") == FIDO_OK &&
		  fido_assert_set_count(assertion, 1) == FIDO_OK &&
		  fido_assert_set_up(assertion, FIDO_OPT_TRUE) == FIDO_OK &&
		  fido_assert_set_authdata_raw(assertion, 0, (const unsigned char *)data.p,
					       data.n) == FIDO_OK &&
		  fido_assert_set_sig(assertion, 0, (const unsigned char *)signature.p,
				      signature.n) == FIDO_OK &&
		  fido_assert_verify(assertion, 0, type, key) == FIDO_OK;
	fido_key_free(type, key);
	fido_assert_free(&assertion);
	return accepts;
}

/* --- tests ------------------------------------------------------------------------------------ */

static void agrees_with_libfido2_on_each_algorithm(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(algs); i++) {
		struct webauthn_sign_in sign_in;
		struct bench b;

		bench_init(&b, algs[i]);
		b.device.counter = 5;
		bench_make(&b);
		assert_int_equal(judge(&b, &sign_in), WEBAUTHN_OK);
		assert_int_equal(sign_in.counter, 5);
		assert_true(sign_in.user_verified);
		assert_true(fido_accepts(&b));
		b.made.signature.p[9] ^= 1;
		assert_int_equal(judge(&b, &sign_in), WEBAUTHN_BAD_SIGNATURE);
		assert_false(fido_accepts(&b));
		bench_done(&b);
	}
}

static void refuses_flipped_bits_of(const struct bench *b, struct str part, const char *name)
{
	char *bytes = (char *)(uintptr_t)part.p;
	struct webauthn_sign_in sign_in;

	for (size_t bit = 0; bit < 8 * part.n; bit++) {
		bytes[bit / 8] ^= (char)(1 << bit % 8);
		if (judge(b, &sign_in) == WEBAUTHN_OK)
			fail_msg("%d: bit %zu of the %s is accepted", (int)b->device.alg, bit,
				 name);
		bytes[bit / 8] ^= (char)(1 << bit % 8);
	}
	assert_int_equal(judge(b, &sign_in), WEBAUTHN_OK);
}

static void refuses_every_flipped_bit(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(algs); i++) {
		struct bench b;

		bench_init(&b, algs[i]);
		bench_make(&b);
		refuses_flipped_bits_of(&b, buf_text(&b.made.client_data), "client data");
		refuses_flipped_bits_of(&b, buf_text(&b.made.authenticator_data),
					"authenticator data");
		refuses_flipped_bits_of(&b, buf_text(&b.made.signature), "signature");
		refuses_flipped_bits_of(&b, buf_text(&b.key), "key");
		bench_done(&b);
	}
}

static void demands_that_the_counter_grows(void **state)
{
	static const struct {
		uint32_t stored, sent;
		enum webauthn_verdict verdict;
	} rows[] = {
		{ 0, 0, WEBAUTHN_OK },          { 0, 1, WEBAUTHN_OK },
		{ 5, 6, WEBAUTHN_OK },          { 5, UINT32_MAX, WEBAUTHN_OK },
		{ 5, 5, WEBAUTHN_BAD_COUNTER }, { 5, 4, WEBAUTHN_BAD_COUNTER },
		{ 5, 0, WEBAUTHN_BAD_COUNTER }, { UINT32_MAX, UINT32_MAX, WEBAUTHN_BAD_COUNTER },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct webauthn_sign_in sign_in;
		struct bench b;

		bench_init(&b, -7);
		b.counter = rows[i].stored;
		b.device.counter = rows[i].sent;
		bench_make(&b);
		assert_int_equal(judge(&b, &sign_in), rows[i].verdict);
		bench_done(&b);
	}
}

static void judges_the_ceremony(void **state)
{
	struct webauthn_ceremony expected = expected_here();
	static const struct str other = STR_INIT("https://example.com");
	struct webauthn_sign_in sign_in;
	struct bench b;

	(void)state;
	bench_init(&b, -7);
	b.device.flags = AUTHENTICATOR_UP;
	bench_make(&b);
	assert_int_equal(judge_as(&b, &expected, &sign_in), WEBAUTHN_OK);
	assert_false(sign_in.user_verified);
	expected.requires_verification = true;
	assert_int_equal(judge_as(&b, &expected, &sign_in), WEBAUTHN_NOT_VERIFIED);
	expected = expected_here();
	expected.origins = &other;
	assert_int_equal(judge_as(&b, &expected, &sign_in), WEBAUTHN_BAD_CLIENT_DATA);
	expected = expected_here();
	expected.rp_id = STR("example.com");
	assert_int_equal(judge_as(&b, &expected, &sign_in), WEBAUTHN_BAD_RP_ID);
	expected = expected_here();
	expected.challenge = STR("BBECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");
	assert_int_equal(judge_as(&b, &expected, &sign_in), WEBAUTHN_BAD_CLIENT_DATA);
	bench_done(&b);
}

static void refuses_another_credential_and_the_other_ceremony(void **state)
{
	struct webauthn_ceremony expected = expected_here();
	struct webauthn_sign_in sign_in;
	struct bench b, other;

	(void)state;
	bench_init(&b, -7);
	bench_init(&other, -7);
	bench_make(&b);
	bench_make(&other);
	assert_int_equal(judge(&b, &sign_in), WEBAUTHN_OK);

	struct webauthn_assertion response = {
		buf_text(&b.made.client_data),
		buf_text(&b.made.authenticator_data),
		buf_text(&b.made.signature),
	};
	struct webauthn_stored stored = { buf_text(&other.key), 0 };

	assert_int_equal(webauthn_authenticate(&response, &expected, &stored, &sign_in),
			 WEBAUTHN_BAD_SIGNATURE);
	bench_done(&other);
	browser_response_done(&b.made);
	authenticator_register(&b.device, challenge, origin, rp_id, "none", &b.made);
	response.client_data = buf_text(&b.made.client_data);
	stored.public_key = buf_text(&b.key);
	assert_int_equal(webauthn_authenticate(&response, &expected, &stored, &sign_in),
			 WEBAUTHN_BAD_CLIENT_DATA);
	bench_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_libfido2_on_each_algorithm),
		cmocka_unit_test(refuses_every_flipped_bit),
		cmocka_unit_test(demands_that_the_counter_grows),
		cmocka_unit_test(judges_the_ceremony),
		cmocka_unit_test(refuses_another_credential_and_the_other_ceremony),
	};

	fido_init(0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
