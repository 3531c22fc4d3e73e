/* Registrations by the authenticator in software, with every bit flipped once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "support/registration_bench.h"

static bool credentials_are_equal(const struct webauthn_credential *a,
				  const struct webauthn_credential *b)
{
	return str_eq(a->id, b->id) && str_eq(a->public_key, b->public_key) &&
	       str_eq(a->aaguid, b->aaguid) && str_eq(a->format, b->format) &&
	       a->counter == b->counter && a->user_verified == b->user_verified &&
	       a->backup_eligible == b->backup_eligible && a->backed_up == b->backed_up;
}

/* The slices of both point into the same memory, which has to be as it was for each of them. */
static bool unflipped_is_equal(const struct bench *b, size_t bit,
			       const struct webauthn_credential *sound,
			       const struct webauthn_credential *other)
{
	size_t at = bit / 8;
	const char *byte = b->made.attestation_object.p + at;
	bool is_in_slice =
		(byte >= other->public_key.p && byte < other->public_key.p + other->public_key.n) ||
		(byte >= other->aaguid.p && byte < other->aaguid.p + other->aaguid.n);

	return !is_in_slice && credentials_are_equal(sound, other);
}

/* The bits that the specification reserves in the flags; authenticators may set them some day. */
static bool bit_is_reserved(const struct webauthn_credential *sound, struct str object, size_t bit)
{
	size_t key_at = (size_t)(sound->public_key.p - object.p);
	size_t flags_at = key_at - AUTHENTICATOR_ID_BYTES - 2 - AUTHENTICATOR_AAGUID_BYTES - 4 - 1;

	return bit / 8 == flags_at && (bit % 8 == 1 || bit % 8 == 5);
}

/* Judges the response with each bit of the attestation object flipped. What is accepted is a part
 * that the format does not sign, and must be reported as something else. */
static void flip_object(const struct bench *b, const char *format, bool signs_everything)
{
	struct str object = buf_text(&b->made.attestation_object);
	char *bytes = b->made.attestation_object.p;
	struct webauthn_credential sound = { 0 }, other;

	assert_int_equal(judge(b, &sound), WEBAUTHN_OK);
	for (size_t bit = 0; bit < 8 * object.n; bit++) {
		bytes[bit / 8] ^= (char)(1 << bit % 8);
		if (judge(b, &other) == WEBAUTHN_OK &&
		    (signs_everything || (!bit_is_reserved(&sound, object, bit) &&
					  unflipped_is_equal(b, bit, &sound, &other))))
			fail_msg("%s: bit %zu is accepted", format, bit);
		bytes[bit / 8] ^= (char)(1 << bit % 8);
	}
}

static void flip_client_data(const struct bench *b, const char *format)
{
	char *bytes = b->made.client_data.p;
	struct webauthn_credential credential;

	for (size_t bit = 0; bit < 8 * b->made.client_data.n; bit++) {
		bytes[bit / 8] ^= (char)(1 << bit % 8);
		if (judge(b, &credential) == WEBAUTHN_OK)
			fail_msg("%s: bit %zu of the client data is accepted", format, bit);
		bytes[bit / 8] ^= (char)(1 << bit % 8);
	}
}

static void refuses_every_flipped_bit(void **state)
{
	static const struct {
		const char *name;
		bool signs_everything; /* U2F signs neither flags nor counter */
	} formats[] = {
		{ "packed-self", true }, { "packed", true }, { "fido-u2f", false },
		{ "apple", true },       { "tpm", true },    { "android-key", true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
		struct bench b;

		bench_init(&b, formats[i].name, -7);
		bench_make(&b, formats[i].name);
		flip_object(&b, formats[i].name, formats[i].signs_everything);
		flip_client_data(&b, formats[i].name);
		bench_done(&b);
	}
}

/* Nothing signs the client data of such a registration either, of which "crossOrigin" is not
 * demanded. */
static void refuses_or_reports_every_flipped_bit_without_attestation(void **state)
{
	struct bench b;

	(void)state;
	bench_init(&b, "none", -7);
	bench_make(&b, "none");
	flip_object(&b, "none", false);
	bench_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_every_flipped_bit),
		cmocka_unit_test(refuses_or_reports_every_flipped_bit_without_attestation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
