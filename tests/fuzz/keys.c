#include "keys.h"

#include <openssl/pem.h>
#include <string.h>

#include "base/cleanup.h"
#include "fuzz.h"
#include "mint.h"

OWNER(BIO *, BIO_free_all)

static const char rsa_public[] =
	"-----BEGIN PUBLIC KEY-----\n"
	"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAns/AjhT1+4k9xAqTAuPB\n"
	"80P8kG3k/RTrNrzvDM7o0D2qJ8fF7LBaFbcQqVqvZFiRW8XmhYJsJvlp3/tyxA0w\n"
	"sxkFnYLlYwmqd/S0TJJk3fIrftfDNolO8X9VgcirEA5xp86FZIxPq4CD9A7vUr+S\n"
	"qLk2XOXoPY3HIkjzANL7G5AJd1rm/QG4S1Jf5ELvICuejDqZx8G53RFcilqMGcJp\n"
	"gMqYWZo7RheX+XOvaVrD49sQEkpWyVrR/2Biq1rmlL5P/d1zSHcRrjc4PbstqMLm\n"
	"jzpYtQwaUj47+u5s1Ry5pn4aAU+sHyvwjgRlmKoXx7PX3X5QcmNvDOStc1a9qr9W\n"
	"XQIDAQAB\n"
	"-----END PUBLIC KEY-----\n";

static const char ec_public[] = "-----BEGIN PUBLIC KEY-----\n"
				"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE7BqGXSnsiHNsGtz16KYLsCu6ifnj\n"
				"zO9SjCAPVo5VQE2BCFshkx1+31lwgKSOPD5sFlksAvlakaGjvpfERebeCg==\n"
				"-----END PUBLIC KEY-----\n";

/* Its 32 octets are the private key (RFC 8032 section 5.1.5). */
static const char ed_seed[] = "only tests will sign with this!!";

static EVP_PKEY *read_public(const char *pem)
{
	OWNED(BIO_free_all) BIO *bio = BIO_new_mem_buf(pem, -1);
	EVP_PKEY *key = PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL);

	HOLDS(key != NULL);
	return key;
}

static void make(struct keys *keys)
{
	struct arena arena;
	const char *jwks[3];

	keys->rsa = read_public(rsa_public);
	keys->ec = read_public(ec_public);
	keys->ed = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL,
						(const unsigned char *)ed_seed, strlen(ed_seed));
	HOLDS(keys->ed != NULL);
	arena_init(&arena, NULL, 0);
	jwks[0] = mint_jwk(&arena, &(struct mint_key){ keys->rsa, "rsa-1", "RS256" },
			   ",\"alg\":\"RS256\"");
	jwks[1] = mint_jwk(&arena, &(struct mint_key){ keys->ec, "ec-1", "ES256" }, "");
	jwks[2] = mint_jwk(&arena, &(struct mint_key){ keys->ed, "ed-1", "EdDSA" }, "");
	keys->set = mint_keyset(mint_jwks(&arena, jwks, ARRAY_LEN(jwks)));
	HOLDS(ost_keyset_count(keys->set) == ARRAY_LEN(jwks));
	arena_done(&arena);
	keys->audience = MINT_AUDIENCE;
	keys->policy = (struct ost_policy){ .size = sizeof(struct ost_policy),
					    .algorithms = OST_ALGORITHMS_ALL,
					    .issuer = MINT_ISSUER,
					    .audiences = &keys->audience,
					    .n_audiences = 1,
					    .leeway_s = OST_LEEWAY_DEFAULT_S };
}

const struct keys *keys_of_the_corpus(void)
{
	static struct keys keys;

	if (!keys.set)
		make(&keys);
	return &keys;
}

EVP_PKEY *keys_named(const struct keys *keys, struct str kid)
{
	if (str_eq(kid, STR("rsa-1")))
		return keys->rsa;
	if (str_eq(kid, STR("ec-1")))
		return keys->ec;
	return str_eq(kid, STR("ed-1")) ? keys->ed : NULL;
}
