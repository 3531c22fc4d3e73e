#include "auth/factor/totp.h"

#include <string.h>

#include "base/url.h"
#include "core/limits.h"
#include "crypto/factor/factor_seal.h"
#include "crypto/factor/otp.h"

#define SEALED_MAX 256 /* of a secret, with the version of the secret that sealed it */
#define URI_MAX    (4 * LIMIT_BODY_BYTES)

struct totp_key {
	char text[FACTOR_SECRET_CHARS];
};

static void key_wipe(struct totp_key *key)
{
	explicit_bzero(key, sizeof(*key));
}

bool totp_secret_make(const struct issuer *issuer, struct arena *a, struct str *out)
{
	static const char signs[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-_";
	__attribute__((cleanup(key_wipe))) struct totp_key key;
	unsigned char bytes[FACTOR_SECRET_CHARS];
	struct buf sealed;

	_Static_assert(sizeof(signs) - 1 == 64, "each value of six bits is one sign");
	random_fill(issuer->random, bytes, sizeof(bytes));
	for (size_t i = 0; i < sizeof(bytes); i++)
		key.text[i] = signs[bytes[i] & 63];
	explicit_bzero(bytes, sizeof(bytes));
	arena_buf(a, &sealed, SEALED_MAX, SEALED_MAX);
	if (!factor_seal_put(&issuer->settings.secrets, issuer->random, FACTOR_TEXT_SECRET,
			     str_of(key.text, sizeof(key.text)), &sealed))
		return false;
	*out = buf_text(&sealed);
	return true;
}

static bool open_key(const struct issuer *issuer, struct str sealed, struct totp_key *out,
		     struct err *err)
{
	struct buf plain;

	buf_init_fixed(&plain, out->text, sizeof(out->text));
	if (factor_seal_open(&issuer->settings.secrets, FACTOR_TEXT_SECRET, sealed, &plain))
		return true;
	err_set(err, "the secret of an authenticator does not open: was it sealed with another "
		     "secret of the server?");
	return false;
}

bool totp_step_of(const struct issuer *issuer, struct str sealed, struct str code, int64_t now_ms,
		  int64_t *out, struct err *err)
{
	const struct two_factor_settings *s = &issuer->settings.two_factor;
	__attribute__((cleanup(key_wipe))) struct totp_key key;
	int64_t now = now_ms / 1000 / s->period_s;

	if (!open_key(issuer, sealed, &key, err))
		return false;
	*out = 0;
	for (int64_t step = now - 1; step <= now + 1; step++) {
		struct otp otp;

		if (!otp_make(str_of(key.text, sizeof(key.text)), (uint64_t)step,
			      (unsigned)s->digits, &otp)) {
			err_set(err, "HMAC-SHA-1 is not available");
			return false;
		}
		if (otp_eq(&otp, code))
			*out = step;
		explicit_bzero(&otp, sizeof(otp));
	}
	return true;
}

/* --- the address ------------------------------------------------------------------------------ */

/* RFC 4648 section 6, without padding. */
static void put_base32(struct buf *b, struct str bytes)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	unsigned held = 0, bits = 0;

	for (size_t i = 0; i < bytes.n; i++) {
		held = (held << 8 | (unsigned char)bytes.p[i]) & 0xFFFF;
		for (bits += 8; bits >= 5; bits -= 5)
			buf_char(b, digits[held >> (bits - 5) & 31]);
	}
	if (bits)
		buf_char(b, digits[held << (5 - bits) & 31]);
}

/* As URLSearchParams writes it: a blank is '+'. */
static void put_form(struct buf *b, struct str text)
{
	struct str word;
	bool more = true;

	while (more) {
		more = str_cut(text, ' ', &word, &text);
		url_put_component(b, word);
		if (more)
			buf_char(b, '+');
	}
}

bool totp_uri(const struct issuer *issuer, struct arena *a, struct str sealed, struct str name,
	      struct str email, struct str *out, struct err *err)
{
	const struct two_factor_settings *s = &issuer->settings.two_factor;
	__attribute__((cleanup(key_wipe))) struct totp_key key;
	struct buf b;

	if (!open_key(issuer, sealed, &key, err))
		return false;
	if (!name.n)
		name = s->issuer;
	arena_buf(a, &b, 512, URI_MAX);
	buf_z(&b, "otpauth://totp/");
	url_put_component(&b, name);
	buf_char(&b, ':');
	url_put_component(&b, email);
	buf_z(&b, "?secret=");
	put_base32(&b, str_of(key.text, sizeof(key.text)));
	buf_z(&b, "&issuer=");
	put_form(&b, name);
	buf_fmt(&b, "&digits=%d&period=%d", (int)s->digits, (int)s->period_s);
	*out = buf_text(&b);
	return true;
}
