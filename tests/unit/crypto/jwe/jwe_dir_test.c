#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/b64url.h"
#include "base/cleanup.h"
#include "crypto/jwe/jwe_dir.h"

static const struct str salt = STR_INIT("better-auth-session");
static const struct str info = STR_INIT("BetterAuth.js Generated Encryption Key");

/* Made by Better Auth 1.7.7 itself. */
static const struct str known_secret = STR_INIT("interop-secret-0123456789abcdefghijklmnop");
static const struct str known_kid = STR_INIT("Y5dI7jLPdIIgX4O4oH90_EmRDMxS1k6cjn0FVvAl9OA");
static const struct str known_token = STR_INIT(
	"eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2Q0JDLUhTNTEyIiwia2lkIjoiWTVkSTdqTFBkSUlnWDRPNG9IOTBfRW1SRE"
	"14UzFrNmNqbjBGVnZBbDlPQSJ9..Y9-i7cD9s1ytFZhDKRoy5g.VaIXD_Bjb35USEaiIPNg8OKi7lkSYLlRiV7iF3l"
	"6nl5zmonLlnZkAopokHvywA3Exg0ymKQQ48M6y2P44XINORbLwNfImtCke9HrssZCZuEkVoNu-J_2zOVZrmaJ3vQY."
	"nU5WDjAGIOkxJaT80KM4JHbuRH7-q_YFWPizJURisRM");
static const struct str known_plain = STR_INIT("{\"a\":1,\"iat\":1795164941,\"exp\":1795165241,"
					       "\"jti\":\"0273b6fe-521d-4912-b80a-7711a6cfa0d7\"}");

static struct jwe_key key_of(struct str secret)
{
	struct jwe_key key;

	assert_true(jwe_key_init(&key, secret, salt, info));
	return key;
}

static bool opens(const struct jwe_key *keys, size_t n, struct str token)
{
	char memory[1024];
	struct buf out;

	buf_init_fixed(&out, memory, sizeof(memory));
	return jwe_dir_open(keys, n, token, &out) && str_eq(buf_text(&out), known_plain);
}

/* A token with any header, sealed by the key. */
static struct str token_with(const struct jwe_key *key, const char *header, const char *encrypted,
			     char *memory, size_t bytes)
{
	const unsigned char iv[CBC_HS512_IV_BYTES] = { 1, 2, 3 };
	unsigned char sealed[256], tag[CBC_HS512_TAG_BYTES];
	struct buf b;

	buf_init_fixed(&b, memory, bytes);
	b64url_write(&b, header, strlen(header));
	assert_true(cbc_hs512_seal(key->bytes, iv, buf_text(&b), known_plain, sealed, tag));
	buf_char(&b, '.');
	buf_z(&b, encrypted);
	buf_char(&b, '.');
	b64url_write(&b, iv, sizeof(iv));
	buf_char(&b, '.');
	b64url_write(&b, sealed, cbc_hs512_sealed_len(known_plain.n));
	buf_char(&b, '.');
	b64url_write(&b, tag, sizeof(tag));
	assert_true(buf_ok(&b));
	return buf_text(&b);
}

/* RFC 5869 appendix A.1; a longer output begins with a shorter one. */
static void keys_are_derived_as_the_rfc_does(void **state)
{
	static const unsigned char okm[] = { 0x3c, 0xb2, 0x5f, 0x25, 0xfa, 0xac, 0xd5, 0x7a, 0x90,
					     0x43, 0x4f, 0x64, 0xd0, 0x36, 0x2f, 0x2a, 0x2d, 0x2d,
					     0x0a, 0x90, 0xcf, 0x1a, 0x5a, 0x4c, 0x5d, 0xb0, 0x2d,
					     0x56, 0xec, 0xc4, 0xc5, 0xbf, 0x34, 0x00, 0x72, 0x08,
					     0xd5, 0xb8, 0x87, 0x18, 0x58, 0x65 };
	unsigned char ikm[22], rfc_salt[13], rfc_info[10];
	struct jwe_key key;

	(void)state;
	memset(ikm, 0x0b, sizeof(ikm));
	for (size_t i = 0; i < sizeof(rfc_salt); i++)
		rfc_salt[i] = (unsigned char)i;
	for (size_t i = 0; i < sizeof(rfc_info); i++)
		rfc_info[i] = (unsigned char)(0xf0 + i);
	assert_true(jwe_key_init(&key, str_of(ikm, sizeof(ikm)), str_of(rfc_salt, sizeof(rfc_salt)),
				 str_of(rfc_info, sizeof(rfc_info))));
	assert_memory_equal(key.bytes, okm, sizeof(okm));
}

static void a_key_has_the_name_that_better_auth_gives_it(void **state)
{
	struct jwe_key key = key_of(known_secret);

	(void)state;
	assert_true(str_eq(str_of(key.kid, sizeof(key.kid)), known_kid));
}

static void a_token_of_better_auth_is_opened(void **state)
{
	struct jwe_key key = key_of(known_secret);

	(void)state;
	assert_true(opens(&key, 1, known_token));
}

static void what_is_written_is_opened(void **state)
{
	struct jwe_key key = key_of(known_secret);
	char memory[1024];
	struct buf token;

	(void)state;
	buf_init_fixed(&token, memory, sizeof(memory));
	jwe_dir_put(&key, &random_kernel, known_plain, &token);
	assert_int_equal(buf_text(&token).n, known_token.n);
	assert_true(str_starts(known_token, str_head(buf_text(&token), 118)));
	assert_false(str_eq(buf_text(&token), known_token)); /* the iv is random */
	assert_true(opens(&key, 1, buf_text(&token)));
}

static void a_buffer_without_room_fails(void **state)
{
	struct jwe_key key = key_of(known_secret);
	char memory[1024];
	struct buf token;

	(void)state;
	for (size_t room = 0; room < known_token.n; room += 29) {
		buf_init_fixed(&token, memory, room);
		jwe_dir_put(&key, &random_kernel, known_plain, &token);
		assert_false(buf_ok(&token));
	}
}

static void every_flipped_bit_is_refused(void **state)
{
	struct jwe_key key = key_of(known_secret);
	char text[1024];

	(void)state;
	memcpy(text, known_token.p, known_token.n);
	for (size_t bit = 0; bit < 8 * known_token.n; bit++) {
		text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
		assert_false(opens(&key, 1, str_of(text, known_token.n)));
		text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
	}
	assert_true(opens(&key, 1, str_of(text, known_token.n)));
}

static void every_shorter_text_is_refused(void **state)
{
	struct jwe_key key = key_of(known_secret);

	(void)state;
	for (size_t n = 0; n < known_token.n; n++)
		assert_false(opens(&key, 1, str_head(known_token, n)));
	assert_true(opens(&key, 1, known_token));
}

#define KID ",\"kid\":\"Y5dI7jLPdIIgX4O4oH90_EmRDMxS1k6cjn0FVvAl9OA\"}"

static void only_these_algorithms_are_opened(void **state)
{
	static const struct {
		const char *name, *header, *encrypted;
		bool good;
	} cases[] = {
		{ "as it is written", "{\"alg\":\"dir\",\"enc\":\"A256CBC-HS512\"" KID, "", true },
		{ "another order", "{\"enc\":\"A256CBC-HS512\",\"alg\":\"dir\"" KID, "", true },
		{ "no kid", "{\"alg\":\"dir\",\"enc\":\"A256CBC-HS512\"}", "", true },
		{ "an unknown kid", "{\"alg\":\"dir\",\"enc\":\"A256CBC-HS512\",\"kid\":\"x\"}", "",
		  false },
		{ "a kid that is no text", "{\"alg\":\"dir\",\"enc\":\"A256CBC-HS512\",\"kid\":1}",
		  "", false },
		{ "an encrypted key", "{\"alg\":\"dir\",\"enc\":\"A256CBC-HS512\"" KID, "AAAA",
		  false },
		{ "another alg", "{\"alg\":\"A256KW\",\"enc\":\"A256CBC-HS512\"" KID, "", false },
		{ "no alg", "{\"enc\":\"A256CBC-HS512\"" KID, "", false },
		{ "another enc", "{\"alg\":\"dir\",\"enc\":\"A256GCM\"" KID, "", false },
		{ "no enc", "{\"alg\":\"dir\"" KID, "", false },
		{ "compressed", "{\"alg\":\"dir\",\"enc\":\"A256CBC-HS512\",\"zip\":\"DEF\"" KID,
		  "", false },
		{ "critical",
		  "{\"alg\":\"dir\",\"enc\":\"A256CBC-HS512\",\"crit\":[\"x\"],\"x\":1" KID, "",
		  false },
		{ "alg twice", "{\"alg\":\"dir\",\"alg\":\"dir\",\"enc\":\"A256CBC-HS512\"" KID, "",
		  false },
		{ "no object", "[\"dir\",\"A256CBC-HS512\"]", "", false },
		{ "no JSON", "dir", "", false },
	};
	struct jwe_key key = key_of(known_secret);
	char memory[1024];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str token = token_with(&key, cases[i].header, cases[i].encrypted, memory,
					      sizeof(memory));

		if (opens(&key, 1, token) != cases[i].good)
			fail_msg("%s: %s", cases[i].name, cases[i].good ? "refused" : "opened");
	}
}

static void the_key_is_found_among_several(void **state)
{
	struct jwe_key keys[] = { key_of(STR("another-secret-0123456789abcdefghijklmno")),
				  key_of(STR("a-third-secret-0123456789abcdefghijklmno")),
				  key_of(known_secret) };
	char memory[1024];

	(void)state;
	assert_true(opens(keys, 3, known_token));
	assert_false(opens(keys, 2, known_token));
	assert_false(opens(keys, 0, known_token));
	assert_true(opens(keys, 3,
			  token_with(&keys[2], "{\"alg\":\"dir\",\"enc\":\"A256CBC-HS512\"}", "",
				     memory, sizeof(memory))));
}

static void a_key_is_wiped(void **state)
{
	static const struct jwe_key zero;
	struct jwe_key key = key_of(known_secret);

	(void)state;
	jwe_key_done(&key);
	assert_memory_equal(&key, &zero, sizeof(key));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_derived_as_the_rfc_does),
		cmocka_unit_test(a_key_has_the_name_that_better_auth_gives_it),
		cmocka_unit_test(a_token_of_better_auth_is_opened),
		cmocka_unit_test(what_is_written_is_opened),
		cmocka_unit_test(a_buffer_without_room_fails),
		cmocka_unit_test(every_flipped_bit_is_refused),
		cmocka_unit_test(every_shorter_text_is_refused),
		cmocka_unit_test(only_these_algorithms_are_opened),
		cmocka_unit_test(the_key_is_found_among_several),
		cmocka_unit_test(a_key_is_wiped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
