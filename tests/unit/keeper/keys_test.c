/* The keeper makes, opens and seals signing keys as the functions do that have the secret, and
 * gives no private half away. */
#include "unit/keeper/kept.h"

#include <stdlib.h>
#include <string.h>

#include "auth/keys/private_key.h"
#include "base/b64url.h"
#include "base/cleanup.h"
#include "crypto/cookie_mac.h"
#include "crypto/key_seal.h"
#include "crypto/signing_key.h"
#include "support/crypto_keys.h"

/* A row with a key that the keeper has made. */
static void make_row(const struct keeper_process *process, struct str alg, char *memory,
		     size_t bytes, struct signing_key_row *out)
{
	const uint64_t bits = 0;
	const struct str parts[] = { alg, keeper_number(&bits), STR("kid") };
	struct buf answer;
	struct str rest;

	buf_init_fixed(&answer, memory, bytes);
	assert_true(ask(process, KEEPER_KEY_MAKE, parts, ARRAY_LEN(parts), &answer));
	rest = buf_text(&answer);
	*out = (struct signing_key_row){ .id = STR("kid"), .alg = alg };
	assert_true(keeper_cut_part(&rest, &out->public_jwk));
	assert_true(keeper_cut_part(&rest, &out->private_jwk));
	assert_true(keeper_cut_part(&rest, &out->seal));
}

static void a_kept_key_signs_and_shows_its_public_half_alone(void **state)
{
	struct keeper_process *process = start_with_secret();
	const struct secrets far = { .keeper = keeper_of(process) };
	const struct key_trust asking = { .secrets = &far, .alg = SIGNING_ALG_ES256 };
	const struct secrets secrets = secrets_plain(STR(SECRET));
	const struct key_trust having = { .secrets = &secrets, .alg = SIGNING_ALG_ES256 };
	OWNED(signing_key_free) struct signing_key *here = NULL;
	struct signing_key *kept = NULL;
	char memory[16384], text[2048], other[2048];
	struct signing_key_row row;
	struct err err = { 0 };
	struct buf b, c;

	(void)state;
	make_row(process, STR("ES256"), memory, sizeof(memory), &row);
	assert_int_equal(key_row_open_private(&asking, &row, &kept, &err), KEYRING_OK);
	assert_int_equal(key_row_open_private(&having, &row, &here, &err), KEYRING_OK);
	buf_init_fixed(&b, text, sizeof(text));
	buf_init_fixed(&c, other, sizeof(other));
	assert_true(signing_key_put_public(kept, &b, &err));
	assert_true(signing_key_put_public(here, &c, &err));
	assert_true(str_eq(buf_text(&b), buf_text(&c)));
	assert_true(str_eq(buf_text(&b), row.public_jwk));
	assert_true(signing_key_can_sign(kept));
	buf_init_fixed(&b, text, sizeof(text));
	assert_true(signing_key_sign(kept, STR("a.b"), &b, &err));
	assert_int_equal(b.n, 86);
	buf_init_fixed(&b, text, sizeof(text));
	assert_true(signing_key_put_private(here, &b, &err));
	assert_false(signing_key_put_private(kept, &b, &err));
	signing_key_free(kept);
	keeper_process_stop(process);
}

/* A request may have KEEPER_REQUEST_MAX bytes and is sent in messages of KEEPER_BYTES_MAX: lengths
 * around their bounds. Ed25519 gives the same signature of the same text. */
static void a_text_of_any_length_is_signed_as_without_a_keeper(void **state)
{
	static const size_t lengths[] = { KEEPER_BYTES_MAX - 18,  KEEPER_BYTES_MAX - 17,
					  KEEPER_BYTES_MAX - 16,  2 * KEEPER_BYTES_MAX - 19,
					  2 * KEEPER_BYTES_MAX,   KEEPER_REQUEST_MAX - 16,
					  KEEPER_REQUEST_MAX - 15 };
	struct keeper_process *process = start_with_secret();
	const struct secrets far = { .keeper = keeper_of(process) };
	const struct key_trust asking = { .secrets = &far, .alg = SIGNING_ALG_EDDSA };
	const struct secrets secrets = secrets_plain(STR(SECRET));
	const struct key_trust having = { .secrets = &secrets, .alg = SIGNING_ALG_EDDSA };
	OWNED(signing_key_free) struct signing_key *here = NULL;
	char memory[16384], text[2048], other[2048];
	char *input = malloc(KEEPER_REQUEST_MAX);
	struct signing_key *kept = NULL;
	struct signing_key_row row;
	struct err err = { 0 };
	struct buf b, c;

	(void)state;
	assert_non_null(input);
	for (size_t i = 0; i < KEEPER_REQUEST_MAX; i++)
		input[i] = (char)(i % 251);
	make_row(process, STR("EdDSA"), memory, sizeof(memory), &row);
	assert_int_equal(key_row_open_private(&asking, &row, &kept, &err), KEYRING_OK);
	assert_int_equal(key_row_open_private(&having, &row, &here, &err), KEYRING_OK);
	for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
		bool fits = lengths[i] + 16 <= KEEPER_REQUEST_MAX;

		buf_init_fixed(&b, text, sizeof(text));
		buf_init_fixed(&c, other, sizeof(other));
		assert_int_equal(signing_key_sign(kept, str_of(input, lengths[i]), &b, &err), fits);
		assert_true(signing_key_sign(here, str_of(input, lengths[i]), &c, &err));
		assert_int_equal(str_eq(buf_text(&b), buf_text(&c)), fits);
	}
	free(input);
	signing_key_free(kept);
	keeper_process_stop(process);
}

static void a_seal_is_that_of_the_secret(void **state)
{
	struct keeper_process *process = start_with_secret();
	const struct secrets far = { .keeper = keeper_of(process) };
	const struct key_trust asking = { .secrets = &far, .alg = SIGNING_ALG_ES256 };
	const struct secrets near = secrets_plain(STR(SECRET));
	struct signing_key *kept = NULL;
	char memory[16384], text[256];
	struct signing_key_row row;
	struct sealed_key key;
	struct err err = { 0 };
	struct buf b;

	(void)state;
	make_row(process, STR("ES256"), memory, sizeof(memory), &row);
	key = (struct sealed_key){ row.id, row.alg, row.public_jwk };
	assert_int_equal(key_seal_check(&near, &key, row.seal), KEY_SEAL_COMPLETE);
	assert_int_equal(key_seal_check(&far, &key, row.seal), KEY_SEAL_COMPLETE);
	assert_int_equal(key_seal_check(&far, &key, STR("revoked")), KEY_SEAL_BAD);
	assert_int_equal(key_row_open_private(&asking, &row, &kept, &err), KEYRING_OK);
	buf_init_fixed(&b, text, sizeof(text));
	assert_true(signing_key_put_seal(kept, &far, STR("kid"), &b, &err));
	assert_true(str_eq(buf_text(&b), row.seal));
	key.kid = STR("other");
	assert_int_equal(key_seal_check(&far, &key, row.seal), KEY_SEAL_BAD);
	signing_key_free(kept);
	keeper_process_stop(process);
}

/* V3: a public half alone, which anybody may have made, is not sealed. */
static void a_public_half_is_not_sealed(void **state)
{
	const struct str parts[] = { STR("kid"), STR("ES256"), STR(P256_PUBLIC), STR("") };
	const struct sealed_key key = { parts[0], parts[1], parts[2] };
	struct keeper_process *process = start_with_secret();
	const struct secrets far = { .keeper = keeper_of(process) };
	char memory[256];
	struct buf b;

	(void)state;
	for (size_t n = 0; n <= ARRAY_LEN(parts); n++) {
		buf_init_fixed(&b, memory, sizeof(memory));
		assert_false(ask(process, KEEPER_PUT_SEAL, parts, n, &b));
		assert_int_equal(key_seal_check(&far, &key, buf_text(&b)), KEY_SEAL_BAD);
	}
	buf_init_fixed(&b, memory, sizeof(memory));
	key_seal_put(&far, &key, &b);
	assert_false(buf_ok(&b));
	keeper_process_stop(process);
}

static enum keyring_rc open_row(const struct keeper_process *process,
				const struct signing_key_row *row)
{
	const struct secrets far = { .keeper = keeper_of(process) };
	const struct key_trust asking = { &far, SIGNING_ALG_ES256, .takes_clear = true };
	struct signing_key *kept = NULL;
	struct err err = { 0 };
	enum keyring_rc rc = key_row_open_private(&asking, row, &kept, &err);

	if (rc == KEYRING_OK)
		signing_key_free(kept);
	return rc;
}

/* V3: whoever sends requests knows the private half of a key in clear. */
static void a_key_in_clear_is_opened_before_there_is_a_seal_or_by_its_own(void **state)
{
	const struct secrets near = secrets_plain(STR(SECRET));
	struct keeper_process *process = start_with_secret();
	struct signing_key_row clear = { .id = STR("clear"),
					 .alg = STR("ES256"),
					 .private_jwk = STR(P256_PRIVATE) };
	const struct sealed_key key = { clear.id, clear.alg, STR(P256_PUBLIC) };
	char memory[16384], text[256];
	struct signing_key_row row;
	struct buf seal;

	(void)state;
	assert_int_equal(open_row(process, &clear), KEYRING_OK);
	make_row(process, STR("ES256"), memory, sizeof(memory), &row);
	assert_int_equal(open_row(process, &clear), KEYRING_OK);
	clear.seal = row.seal;
	assert_int_equal(open_row(process, &clear), KEYRING_FAULT);
	clear.seal = STR("");
	assert_int_equal(open_row(process, &row), KEYRING_OK);
	assert_int_equal(open_row(process, &clear), KEYRING_FAULT);
	buf_init_fixed(&seal, text, sizeof(text));
	key_seal_put(&near, &key, &seal);
	clear.seal = buf_text(&seal);
	assert_int_equal(open_row(process, &clear), KEYRING_OK);
	keeper_process_stop(process);
}

static void check_its_seal(const struct keeper_process *process, const struct signing_key_row *row)
{
	const struct secrets far = { .keeper = keeper_of(process) };
	const struct sealed_key key = { row->id, row->alg, row->public_jwk };

	assert_int_equal(key_seal_check(&far, &key, row->seal), KEY_SEAL_COMPLETE);
}

static void sign_with_it(const struct keeper_process *process, const struct signing_key_row *row)
{
	const struct secrets far = { .keeper = keeper_of(process) };
	const struct key_trust asking = { &far, SIGNING_ALG_ES256, .takes_clear = false };
	struct signing_key_row unsealed = *row;
	struct signing_key *kept = NULL;
	struct err err = { 0 };
	char memory[256];
	struct buf b;

	unsealed.seal = STR("");
	buf_init_fixed(&b, memory, sizeof(memory));
	assert_int_equal(key_row_open_private(&asking, &unsealed, &kept, &err), KEYRING_OK);
	assert_true(signing_key_sign(kept, STR("a.b"), &b, &err));
	signing_key_free(kept);
}

static void from_a_signature_or_a_seal_on_keys_in_clear_need_permission(void **state)
{
	static struct {
		enum wish wish;
		void (*begin)(const struct keeper_process *, const struct signing_key_row *);
		enum keyring_rc then;
	} cases[] = {
		{ WISH_RUN, check_its_seal, KEYRING_FAULT },
		{ WISH_RUN, sign_with_it, KEYRING_FAULT },
		{ WISH_CLEAR, check_its_seal, KEYRING_OK },
		{ WISH_CLEAR, sign_with_it, KEYRING_OK },
	};
	const struct signing_key_row clear = { .id = STR("clear"),
					       .alg = STR("ES256"),
					       .private_jwk = STR(P256_PRIVATE) };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct keeper_process *process = start_as(&cases[i].wish);
		char memory[16384];
		struct signing_key_row row;

		tell_secret(process);
		make_row(process, STR("ES256"), memory, sizeof(memory), &row);
		assert_int_equal(open_row(process, &clear), KEYRING_OK);
		cases[i].begin(process, &row);
		assert_int_equal(open_row(process, &clear), cases[i].then);
		keeper_process_stop(process);
	}
}

/* A private half that can be computed from the public one is no private half. */
static void a_short_rsa_key_is_not_made(void **state)
{
	static const uint64_t bits[] = { 1, 512, 1024, 2047, 8193, UINT64_C(1) << 32 | 512 };
	struct keeper_process *process = start_with_secret();
	char memory[16384];
	struct buf b;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bits); i++) {
		const struct str parts[] = { STR("RS256"), keeper_number(&bits[i]), STR("kid") };

		buf_init_fixed(&b, memory, sizeof(memory));
		assert_false(ask(process, KEEPER_KEY_MAKE, parts, ARRAY_LEN(parts), &b));
	}
	keeper_process_stop(process);
}

/* With its length in eight bytes, the least significant first: as key_seal.c writes it. */
static void put_text(struct buf *out, struct str text)
{
	for (size_t i = 0; i < 8; i++)
		buf_char(out, (char)((uint64_t)text.n >> (8 * i)));
	buf_str(out, text);
}

/* The seal that somebody makes who has this key of seals. */
static void forge_seal(struct str key_of_seals, const struct sealed_key *key, struct buf *out)
{
	OWNED(cookie_key_free) struct cookie_key *mac_key = cookie_key_new(key_of_seals);
	unsigned char mac[COOKIE_MAC_BYTES];
	char memory[256];
	struct buf text;

	buf_init_fixed(&text, memory, sizeof(memory));
	put_text(&text, key->kid);
	put_text(&text, key->alg);
	put_text(&text, key->public_jwk);
	cookie_mac(mac_key, buf_text(&text), mac);
	b64url_write(out, mac, sizeof(mac));
}

/* The key of seals derives from the secret and a label, and a caller may have any text signed. */
static void a_signature_of_a_label_is_no_key_of_seals(void **state)
{
	static const struct str labels[] = { STR_INIT("ostiary: the seal of signing keys, 1"),
					     STR_INIT("ostiary: the seal of signing keys, 2") };
	struct keeper_process *process = start_with_secret();
	const struct secrets far = { .keeper = keeper_of(process) };
	const struct secrets near = secrets_plain(STR(SECRET));
	const struct sealed_key key = { STR("kid"), STR("ES256"), STR("{}") };
	char answer_memory[64], seal_memory[64];
	struct buf answer, seal;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
		buf_init_fixed(&answer, answer_memory, sizeof(answer_memory));
		buf_init_fixed(&seal, seal_memory, sizeof(seal_memory));
		assert_true(ask(process, KEEPER_MAC, &labels[i], 1, &answer));
		forge_seal(buf_text(&answer), &key, &seal);
		assert_true(buf_ok(&seal));
		assert_int_equal(key_seal_check(&far, &key, buf_text(&seal)), KEY_SEAL_BAD);
	}
	buf_init_fixed(&seal, seal_memory, sizeof(seal_memory));
	key_seal_put(&near, &key, &seal);
	assert_int_equal(key_seal_check(&far, &key, buf_text(&seal)), KEY_SEAL_COMPLETE);
	keeper_process_stop(process);
}

static void a_damaged_row_and_a_forgotten_key_are_refused(void **state)
{
	struct keeper_process *process = start_with_secret();
	const struct secrets far = { .keeper = keeper_of(process) };
	const struct key_trust asking = { .secrets = &far, .alg = SIGNING_ALG_ES256 };
	const uint64_t numbers[] = { 0, 1, 2, 99 };
	struct signing_key *kept = NULL;
	char memory[16384], text[2048];
	struct signing_key_row row;
	struct err err = { 0 };
	struct buf b;

	(void)state;
	make_row(process, STR("ES256"), memory, sizeof(memory), &row);
	assert_int_equal(key_row_open_private(&asking, &row, &kept, &err), KEYRING_OK);
	signing_key_free(kept);
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		const struct str parts[] = { keeper_number(&numbers[i]), STR("a.b") };

		buf_init_fixed(&b, text, sizeof(text));
		assert_false(ask(process, KEEPER_SIGN, parts, ARRAY_LEN(parts), &b));
	}
	((char *)(uintptr_t)row.private_jwk.p)[row.private_jwk.n / 2] ^= 1;
	assert_int_not_equal(key_row_open_private(&asking, &row, &kept, &err), KEYRING_OK);
	assert_non_null(strstr(err.text, "kid"));
	keeper_process_stop(process);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_kept_key_signs_and_shows_its_public_half_alone),
		cmocka_unit_test(a_text_of_any_length_is_signed_as_without_a_keeper),
		cmocka_unit_test(a_seal_is_that_of_the_secret),
		cmocka_unit_test(a_public_half_is_not_sealed),
		cmocka_unit_test(a_key_in_clear_is_opened_before_there_is_a_seal_or_by_its_own),
		cmocka_unit_test(from_a_signature_or_a_seal_on_keys_in_clear_need_permission),
		cmocka_unit_test(a_short_rsa_key_is_not_made),
		cmocka_unit_test(a_signature_of_a_label_is_no_key_of_seals),
		cmocka_unit_test(a_damaged_row_and_a_forgotten_key_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
