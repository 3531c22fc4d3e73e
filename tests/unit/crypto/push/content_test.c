#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "base/b64url.h"
#include "base/cleanup.h"
#include "crypto/hkdf.h"
#include "crypto/push/content.h"

OWNER(EVP_PKEY *, EVP_PKEY_free)
OWNER(EVP_PKEY_CTX *, EVP_PKEY_CTX_free)
OWNER(EVP_CIPHER_CTX *, EVP_CIPHER_CTX_free)

/* RFC 8291 section 5 and appendix A. */
#define TEXT STR("When I grow up, I want to be a watermelon")
#define OWN_PUBLIC                                                                                 \
	STR("BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIg"                                         \
	    "Dll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8")
#define OWN_PRIVATE STR("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")
#define BROWSER_PUBLIC                                                                             \
	STR("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcx"                                         \
	    "aOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4")
#define BROWSER_PRIVATE STR("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94")
#define AUTH            STR("BTBZMqHH6r4Tts7J_aSIgg")
#define SALT            STR("DGv6ra1nlYgDCS1FRnbzlw")
#define CONTENT                                                                                    \
	STR("DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"                     \
	    "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"                     \
	    "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN")

static void decode(struct str text, unsigned char *out, size_t n)
{
	assert_int_equal(b64url_decoded_len(text.n), n);
	assert_true(b64url_decode(text, out));
}

static EVP_PKEY *pair(struct str public_half, struct str private_half)
{
	unsigned char point[PUSH_POINT_BYTES], scalar[32];
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	BIGNUM *d;
	OSSL_PARAM *parameters;
	OWNED(EVP_PKEY_CTX_free)
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	EVP_PKEY *key = NULL;

	decode(public_half, point, sizeof(point));
	decode(private_half, scalar, sizeof(scalar));
	d = BN_bin2bn(scalar, sizeof(scalar), NULL);
	OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0);
	OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point));
	OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_PRIV_KEY, d);
	parameters = OSSL_PARAM_BLD_to_param(build);
	assert_int_equal(EVP_PKEY_fromdata_init(ctx), 1);
	assert_int_equal(EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_KEYPAIR, parameters), 1);
	OSSL_PARAM_free(parameters);
	OSSL_PARAM_BLD_free(build);
	BN_free(d);
	return key;
}

static struct push_receiver browser(void)
{
	struct push_receiver receiver;

	assert_true(push_receiver_read(BROWSER_PUBLIC, AUTH, &receiver));
	return receiver;
}

static void the_example_of_the_rfc_comes_out(void **state)
{
	const struct push_receiver receiver = browser();
	OWNED(EVP_PKEY_free) EVP_PKEY *own = pair(OWN_PUBLIC, OWN_PRIVATE);
	unsigned char salt[PUSH_SALT_BYTES];
	char memory[512], text_memory[512];
	struct buf content, text;

	(void)state;
	decode(SALT, salt, sizeof(salt));
	buf_init_fixed(&content, memory, sizeof(memory));
	buf_init_fixed(&text, text_memory, sizeof(text_memory));
	assert_true(push_content_put_with(&receiver, own, salt, TEXT, 0, &content));
	b64url_write(&text, content.p, content.n);
	assert_true(str_eq(buf_text(&text), CONTENT));
}

/* What a browser does: the text with its delimiter and its zeros. */
static size_t open_as_browser(const struct buf *content, unsigned char *out)
{
	static const char info_head[] = "WebPush: info";
	OWNED(EVP_PKEY_free) EVP_PKEY *own = pair(BROWSER_PUBLIC, BROWSER_PRIVATE);
	OWNED(EVP_PKEY_free) EVP_PKEY *peer = EVP_PKEY_new();
	OWNED(EVP_PKEY_CTX_free) EVP_PKEY_CTX *agreement = EVP_PKEY_CTX_new(own, NULL);
	OWNED(EVP_CIPHER_CTX_free) EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
	unsigned char info[sizeof(info_head) + 2 * PUSH_POINT_BYTES], auth[PUSH_AUTH_BYTES];
	unsigned char shared[32], secret[32], key[16], nonce[12];
	const unsigned char *bytes = (const unsigned char *)content->p;
	const struct str salt = str_of(bytes, 16);
	size_t n = sizeof(shared), body = content->n - 86 - 16;
	int written;

	assert_int_equal(bytes[20], PUSH_POINT_BYTES);
	assert_int_equal(EVP_PKEY_copy_parameters(peer, own), 1);
	assert_int_equal(EVP_PKEY_set1_encoded_public_key(peer, bytes + 21, PUSH_POINT_BYTES), 1);
	assert_int_equal(EVP_PKEY_derive_init(agreement), 1);
	assert_int_equal(EVP_PKEY_derive_set_peer(agreement, peer), 1);
	assert_int_equal(EVP_PKEY_derive(agreement, shared, &n), 1);
	memcpy(info, info_head, sizeof(info_head));
	decode(BROWSER_PUBLIC, info + sizeof(info_head), PUSH_POINT_BYTES);
	memcpy(info + sizeof(info_head) + PUSH_POINT_BYTES, bytes + 21, PUSH_POINT_BYTES);
	decode(AUTH, auth, sizeof(auth));
	assert_true(hkdf_sha256(str_of(shared, 32), str_of(auth, sizeof(auth)),
				str_of(info, sizeof(info)), secret, sizeof(secret)));
	assert_true(hkdf_sha256(str_of(secret, 32), salt, str_of("Content-Encoding: aes128gcm", 28),
				key, sizeof(key)));
	assert_true(hkdf_sha256(str_of(secret, 32), salt, str_of("Content-Encoding: nonce", 24),
				nonce, sizeof(nonce)));
	assert_int_equal(EVP_DecryptInit_ex(cipher, EVP_aes_128_gcm(), NULL, key, nonce), 1);
	assert_int_equal(EVP_DecryptUpdate(cipher, out, &written, bytes + 86, (int)body), 1);
	assert_int_equal(
		EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_SET_TAG, 16, content->p + 86 + body), 1);
	assert_int_equal(EVP_DecryptFinal_ex(cipher, out + written, &written), 1);
	return body;
}

static void a_text_is_filled_up_and_opened_by_the_browser(void **state)
{
	static const size_t filled[] = { 0, 5, 512, PUSH_TEXT_MAX };
	const struct push_receiver receiver = browser();
	struct buf before;

	(void)state;
	buf_init_heap(&before, PUSH_CONTENT_MAX);
	for (size_t i = 0; i < ARRAY_LEN(filled); i++) {
		unsigned char opened[PUSH_CONTENT_MAX];
		size_t n = filled[i] > TEXT.n ? filled[i] : TEXT.n;
		struct buf content;

		buf_init_heap(&content, PUSH_CONTENT_MAX);
		assert_true(push_content_put(&receiver, &random_kernel, TEXT, filled[i], &content));
		assert_int_equal(open_as_browser(&content, opened), n + 1);
		assert_true(str_eq(str_of(opened, TEXT.n), TEXT));
		assert_int_equal(opened[TEXT.n], 2);
		for (size_t j = TEXT.n + 1; j < n + 1; j++)
			assert_int_equal(opened[j], 0);
		/* Neither the salt nor the pair of keys is used twice. */
		assert_false(
			str_eq(str_head(buf_text(&content), 16), str_head(buf_text(&before), 16)));
		assert_false(str_eq(str_head(str_tail(buf_text(&content), 21), 65),
				    str_head(str_tail(buf_text(&before), 21), 65)));
		before.n = 0;
		buf_str(&before, buf_text(&content));
		buf_done(&content);
	}
	buf_done(&before);
}

static void a_text_that_is_too_long_is_refused(void **state)
{
	static const char zeros[PUSH_TEXT_MAX + 1];
	const struct push_receiver receiver = browser();
	struct buf content;

	(void)state;
	buf_init_heap(&content, PUSH_CONTENT_MAX);
	assert_false(push_content_put(&receiver, &random_kernel, str_of(zeros, sizeof(zeros)), 0,
				      &content));
	assert_true(push_content_put(&receiver, &random_kernel, str_of(zeros, PUSH_TEXT_MAX), 0,
				     &content));
	assert_int_equal(content.n, PUSH_CONTENT_MAX);
	buf_done(&content);
}

static void keys_that_no_browser_gives_are_refused(void **state)
{
	static const struct {
		const char *point, *auth;
	} refused[] = {
		{ "", "BTBZMqHH6r4Tts7J_aSIgg" },
		{ "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcx"
		  "aOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
		  "BTBZMqHH6r4Tts7J_aSI" },
		/* a byte more, another form of point, one beside the curve, other letters */
		{ "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcx"
		  "aOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4A",
		  "BTBZMqHH6r4Tts7J_aSIgg" },
		{ "AyVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcx"
		  "aOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
		  "BTBZMqHH6r4Tts7J_aSIgg" },
		{ "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcx"
		  "aOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw8",
		  "BTBZMqHH6r4Tts7J_aSIgg" },
		{ "BCVxsr7N/eNgVRqvHtD0zTZsEc6+VV+JvLexhqUzORcx"
		  "aOzi6+AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
		  "BTBZMqHH6r4Tts7J_aSIgg" },
	};
	struct push_receiver receiver;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(refused); i++)
		assert_false(push_receiver_read(str_z(refused[i].point), str_z(refused[i].auth),
						&receiver));
	assert_true(push_receiver_read(BROWSER_PUBLIC, AUTH, &receiver));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_example_of_the_rfc_comes_out),
		cmocka_unit_test(a_text_is_filled_up_and_opened_by_the_browser),
		cmocka_unit_test(a_text_that_is_too_long_is_refused),
		cmocka_unit_test(keys_that_no_browser_gives_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
