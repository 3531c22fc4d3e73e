/* The examples of the RFCs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/cleanup.h"
#include "mint.h"

#define RFC7515_A2_KEY                                                                             \
	"{\"kty\":\"RSA\",\"n\":\"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHm"    \
	"fHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soM"   \
	"Zo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdV"   \
	"MTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kz"   \
	"k2PAcDTW9gb54h4FRWyuXpoQ\",\"e\":\"AQAB\"}"
#define RFC7515_A2_JWS                                                                             \
	"eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"    \
	"cGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XO"   \
	"iZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f"   \
	"_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDw"   \
	"usC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWyw"   \
	"lVmtVrBp0igcN_IoypGlUPQGe77Rw"

static const struct {
	const char *name, *jwk, *jws;
	unsigned algorithm;
} examples[] = {
	{ "RFC 7515 A.2", RFC7515_A2_KEY, RFC7515_A2_JWS, OST_RS256 },
	{ "RFC 7515 A.3",
	  "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
	  "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}",
	  "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
	  "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5dj"
	  "xLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
	  OST_ES256 },
	{ "RFC 7515 A.4",
	  "{\"kty\":\"EC\",\"crv\":\"P-521\",\"x\":"
	  "\"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBp"
	  "Xp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk\",\"y\":\"ADSmRA43Z1DSNx_"
	  "RvcLI87cdL07l6jQyyBXMo"
	  "xVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2\"}",
	  "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bK"
	  "PWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO"
	  "7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn",
	  OST_ES512 },
	{ "RFC 8037 A.4",
	  "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_"
	  "7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}",
	  "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-0"
	  "9PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
	  OST_EDDSA },
};

static struct ost_keyset *set_of(const char *jwk)
{
	struct arena arena;
	struct ost_keyset *set;

	arena_init(&arena, NULL, 0);
	set = mint_keyset(mint_jwks(&arena, &jwk, 1));
	arena_done(&arena);
	return set;
}

static void the_examples_are_good_by_their_own_algorithm_only(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(examples); i++) {
		struct ost_keyset *set = set_of(examples[i].jwk);
		const char *jws = examples[i].jws;

		print_message("# %s\n", examples[i].name);
		assert_int_equal(ost_keyset_count(set), 1);
		assert_verdict(ost_jws_verify(set, examples[i].algorithm, OST_KID_RULE_OPTIONAL,
					      jws, strlen(jws)),
			       OST_OK);
		assert_verdict(ost_jws_verify(set, OST_ALGORITHMS_ALL & ~examples[i].algorithm,
					      OST_KID_RULE_OPTIONAL, jws, strlen(jws)),
			       OST_BAD_ALGORITHM);
		assert_verdict(ost_jws_verify(set, examples[i].algorithm, OST_KID_RULE_REQUIRED,
					      jws, strlen(jws)),
			       OST_NO_KEY_ID);
		for (size_t other = 0; other < ARRAY_LEN(examples); other++)
			if (other != i)
				assert_verdict(ost_jws_verify(set, OST_ALGORITHMS_ALL,
							      OST_KID_RULE_OPTIONAL,
							      examples[other].jws,
							      strlen(examples[other].jws)),
					       OST_UNKNOWN_KEY);
		ost_keyset_unref(set);
	}
}

/* RFC 7515 A.2 is a JWT of "joe" that expired in 2011; it has no sub. */
static void the_token_of_rfc_7515_is_judged_by_its_claims(void **state)
{
	struct ost_keyset *set = set_of(RFC7515_A2_KEY);
	struct ost_policy policy = { .size = sizeof(policy),
				     .algorithms = OST_RS256,
				     .kid_rule = OST_KID_RULE_OPTIONAL,
				     .issuer = "joe" };
	struct ost_claims *claims;

	(void)state;
	assert_verdict(ost_verify(set, &policy, RFC7515_A2_JWS, strlen(RFC7515_A2_JWS), 1300819379,
				  &claims),
		       OST_NO_SUBJECT);
	assert_verdict(ost_verify(set, &policy, RFC7515_A2_JWS, strlen(RFC7515_A2_JWS), 1300819380,
				  &claims),
		       OST_EXPIRED);
	policy.issuer = "jane";
	assert_verdict(ost_verify(set, &policy, RFC7515_A2_JWS, strlen(RFC7515_A2_JWS), 1300819379,
				  &claims),
		       OST_WRONG_ISSUER);
	ost_keyset_unref(set);
}

/* RFC 7517 A.1: the first key is for encryption, the second for RS256. */
static void of_the_key_set_of_rfc_7517_the_signature_key_is_used(void **state)
{
	static const char jwks[] = "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\","
				   "\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","
				   "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\",\"use\":"
				   "\"enc\",\"kid\":\"1\"},"
				   "{\"kty\":\"RSA\",\"n\":"
				   "\"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtV"
				   "T86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_"
				   "2W-5JsGY4Hc5n9yBXArwl93"
				   "lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_"
				   "FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5ha"
				   "jrn1n91CbOpbISD08qNLyrdkt-"
				   "bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF4"
				   "4-csFCur-kEgU8awapJzKnqDKgw\",\"e\":\"AQAB\",\"alg\":\"RS256\","
				   "\"kid\":\"2011-04-29\"}]}";
	struct ost_keyset *set = mint_keyset(jwks);
	struct ost_key_info info = { .size = sizeof(info) };

	(void)state;
	assert_int_equal(ost_keyset_count(set), 1);
	assert_true(ost_keyset_key(set, 0, &info));
	assert_string_equal(info.kid.p, "2011-04-29");
	assert_int_equal(info.algorithms, OST_RS256);
	ost_keyset_unref(set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_examples_are_good_by_their_own_algorithm_only),
		cmocka_unit_test(the_token_of_rfc_7515_is_judged_by_its_claims),
		cmocka_unit_test(of_the_key_set_of_rfc_7517_the_signature_key_is_used),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
