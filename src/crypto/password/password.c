#include "crypto/password/password.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

#include "base/ascii.h"
#include "base/b64url.h"
#include "crypto/password/normal_form.h"

#define SALT_BYTES        16
#define SCRYPT_SALT_CHARS ((size_t)2 * SALT_BYTES)
#define SCRYPT_KEY_BYTES  64
#define ARGON2_KEY_BYTES  32

struct hash_cost password_kind_cost(enum password_kind kind)
{
	if (kind == PASSWORD_KIND_ARGON2ID)
		return (struct hash_cost){ .function = HASH_ARGON2,
					   .n = 19456,
					   .r = 2,
					   .p = 1,
					   .argon2_version = ARGON2_V13 };
	return (struct hash_cost){ .function = HASH_SCRYPT, .n = 16384, .r = 16, .p = 1 };
}

/* --- making a hash ---------------------------------------------------------------------------- */

static bool scrypt_make(const unsigned char salt[SALT_BYTES], struct str text, struct buf *b,
			struct err *err)
{
	const struct hash_cost cost = password_kind_cost(PASSWORD_KIND_SCRYPT);
	unsigned char key[SCRYPT_KEY_BYTES];
	bool ok;

	buf_hex(b, salt, SALT_BYTES);
	ok = hash_derive(&cost, text, buf_text(b), key, sizeof(key), err);
	buf_char(b, ':');
	if (ok)
		buf_hex(b, key, sizeof(key));
	OPENSSL_cleanse(key, sizeof(key));
	return ok;
}

/* Base64 without padding. */
static void put_phc_field(struct buf *b, const unsigned char *bytes, size_t n)
{
	char text[64];
	struct buf field;
	struct str padded;

	buf_init_fixed(&field, text, sizeof(text));
	b64_write(&field, bytes, n);
	padded = buf_text(&field);
	while (str_ends(padded, STR("=")))
		padded.n--;
	buf_char(b, '$');
	buf_str(b, padded);
	OPENSSL_cleanse(text, sizeof(text));
}

static bool argon2id_make(const unsigned char salt[SALT_BYTES], struct str text, struct buf *b,
			  struct err *err)
{
	const struct hash_cost cost = password_kind_cost(PASSWORD_KIND_ARGON2ID);
	unsigned char key[ARGON2_KEY_BYTES];
	bool ok = hash_derive(&cost, text, str_of(salt, SALT_BYTES), key, sizeof(key), err);

	buf_fmt(b, "$argon2id$v=19$m=%u,t=%u,p=%u", (unsigned)cost.n, (unsigned)cost.r,
		(unsigned)cost.p);
	put_phc_field(b, salt, SALT_BYTES);
	put_phc_field(b, key, sizeof(key));
	OPENSSL_cleanse(key, sizeof(key));
	return ok;
}

bool password_hash(enum password_kind kind, const struct random *random, struct str password,
		   struct password_hash *out, struct err *err)
{
	unsigned char salt[SALT_BYTES];
	struct password_hash made = { 0 };
	struct normalised n;
	struct buf b;
	bool ok = normalised_init(&n, NORMAL_NFKC, password, err);

	random_fill(random, salt, sizeof(salt));
	buf_init_fixed(&b, made.text, sizeof(made.text));
	if (ok)
		ok = kind == PASSWORD_KIND_ARGON2ID ? argon2id_make(salt, n.text, &b, err)
						    : scrypt_make(salt, n.text, &b, err);
	normalised_done(&n);
	made.n = b.n;
	if (ok)
		*out = made;
	return ok;
}

/* --- comparing -------------------------------------------------------------------------------- */

/* The password as it was sent and in NFKC. */
struct spellings {
	struct str sent;
	struct normalised normal;
	bool differ;
};

static bool spellings_init(struct spellings *s, struct str password, struct err *err)
{
	bool ok = normalised_init(&s->normal, NORMAL_NFKC, password, err);

	s->sent = password;
	s->differ = ok && !str_eq(s->normal.text, password);
	return ok;
}

/* How often a hash of that function is compared: an Argon2 hash with each spelling. */
static unsigned tries_of(enum hash_function function, const struct spellings *s)
{
	return function == HASH_ARGON2 && s->differ ? 2 : 1;
}

/* Django's bcrypt_sha256. */
static struct str sha256_hex(struct str text, char out[64])
{
	unsigned char digest[32];
	struct buf b;

	buf_init_fixed(&b, out, 64);
	if (EVP_Digest(text.n ? text.p : "", text.n, digest, NULL, EVP_sha256(), NULL) == 1)
		buf_hex(&b, digest, sizeof(digest));
	OPENSSL_cleanse(digest, sizeof(digest));
	return buf_text(&b);
}

static enum password_rc compare_text(const struct stored_hash *hash, struct str text)
{
	unsigned char key[HASH_KEY_MAX];
	struct err ignored = { 0 };
	bool equal;

	if (!hash_derive(&hash->cost, text, hash->salt, key, hash->key_n, &ignored))
		return PASSWORD_UNUSABLE;
	equal = str_eq_constant_time(str_of(key, hash->key_n), str_of(hash->key, hash->key_n));
	OPENSSL_cleanse(key, sizeof(key));
	return equal ? PASSWORD_MATCH : PASSWORD_MISMATCH;
}

static enum password_rc compare_sha256(const struct stored_hash *hash, struct str sent)
{
	char hex[64];
	struct str text = sha256_hex(sent, hex);
	enum password_rc rc = text.n ? compare_text(hash, text) : PASSWORD_UNUSABLE;

	OPENSSL_cleanse(hex, sizeof(hex));
	return rc;
}

/* Our own hashes are of the password in NFKC, those of other systems of the password as it was
 * sent. Both spellings are tried where both are possible, also when the first one matches. */
static enum password_rc compare(const struct stored_hash *hash, const struct spellings *s)
{
	enum password_rc rc, second;

	if (hash->prepares == HASH_SHA256_HEX)
		return compare_sha256(hash, s->sent);
	rc = compare_text(hash, hash->prepares == HASH_NFKC ? s->normal.text : s->sent);
	if (rc == PASSWORD_UNUSABLE || tries_of(hash->cost.function, s) == 1)
		return rc;
	second = compare_text(hash, s->normal.text);
	return second == PASSWORD_MISMATCH ? rc : second;
}

/* Does the work that a refusal costs beyond *done, which is the work of one hash function. */
static bool do_the_rest(struct hashes_in_use *hashes, const struct hash_cost *done,
			const struct spellings *s, struct err *err)
{
	struct hash_cost dearest[HASH_FUNCTIONS];

	hashes_in_use_read(hashes, dearest);
	for (unsigned f = 0; f < HASH_FUNCTIONS; f++) {
		uint64_t work = dearest[f].n ? hash_cost_work(&dearest[f]) : 0;
		uint64_t spent = done && done->function == f ? hash_cost_work(done) : 0;

		for (unsigned i = tries_of((enum hash_function)f, s); i && work > spent; i--)
			if (!hash_work_do(&dearest[f], work - spent, err))
				return false;
	}
	return true;
}

/* bcrypt's passwords have no NUL. */
static bool is_comparable(const struct stored_hash *hash, struct str password)
{
	return hash->cost.function != HASH_BCRYPT || hash->prepares == HASH_SHA256_HEX ||
	       str_find(password, '\0') < 0;
}

static enum password_rc verify_spellings(struct hashes_in_use *hashes, struct str stored,
					 const struct spellings *s, struct err *err)
{
	enum password_rc rc = PASSWORD_UNUSABLE;
	const struct hash_cost *done = NULL;
	struct stored_hash hash;

	if (stored_hash_read(stored, &hash)) {
		hashes_in_use_meet(hashes, &hash.cost);
		rc = PASSWORD_MISMATCH;
		if (is_comparable(&hash, s->sent)) {
			rc = compare(&hash, s);
			done = rc == PASSWORD_UNUSABLE ? NULL : &hash.cost;
		}
	}
	if (rc != PASSWORD_MATCH && !do_the_rest(hashes, done, s, err))
		return PASSWORD_FAULT;
	return rc;
}

enum password_rc password_verify(struct hashes_in_use *hashes, struct str stored,
				 struct str password, struct err *err)
{
	struct spellings s;
	enum password_rc rc = PASSWORD_FAULT;

	if (spellings_init(&s, password, err))
		rc = verify_spellings(hashes, stored, &s, err);
	normalised_done(&s.normal);
	return rc;
}

bool password_verify_unknown_user(struct hashes_in_use *hashes, struct str password,
				  struct err *err)
{
	struct spellings s;
	bool ok = spellings_init(&s, password, err) && do_the_rest(hashes, NULL, &s, err);

	normalised_done(&s.normal);
	return ok;
}

/* --- current hashes --------------------------------------------------------------------------- */

static bool is_lower_hex(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (!ascii_is_lower_hex(text.p[i]))
			return false;
	return true;
}

static bool costs_are_equal(const struct hash_cost *a, const struct hash_cost *b)
{
	return a->function == b->function && a->n == b->n && a->r == b->r && a->p == b->p &&
	       a->argon2_version == b->argon2_version;
}

bool password_is_current(enum password_kind kind, struct str stored)
{
	const struct hash_cost cost = password_kind_cost(kind);
	struct stored_hash hash;
	struct str salt, key;

	if (!stored_hash_read(stored, &hash) || !costs_are_equal(&hash.cost, &cost))
		return false;
	if (kind == PASSWORD_KIND_ARGON2ID)
		return str_starts(stored, STR("$argon2id$")) && hash.salt.n == SALT_BYTES &&
		       hash.key_n == ARGON2_KEY_BYTES;
	return hash.prepares == HASH_NFKC && str_cut(stored, ':', &salt, &key) &&
	       salt.n == SCRYPT_SALT_CHARS && is_lower_hex(salt) && is_lower_hex(key);
}
