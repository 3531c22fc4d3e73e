#include "crypto/factor/otp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#define SHA1_BYTES 20

/* The last four bits of the digest say where its 31 bits begin (RFC 4226 section 5.3). */
static uint32_t truncate_digest(const unsigned char digest[SHA1_BYTES])
{
	const unsigned char *at = digest + (digest[SHA1_BYTES - 1] & 0x0F);

	return (uint32_t)(at[0] & 0x7F) << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 |
	       at[3];
}

bool otp_make(struct str key, uint64_t counter, unsigned digits, struct otp *out)
{
	unsigned char message[8], digest[SHA1_BYTES];
	unsigned n = sizeof(digest);
	uint32_t number;

	for (size_t i = 0; i < sizeof(message); i++)
		message[i] = (unsigned char)(counter >> (8 * (sizeof(message) - 1 - i)));
	if (digits > OTP_DIGITS_MAX || key.n > INT32_MAX ||
	    !HMAC(EVP_sha1(), key.p, (int)key.n, message, sizeof(message), digest, &n))
		return false;
	number = truncate_digest(digest);
	explicit_bzero(digest, sizeof(digest));
	for (unsigned i = digits; i > 0; i--) {
		out->text[i - 1] = (char)('0' + number % 10);
		number /= 10;
	}
	out->digits = digits;
	return true;
}

bool otp_eq(const struct otp *otp, struct str code)
{
	return str_eq_constant_time(str_of(otp->text, otp->digits), code);
}
