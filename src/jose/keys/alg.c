#include "jose/keys/alg.h"

#include "ostiary/verify.h"

#define RSA_ROW(bit_, name_, family_, digest_)                                                     \
	{                                                                                          \
		.bit = (bit_), .name = STR_INIT(name_), .family = (family_), .digest = (digest_)   \
	}
#define EC_ROW(bit_, name_, digest_, curve_, half_)                                                \
	{                                                                                          \
		.bit = (bit_), .name = STR_INIT(name_), .family = ALG_ECDSA, .digest = (digest_),  \
		.curve = STR_INIT(curve_), .group = (curve_), .half = (half_)                      \
	}

const struct alg algs[ALG_COUNT] = {
	RSA_ROW(OST_RS256, "RS256", ALG_RSA_V15, ALG_SHA256),
	RSA_ROW(OST_RS384, "RS384", ALG_RSA_V15, ALG_SHA384),
	RSA_ROW(OST_RS512, "RS512", ALG_RSA_V15, ALG_SHA512),
	RSA_ROW(OST_PS256, "PS256", ALG_RSA_PSS, ALG_SHA256),
	RSA_ROW(OST_PS384, "PS384", ALG_RSA_PSS, ALG_SHA384),
	RSA_ROW(OST_PS512, "PS512", ALG_RSA_PSS, ALG_SHA512),
	EC_ROW(OST_ES256, "ES256", ALG_SHA256, "P-256", 32),
	EC_ROW(OST_ES384, "ES384", ALG_SHA384, "P-384", 48),
	EC_ROW(OST_ES512, "ES512", ALG_SHA512, "P-521", 66),
	{ .bit = OST_EDDSA,
	  .name = STR_INIT("EdDSA"),
	  .family = ALG_ED25519,
	  .digest = ALG_NO_DIGEST,
	  .curve = STR_INIT("Ed25519") },
};

const char *const alg_digest_names[ALG_DIGEST_COUNT] = {
	[ALG_SHA256] = "SHA256",
	[ALG_SHA384] = "SHA384",
	[ALG_SHA512] = "SHA512",
};

const struct alg *alg_named(struct str name)
{
	for (size_t i = 0; i < ALG_COUNT; i++)
		if (str_eq(algs[i].name, name))
			return &algs[i];
	return NULL;
}

const char *ost_algorithm_name(unsigned algorithm)
{
	for (size_t i = 0; i < ALG_COUNT; i++)
		if (algs[i].bit == algorithm)
			return algs[i].name.p;
	return NULL;
}

unsigned ost_algorithm_named(const char *name, size_t len)
{
	const struct alg *alg = alg_named(str_of(name, len));

	return alg ? alg->bit : 0;
}
