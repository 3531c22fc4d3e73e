/* The key of Web Push on a real database, and what it signs (RFC 8292). */
#include "support/place.h"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>

#include "base/b64url.h"
#include "base/cleanup.h"
#include "push/vapid.h"
#include "store/tables/push/key.h"

OWNER(EVP_PKEY *, EVP_PKEY_free)
OWNER(EVP_MD_CTX *, EVP_MD_CTX_free)
OWNER(ECDSA_SIG *, ECDSA_SIG_free)

#define NOW_S INT64_C(1453480568)

static int with_a_database(void **state)
{
	struct place *p;

	if (place_setup(state) < 0)
		return -1;
	p = *state;
	place_open(p);
	place_connect(p);
	return 0;
}

static EVP_PKEY *read_public(struct str text)
{
	unsigned char point[65];
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256"); /* for its curve */

	assert_int_equal(b64url_decoded_len(text.n), sizeof(point));
	assert_true(b64url_decode(text, point));
	assert_int_equal(EVP_PKEY_set1_encoded_public_key(key, point, sizeof(point)), 1);
	return key;
}

/* "vapid t=HEADER.CLAIMS.SIGNATURE, k=KEY"; *out_claims is decoded into memory. */
static bool verify(struct str authorization, char *memory, struct str *out_claims)
{
	struct str token, key_text, head, claims, signature, rest;
	unsigned char raw[64], *der = NULL;
	OWNED(EVP_PKEY_free) EVP_PKEY *key = NULL;
	OWNED(EVP_MD_CTX_free) EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	OWNED(ECDSA_SIG_free) ECDSA_SIG *sig = ECDSA_SIG_new();
	int n, good;

	assert_true(str_starts(authorization, STR("vapid t=")));
	assert_true(str_cut(str_tail(authorization, 8), ',', &token, &key_text));
	assert_true(str_starts(key_text, STR(" k=")));
	assert_true(str_cut(token, '.', &head, &rest) && str_cut(rest, '.', &claims, &signature));
	assert_int_equal(b64url_decoded_len(signature.n), sizeof(raw));
	assert_true(b64url_decode(signature, raw));
	ECDSA_SIG_set0(sig, BN_bin2bn(raw, 32, NULL), BN_bin2bn(raw + 32, 32, NULL));
	n = i2d_ECDSA_SIG(sig, &der);
	key = read_public(str_tail(key_text, 3));
	assert_int_equal(EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key), 1);
	good = EVP_DigestVerify(ctx, der, (size_t)n, (const unsigned char *)token.p,
				head.n + 1 + claims.n);
	OPENSSL_free(der);
	assert_true(b64url_decode(claims, (unsigned char *)memory));
	*out_claims = str_of(memory, b64url_decoded_len(claims.n));
	return good == 1;
}

/* RFC 8292 section 2.4: the test's own judge takes it. */
static void the_example_of_the_rfc_verifies(void **state)
{
	static const char text[] =
		"vapid t=eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2g"
		"uZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1"
		"wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrE"
		"rtmysazNjjvW2L9OkSSHzvoD1oA, k=BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrA"
		"IxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs";
	char memory[512];
	struct str claims;

	(void)state;
	assert_true(verify(str_z(text), memory, &claims));
	assert_true(str_eq(claims, STR("{\"aud\":\"https://push.example.net\",\"exp\":1453523768,"
				       "\"sub\":\"mailto:push@example.com\"}")));
}

static struct push_key open_key(struct place *p, const struct secrets *secrets)
{
	const struct push_key_config config = { p->store, secrets, &random_kernel, NOW_S * 1000 };
	struct push_key key;

	if (push_key_open(&config, &key, &p->err) != KEYRING_OK)
		fail_msg("%s", p->err.text);
	return key;
}

static void our_statement_verifies_and_says_the_same(void **state)
{
	struct place *p = *state;
	const struct secrets secrets =
		secrets_plain(STR("ostiary-unit-test-secret-0123456789abcd"));
	struct push_key key = open_key(p, &secrets);
	const struct vapid vapid = { &key, STR("mailto:push@example.com") };
	const struct vapid nobody = { .key = &key };
	char memory[512];
	struct str claims;
	struct buf text;

	buf_init_heap(&text, VAPID_CHARS_MAX);
	assert_true(vapid_put(&vapid, STR("https://push.example.net"), NOW_S, &text, &p->err));
	assert_true(verify(buf_text(&text), memory, &claims));
	assert_true(str_eq(claims, STR("{\"aud\":\"https://push.example.net\",\"exp\":1453523768,"
				       "\"sub\":\"mailto:push@example.com\"}")));
	text.n = 0;
	assert_true(vapid_put(&nobody, STR("https://push.example.net"), NOW_S, &text, &p->err));
	assert_true(verify(buf_text(&text), memory, &claims));
	assert_true(
		str_eq(claims, STR("{\"aud\":\"https://push.example.net\",\"exp\":1453523768}")));
	buf_done(&text);
	push_key_done(&key);
}

static void the_key_is_made_once_and_opens_with_its_secret_alone(void **state)
{
	struct place *p = *state;
	const struct secrets secrets =
		secrets_plain(STR("ostiary-unit-test-secret-0123456789abcd"));
	const struct secrets other = secrets_plain(STR("another-unit-test-secret-0123456789abcd"));
	const struct push_key_config wrong = { p->store, &other, &random_kernel, NOW_S * 1000 };
	struct push_key first = open_key(p, &secrets), second = open_key(p, &secrets), none;
	char memory[128];
	struct buf text;

	buf_init_fixed(&text, memory, sizeof(memory));
	assert_memory_equal(first.public_key, second.public_key, sizeof(first.public_key));
	assert_int_equal(push_key_put_public(p->store, &p->arena, &text, &p->err), STORE_OK);
	assert_true(str_eq(buf_text(&text), str_of(first.public_key, sizeof(first.public_key))));
	assert_int_equal(push_key_open(&wrong, &none, &p->err), KEYRING_WRONG_SECRET);
	assert_null(none.private_key);
	push_key_done(&first);
	push_key_done(&second);
}

static void a_new_secret_seals_it_again(void **state)
{
	struct place *p = *state;
	const struct secrets old = secrets_plain(STR("ostiary-unit-test-secret-0123456789abcd"));
	const struct secrets new = secrets_plain(STR("another-unit-test-secret-0123456789abcd"));
	const struct push_key_config config = { p->store, &new, &random_kernel, NOW_S * 1000 };
	struct push_key first, second;
	enum push_rewrap done;

	assert_int_equal(push_key_rewrap(&config, &old, &done, &p->err), KEYRING_OK);
	assert_int_equal(done, PUSH_REWRAP_NONE);
	first = open_key(p, &old);
	assert_int_equal(push_key_rewrap(&config, NULL, &done, &p->err), KEYRING_WRONG_SECRET);
	assert_int_equal(push_key_rewrap(&config, &old, &done, &p->err), KEYRING_OK);
	assert_int_equal(done, PUSH_REWRAP_SEALED);
	second = open_key(p, &new);
	assert_memory_equal(first.public_key, second.public_key, sizeof(first.public_key));
	assert_int_equal(push_key_rewrap(&config, NULL, &done, &p->err), KEYRING_OK);
	assert_int_equal(done, PUSH_REWRAP_LEFT);
	push_key_done(&first);
	push_key_done(&second);
}

/* Who can write to the database cannot put a key of their own in its place. */
static void a_row_that_was_changed_is_refused(void **state)
{
	static const char *const changes[] = {
		"update ostiary_push_key set seal = ''",
		"update ostiary_push_key set public_jwk = public_jwk || ' '",
		"update ostiary_push_key set private_jwk = '{}'",
	};
	struct place *p = *state;
	const struct secrets secrets =
		secrets_plain(STR("ostiary-unit-test-secret-0123456789abcd"));
	const struct push_key_config config = { p->store, &secrets, &random_kernel, NOW_S * 1000 };

	for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
		struct push_key key = open_key(p, &secrets);

		push_key_done(&key);
		assert_int_equal(sql_script(p->sql, changes[i], &p->err), STORE_OK);
		assert_int_equal(push_key_open(&config, &key, &p->err), KEYRING_FAULT);
		assert_null(key.private_key);
		assert_int_equal(sql_script(p->sql, "delete from ostiary_push_key", &p->err),
				 STORE_OK);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_example_of_the_rfc_verifies),
		cmocka_unit_test_setup_teardown(our_statement_verifies_and_says_the_same,
						with_a_database, place_teardown),
		cmocka_unit_test_setup_teardown(
			the_key_is_made_once_and_opens_with_its_secret_alone, with_a_database,
			place_teardown),
		cmocka_unit_test_setup_teardown(a_new_secret_seals_it_again, with_a_database,
						place_teardown),
		cmocka_unit_test_setup_teardown(a_row_that_was_changed_is_refused, with_a_database,
						place_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
