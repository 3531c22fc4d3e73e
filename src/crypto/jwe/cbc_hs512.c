#include "crypto/jwe/cbc_hs512.h"

#include <limits.h>
#include <openssl/evp.h>
#include <sodium.h>
#include <string.h>

#include "base/cleanup.h"

#define HALF (CBC_HS512_KEY_BYTES / 2)

OWNER(EVP_CIPHER_CTX *, EVP_CIPHER_CTX_free)

/* The first half of HMAC-SHA-512 over aad, iv, ciphertext and the length of aad in bits as 64 bits
 * (RFC 7518 section 5.2.2.1). */
static void make_tag(const unsigned char *key, const unsigned char *iv, struct str aad,
		     struct str sealed, unsigned char tag[CBC_HS512_TAG_BYTES])
{
	unsigned char bits[8], mac[crypto_auth_hmacsha512_BYTES];
	crypto_auth_hmacsha512_state state;

	for (unsigned i = 0; i < sizeof(bits); i++)
		bits[i] = (unsigned char)(((uint64_t)aad.n * 8) >> (56 - 8 * i));
	crypto_auth_hmacsha512_init(&state, key, HALF);
	crypto_auth_hmacsha512_update(&state, (const unsigned char *)aad.p, aad.n);
	crypto_auth_hmacsha512_update(&state, iv, CBC_HS512_IV_BYTES);
	crypto_auth_hmacsha512_update(&state, (const unsigned char *)sealed.p, sealed.n);
	crypto_auth_hmacsha512_update(&state, bits, sizeof(bits));
	crypto_auth_hmacsha512_final(&state, mac);
	memcpy(tag, mac, CBC_HS512_TAG_BYTES);
	sodium_memzero(mac, sizeof(mac));
	sodium_memzero(&state, sizeof(state));
}

bool cbc_hs512_seal(const unsigned char key[CBC_HS512_KEY_BYTES],
		    const unsigned char iv[CBC_HS512_IV_BYTES], struct str aad, struct str plain,
		    unsigned char *out, unsigned char tag[CBC_HS512_TAG_BYTES])
{
	OWNED(EVP_CIPHER_CTX_free) EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n = 0, last = 0;

	if (plain.n > INT_MAX / 2 || !ctx ||
	    EVP_EncryptInit_ex(ctx, EVP_aes_256_cbc(), NULL, key + HALF, iv) != 1 ||
	    EVP_EncryptUpdate(ctx, out, &n, (const unsigned char *)plain.p, (int)plain.n) != 1 ||
	    EVP_EncryptFinal_ex(ctx, out + n, &last) != 1)
		return false;
	make_tag(key, iv, aad, str_of(out, (size_t)n + (size_t)last), tag);
	return true;
}

bool cbc_hs512_open(const unsigned char key[CBC_HS512_KEY_BYTES],
		    const struct cbc_hs512_sealed *sealed, unsigned char *out, size_t *out_n)
{
	OWNED(EVP_CIPHER_CTX_free) EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	unsigned char expected[CBC_HS512_TAG_BYTES];
	const struct str text = sealed->text;
	int n = 0, last = 0;

	make_tag(key, sealed->iv, sealed->aad, text, expected);
	if (sodium_memcmp(expected, sealed->tag, sizeof(expected)) != 0)
		return false;
	if (text.n > INT_MAX / 2 || !ctx ||
	    EVP_DecryptInit_ex(ctx, EVP_aes_256_cbc(), NULL, key + HALF, sealed->iv) != 1 ||
	    EVP_DecryptUpdate(ctx, out, &n, (const unsigned char *)text.p, (int)text.n) != 1 ||
	    EVP_DecryptFinal_ex(ctx, out + n, &last) != 1)
		return false;
	*out_n = (size_t)n + (size_t)last;
	return true;
}
