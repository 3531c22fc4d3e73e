#include "crypto/push/content.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <string.h>

#include "base/b64url.h"
#include "base/cleanup.h"
#include "crypto/hkdf.h"

OWNER(EVP_PKEY *, EVP_PKEY_free)
OWNER(EVP_PKEY_CTX *, EVP_PKEY_CTX_free)
OWNER(EVP_CIPHER_CTX *, EVP_CIPHER_CTX_free)

#define SHARED_BYTES 32
#define KEY_BYTES    16
#define NONCE_BYTES  12
#define TAG_BYTES    16
#define LAST_RECORD  0x02 /* ends the text; zeros may follow (RFC 8188 section 2) */

/* --- keys ------------------------------------------------------------------------------------- */

/* NULL: the bytes are no point of the curve, or there is no memory. */
static EVP_PKEY *read_point(const unsigned char point[PUSH_POINT_BYTES])
{
	OWNED(EVP_PKEY_CTX_free)
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	char curve[] = "P-256";
	OSSL_PARAM parameters[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, curve, 0),
		OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, (void *)(uintptr_t)point,
						  PUSH_POINT_BYTES),
		OSSL_PARAM_construct_end(),
	};
	EVP_PKEY *key = NULL;

	if (ctx && EVP_PKEY_fromdata_init(ctx) == 1)
		(void)EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, parameters);
	return key;
}

static bool decode_exactly(struct str text, unsigned char *out, size_t n)
{
	return text.n == b64url_encoded_len(n) && b64url_decode(text, out);
}

bool push_receiver_read(struct str point, struct str auth, struct push_receiver *out)
{
	struct push_receiver read = { 0 };
	OWNED(EVP_PKEY_free) EVP_PKEY *key = NULL;

	if (!decode_exactly(point, read.point, sizeof(read.point)) || read.point[0] != 0x04 ||
	    !decode_exactly(auth, read.auth, sizeof(read.auth)))
		return false;
	key = read_point(read.point);
	if (!key)
		return false;
	*out = read;
	return true;
}

static bool put_point(const EVP_PKEY *key, unsigned char out[PUSH_POINT_BYTES])
{
	size_t n = 0;

	return EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, out, PUSH_POINT_BYTES,
					       &n) == 1 &&
	       n == PUSH_POINT_BYTES;
}

static bool agree(EVP_PKEY *own, const struct push_receiver *to, unsigned char out[SHARED_BYTES])
{
	OWNED(EVP_PKEY_free) EVP_PKEY *peer = read_point(to->point);
	OWNED(EVP_PKEY_CTX_free) EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(own, NULL);
	size_t n = SHARED_BYTES;

	return peer && ctx && EVP_PKEY_derive_init(ctx) == 1 &&
	       EVP_PKEY_derive_set_peer(ctx, peer) == 1 && EVP_PKEY_derive(ctx, out, &n) == 1 &&
	       n == SHARED_BYTES;
}

/* Of one message. */
struct push_keys {
	unsigned char own[PUSH_POINT_BYTES];
	unsigned char key[KEY_BYTES], nonce[NONCE_BYTES];
};

/* RFC 8291 section 3.4; the texts end with their NUL. */
static bool derive(const struct push_receiver *to, EVP_PKEY *own, struct str salt,
		   struct push_keys *out)
{
	static const char for_content[] = "WebPush: info",
			  for_key[] = "Content-Encoding: aes128gcm",
			  for_nonce[] = "Content-Encoding: nonce";
	unsigned char shared[SHARED_BYTES], secret[SHARED_BYTES];
	char memory[sizeof(for_content) + 2 * PUSH_POINT_BYTES];
	struct buf info;
	bool derived;

	if (!agree(own, to, shared) || !put_point(own, out->own))
		return false;
	buf_init_fixed(&info, memory, sizeof(memory));
	buf_str(&info, str_of(for_content, sizeof(for_content)));
	buf_str(&info, str_of(to->point, sizeof(to->point)));
	buf_str(&info, str_of(out->own, sizeof(out->own)));
	derived = hkdf_sha256(str_of(shared, sizeof(shared)), str_of(to->auth, sizeof(to->auth)),
			      buf_text(&info), secret, sizeof(secret)) &&
		  hkdf_sha256(str_of(secret, sizeof(secret)), salt,
			      str_of(for_key, sizeof(for_key)), out->key, sizeof(out->key)) &&
		  hkdf_sha256(str_of(secret, sizeof(secret)), salt,
			      str_of(for_nonce, sizeof(for_nonce)), out->nonce, sizeof(out->nonce));
	OPENSSL_cleanse(shared, sizeof(shared));
	OPENSSL_cleanse(secret, sizeof(secret));
	return derived;
}

/* --- the record ------------------------------------------------------------------------------- */

/* RFC 8188 section 2.1 */
static void put_head(struct buf *out, struct str salt, const struct push_keys *keys)
{
	static const unsigned char size[] = { 0, 0, PUSH_CONTENT_MAX >> 8, 0 };

	buf_str(out, salt);
	buf_str(out, str_of(size, sizeof(size)));
	buf_char(out, PUSH_POINT_BYTES);
	buf_str(out, str_of(keys->own, sizeof(keys->own)));
}

/* Encrypts in place, and writes the tag behind. */
static bool seal(const struct push_keys *keys, unsigned char *record, size_t n)
{
	OWNED(EVP_CIPHER_CTX_free) EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int written = 0;

	return ctx &&
	       EVP_EncryptInit_ex(ctx, EVP_aes_128_gcm(), NULL, keys->key, keys->nonce) == 1 &&
	       EVP_EncryptUpdate(ctx, record, &written, record, (int)n) == 1 &&
	       EVP_EncryptFinal_ex(ctx, record + written, &written) == 1 &&
	       EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, TAG_BYTES, record + n) == 1;
}

static bool put_record(struct buf *out, const struct push_keys *keys, struct str text,
		       size_t filled)
{
	size_t n = (filled > text.n ? filled : text.n) + 1;
	unsigned char *record = (unsigned char *)buf_room(out, n + TAG_BYTES);

	if (!record)
		return false;
	memset(record, 0, n);
	if (text.n)
		memcpy(record, text.p, text.n);
	record[text.n] = LAST_RECORD;
	if (!seal(keys, record, n))
		return false;
	buf_wrote(out, n + TAG_BYTES);
	return true;
}

bool push_content_put_with(const struct push_receiver *to, EVP_PKEY *own,
			   const unsigned char salt[PUSH_SALT_BYTES], struct str text,
			   size_t filled, struct buf *out)
{
	const struct str salt_text = str_of(salt, PUSH_SALT_BYTES);
	struct push_keys keys;
	bool sealed;

	if (text.n > PUSH_TEXT_MAX || filled > PUSH_TEXT_MAX || !derive(to, own, salt_text, &keys))
		return false;
	put_head(out, salt_text, &keys);
	sealed = put_record(out, &keys, text, filled);
	OPENSSL_cleanse(&keys, sizeof(keys));
	return sealed && buf_ok(out);
}

bool push_content_put(const struct push_receiver *to, const struct random *random, struct str text,
		      size_t filled, struct buf *out)
{
	OWNED(EVP_PKEY_free) EVP_PKEY *own = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
	unsigned char salt[PUSH_SALT_BYTES];

	random_fill(random, salt, sizeof(salt));
	return own && push_content_put_with(to, own, salt, text, filled, out);
}
