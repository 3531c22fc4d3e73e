/* Registrations by the authenticator in software: each format and algorithm, and each thing that
 * may be wrong. */
#include <openssl/x509v3.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "support/registration_bench.h"

static const struct {
	const char *format;
	int64_t alg;
} kinds[] = {
	{ "none", -7 },        { "none", -8 },        { "none", -257 },
	{ "packed", -7 },      { "packed", -8 },      { "packed", -257 },
	{ "packed-self", -7 }, { "packed-self", -8 }, { "packed-self", -257 },
	{ "fido-u2f", -7 },    { "apple", -7 },       { "tpm", -7 },
	{ "tpm", -257 },       { "android-key", -7 },
};

static void accepts_each_format_with_each_of_its_algorithms(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct webauthn_credential credential;
		enum webauthn_verdict verdict;
		struct buf key;
		struct bench b;

		bench_init(&b, kinds[i].format, kinds[i].alg);
		b.device.counter = 7;
		b.device.flags |= AUTHENTICATOR_BE | AUTHENTICATOR_BS | AUTHENTICATOR_ED;
		bench_make(&b, kinds[i].format);
		verdict = judge(&b, &credential);
		if (verdict != WEBAUTHN_OK)
			fail_msg("%s %d: %s", kinds[i].format, (int)kinds[i].alg,
				 webauthn_verdict_text(verdict));
		buf_init_heap(&key, 4096);
		authenticator_put_key(&b.device, &key);
		assert_true(str_eq(credential.public_key, buf_text(&key)));
		assert_true(str_eq(credential.id, str_of(b.device.id, sizeof(b.device.id))));
		assert_true(str_eq(credential.aaguid,
				   str_of(b.device.aaguid, sizeof(b.device.aaguid))));
		assert_int_equal(credential.counter, 7);
		assert_true(credential.user_verified && credential.backup_eligible &&
			    credential.backed_up);
		buf_done(&key);
		bench_done(&b);
	}
}

struct flaw {
	const char *format;
	int64_t alg;
	const char *flaw;
};

static const struct flaw flaws[] = {
	{ "none", -7, "a statement" },
	{ "none", -7, "another format" },
	{ "packed-self", -7, "signed by another key" },
	{ "packed-self", -7, "another alg" },
	{ "packed-self", -8, "another alg" },
	{ "packed", -7, "signed by another key" },
	{ "packed", -7, "another alg" },
	{ "packed", -7, "another unit" },
	{ "packed", -7, "long country" },
	{ "packed", -7, "no name" },
	{ "packed", -7, "an authority" },
	{ "packed", -7, "version 1" },
	{ "packed", -7, "another aaguid" },
	{ "packed", -7, "expired" },
	{ "packed", -7, "not yet valid" },
	{ "packed", -7, "of another root" },
	{ "packed", -7, "no certificate" },
	{ "fido-u2f", -7, "signed by another key" },
	{ "fido-u2f", -7, "of another root" },
	{ "fido-u2f", -7, "expired" },
	{ "fido-u2f", -7, "no certificate" },
	{ "apple", -7, "another nonce" },
	{ "apple", -7, "no nonce" },
	{ "apple", -7, "of another key" },
	{ "apple", -7, "of another root" },
	{ "apple", -7, "expired" },
	{ "apple", -7, "no certificate" },
	{ "android-key", -7, "signed by another key" },
	{ "android-key", -7, "of another key" },
	{ "android-key", -7, "another challenge" },
	{ "android-key", -7, "software for all" },
	{ "android-key", -7, "hardware for all" },
	{ "android-key", -7, "no description" },
	{ "android-key", -7, "of another root" },
	{ "android-key", -7, "another alg" },
	{ "android-key", -7, "no certificate" },
	{ "tpm", -7, "signed by another key" },
	{ "tpm", -7, "version 1.2" },
	{ "tpm", -7, "of another key" },
	{ "tpm", -7, "another curve" },
	{ "tpm", -257, "another exponent" },
	{ "tpm", -7, "not of a TPM" },
	{ "tpm", -7, "a quote" },
	{ "tpm", -7, "another challenge" },
	{ "tpm", -7, "another name" },
	{ "tpm", -7, "a name by SHA-1" },
	{ "tpm", -7, "something after" },
	{ "tpm", -7, "a subject" },
	{ "tpm", -7, "an authority" },
	{ "tpm", -7, "another purpose" },
	{ "tpm", -7, "no TPM's name" },
	{ "tpm", -7, "unknown maker" },
	{ "tpm", -7, "another aaguid" },
	{ "tpm", -7, "expired" },
	{ "tpm", -7, "of another root" },
	{ "tpm", -7, "another alg" },
	{ "tpm", -7, "no certificate" },
};

/* The same device makes a sound statement first, so that the flaw alone is the reason. */
static void refuses_each_flaw_of_a_statement(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(flaws); i++) {
		struct webauthn_credential credential;
		enum webauthn_verdict verdict;
		struct bench b;

		bench_init(&b, flaws[i].format, flaws[i].alg);
		bench_make(&b, flaws[i].format);
		assert_int_equal(judge(&b, &credential), WEBAUTHN_OK);
		browser_response_done(&b.made);
		b.device.flaw = flaws[i].flaw;
		bench_make(&b, flaws[i].format);
		verdict = judge(&b, &credential);
		if (verdict != WEBAUTHN_BAD_ATTESTATION)
			fail_msg("%s, %s: %s", flaws[i].format, flaws[i].flaw,
				 webauthn_verdict_text(verdict));
		bench_done(&b);
	}
}

static void asks_for_no_path_where_no_root_is_known(void **state)
{
	struct webauthn_credential credential;
	struct bench b;

	(void)state;
	bench_init(&b, "packed", -7);
	b.device.flaw = "of another root";
	bench_make(&b, "packed");
	assert_int_equal(judge(&b, &credential), WEBAUTHN_BAD_ATTESTATION);
	b.roots = webauthn_published_roots;
	assert_int_equal(judge(&b, &credential), WEBAUTHN_OK);
	bench_done(&b);
}

/* Apple and Google publish their roots, and the tests' own is not among them. */
static void knows_the_published_roots(void **state)
{
	static const char *const formats[] = { "apple", "android-key" };
	/* SHA-256 as it is published, the first half. */
	static const char *const digests[] = {
		"0915dd5c07a28db549d1f677bb5a75d4", /* Apple */
		"1ef1a04b8ba58ab94589ac498c8982a7", /* Google, to 2034 */
		"ab6641178a36e179aa0c1cdddf9a16eb", /* to 2036 */
		"cedb1cb6dc896ae5ec797348bce92867", /* to 2042 */
		"6d9db4ce6c5c0b293166d08986e05774", /* the one that signs since 2026 */
	};

	(void)state;
	assert_int_equal(webauthn_published_roots.n, ARRAY_LEN(digests));
	for (size_t i = 0; i < webauthn_published_roots.n; i++) {
		X509 *root = webauthn_root_read(&webauthn_published_roots.rows[i]);
		unsigned char digest[EVP_MAX_MD_SIZE];
		char memory[64];
		struct buf text;

		assert_non_null(root);
		assert_int_equal(X509_digest(root, EVP_sha256(), digest, NULL), 1);
		buf_init_fixed(&text, memory, sizeof(memory));
		buf_hex(&text, digest, 16);
		assert_true(str_eq(buf_text(&text), str_z(digests[i])));
		assert_int_equal(X509_check_ca(root), 1);
		assert_int_equal(X509_verify(root, X509_get0_pubkey(root)), 1);
		X509_free(root);
	}
	for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
		struct webauthn_credential credential;
		struct bench b;

		bench_init(&b, formats[i], -7);
		bench_make(&b, formats[i]);
		b.roots = webauthn_published_roots;
		assert_int_equal(judge(&b, &credential), WEBAUTHN_BAD_ATTESTATION);
		bench_done(&b);
	}
}

static void refuses_what_is_cut_anywhere(void **state)
{
	struct webauthn_ceremony expected = ceremony_for(bench_challenge);
	struct webauthn_credential credential;
	struct bench b;
	struct str data, object;

	(void)state;
	bench_init(&b, "packed", -7);
	bench_make(&b, "packed");
	data = buf_text(&b.made.client_data);
	object = buf_text(&b.made.attestation_object);
	for (size_t n = 0; n < object.n; n++)
		assert_int_equal(judge_as(&b, data, str_head(object, n), &expected, &credential),
				 WEBAUTHN_MALFORMED);
	for (size_t n = 0; n < data.n; n++)
		assert_int_equal(judge_as(&b, str_head(data, n), object, &expected, &credential),
				 WEBAUTHN_MALFORMED);
	bench_done(&b);
}

static void judges_the_ceremony(void **state)
{
	struct webauthn_ceremony expected = ceremony_for(bench_challenge);
	struct webauthn_credential credential;
	struct bench b;

	(void)state;
	bench_init(&b, "none", -7);
	bench_make(&b, "none");
	assert_int_equal(judge(&b, &credential), WEBAUTHN_OK);

	struct str data = buf_text(&b.made.client_data);
	struct str object = buf_text(&b.made.attestation_object);

	expected = ceremony_for(STR("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9"));
	assert_int_equal(judge_as(&b, data, object, &expected, &credential),
			 WEBAUTHN_BAD_CLIENT_DATA);
	expected = ceremony_for((struct str){ 0 });
	assert_int_equal(judge_as(&b, data, object, &expected, &credential),
			 WEBAUTHN_BAD_CLIENT_DATA);
	expected = ceremony_for(bench_challenge);
	expected.n_origins = 1;
	assert_int_equal(judge_as(&b, data, object, &expected, &credential),
			 WEBAUTHN_BAD_CLIENT_DATA);
	expected = ceremony_for(bench_challenge);
	expected.rp_id = STR("example.com");
	assert_int_equal(judge_as(&b, data, object, &expected, &credential), WEBAUTHN_BAD_RP_ID);
	b.device.id[0] ^= 1;
	assert_int_equal(judge(&b, &credential), WEBAUTHN_MALFORMED);
	bench_done(&b);
}

static const struct {
	const char *name;
	struct str json;
	enum webauthn_verdict verdict;
} client_data[] = {
#define DATA(type, rest)                                                                           \
	STR_INIT("{\"type\":\"" type "\","                                                         \
		 "\"challenge\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\","                  \
		 "\"origin\":\"https://example.org\"" rest "}")
	{ "the least", DATA("webauthn.create", ""), WEBAUTHN_OK },
	{ "an unknown member", DATA("webauthn.create", ",\"x\":{\"y\":[1]}"), WEBAUTHN_OK },
	{ "a token binding",
	  DATA("webauthn.create", ",\"tokenBinding\":{\"status\":\"supported\"}"), WEBAUTHN_OK },
	{ "an unknown token binding",
	  DATA("webauthn.create", ",\"tokenBinding\":{\"status\":\"x\"}"),
	  WEBAUTHN_BAD_CLIENT_DATA },
	{ "a token binding of text", DATA("webauthn.create", ",\"tokenBinding\":\"supported\""),
	  WEBAUTHN_BAD_CLIENT_DATA },
	{ "a frame of another site", DATA("webauthn.create", ",\"crossOrigin\":true"),
	  WEBAUTHN_BAD_CLIENT_DATA },
	{ "the other ceremony", DATA("webauthn.get", ""), WEBAUTHN_BAD_CLIENT_DATA },
	{ "two types", DATA("webauthn.get", ",\"type\":\"webauthn.create\""), WEBAUTHN_MALFORMED },
	{ "a list", STR_INIT("[]"), WEBAUTHN_MALFORMED },
	{ "an empty object", STR_INIT("{}"), WEBAUTHN_BAD_CLIENT_DATA },
	{ "no JSON", STR_INIT("webauthn.create"), WEBAUTHN_MALFORMED },
	{ "a byte order mark", STR_INIT("\xef\xbb\xbf{}"), WEBAUTHN_MALFORMED },
#undef DATA
};

static void judges_client_data(void **state)
{
	struct webauthn_ceremony expected = ceremony_for(bench_challenge);
	struct bench b;

	(void)state;
	bench_init(&b, "none", -7);
	bench_make(&b, "none");
	for (size_t i = 0; i < ARRAY_LEN(client_data); i++) {
		struct webauthn_credential credential;
		enum webauthn_verdict verdict =
			judge_as(&b, client_data[i].json, buf_text(&b.made.attestation_object),
				 &expected, &credential);

		if (verdict != client_data[i].verdict)
			fail_msg("%s: %s", client_data[i].name, webauthn_verdict_text(verdict));
	}
	bench_done(&b);
}

static enum webauthn_verdict with_flags(unsigned flags, bool requires_verification)
{
	struct webauthn_ceremony expected = ceremony_for(bench_challenge);
	struct webauthn_credential credential;
	enum webauthn_verdict verdict;
	struct bench b;

	expected.requires_verification = requires_verification;
	bench_init(&b, "none", -7);
	b.device.flags = flags;
	bench_make(&b, "none");
	verdict = judge_as(&b, buf_text(&b.made.client_data), buf_text(&b.made.attestation_object),
			   &expected, &credential);
	if (verdict == WEBAUTHN_OK)
		assert_int_equal(credential.user_verified, !!(flags & AUTHENTICATOR_UV));
	bench_done(&b);
	return verdict;
}

static void demands_a_person_and_verification_where_it_is_required(void **state)
{
	(void)state;
	assert_int_equal(with_flags(AUTHENTICATOR_UP, false), WEBAUTHN_OK);
	assert_int_equal(with_flags(AUTHENTICATOR_UP, true), WEBAUTHN_NOT_VERIFIED);
	assert_int_equal(with_flags(AUTHENTICATOR_UP | AUTHENTICATOR_UV, true), WEBAUTHN_OK);
	assert_int_equal(with_flags(0, false), WEBAUTHN_NOT_PRESENT);
	assert_int_equal(with_flags(AUTHENTICATOR_UV, false), WEBAUTHN_NOT_PRESENT);
	assert_int_equal(with_flags(AUTHENTICATOR_UP | AUTHENTICATOR_BE, false), WEBAUTHN_OK);
	assert_int_equal(with_flags(AUTHENTICATOR_UP | AUTHENTICATOR_BS, false),
			 WEBAUTHN_MALFORMED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepts_each_format_with_each_of_its_algorithms),
		cmocka_unit_test(refuses_each_flaw_of_a_statement),
		cmocka_unit_test(asks_for_no_path_where_no_root_is_known),
		cmocka_unit_test(knows_the_published_roots),
		cmocka_unit_test(refuses_what_is_cut_anywhere),
		cmocka_unit_test(judges_the_ceremony),
		cmocka_unit_test(judges_client_data),
		cmocka_unit_test(demands_a_person_and_verification_where_it_is_required),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
