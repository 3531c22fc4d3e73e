/* How many tokens one core judges per second: RS256 with 2048 bits, claims as Better Auth writes them,
 * without the cache and with it; beside them the bare signature check through OpenSSL's EVP interface,
 * which is what `openssl speed rsa2048` measures. CPU time of the process, one thread.
 *
 * The same once more with a list of ten thousand other users who were thrown out after the tokens were
 * issued, so that each token's subject has to be looked up.
 *
 *     bench/verify [SECONDS_EACH]        default 2
 */
#include <inttypes.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/b64url.h"
#include "mint.h"
#include "ostiary/not_before.h"

#define BATCH  500
#define TOKENS 1000
#define LISTED 10000

struct bench {
	struct mint_world world;
	struct str token;
	struct str many[TOKENS];
	size_t turn;
	struct ost_cache *cache;
	struct ost_not_before *list;
	EVP_PKEY_CTX *context;
	unsigned char hash[32], signature[256];
};

static double cpu_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void need(bool good, const char *what)
{
	if (!good) {
		fprintf(stderr, "bench: %s\n", what);
		exit(1);
	}
}

static void once_evp(struct bench *b)
{
	need(EVP_PKEY_verify(b->context, b->signature, sizeof(b->signature), b->hash,
			     sizeof(b->hash)) == 1,
	     "signature");
}

static void once_verify(struct bench *b)
{
	struct ost_claims *claims;

	need(ost_verify(b->world.set, &b->world.policy, b->token.p, b->token.n, MINT_NOW,
			&claims) == OST_OK,
	     "token");
	ost_claims_unref(claims);
}

static void once_cached(struct bench *b)
{
	struct ost_claims *claims;

	need(ost_cache_verify(b->cache, b->world.set, &b->world.policy, b->token.p, b->token.n,
			      MINT_NOW, &claims) == OST_OK,
	     "cached token");
	ost_claims_unref(claims);
}

/* As many callers as tokens, so that the processor's caches do not hold them all. */
static void once_in_turn(struct bench *b)
{
	b->turn = (b->turn + 1) % TOKENS;
	b->token = b->many[b->turn];
	once_cached(b);
}

static void measure(const char *name, struct bench *b, void (*once)(struct bench *b),
		    double seconds)
{
	double begin = cpu_s(), now;
	uint64_t count = 0;

	do {
		for (int i = 0; i < BATCH; i++)
			once(b);
		count += BATCH;
		now = cpu_s();
	} while (now - begin < seconds);
	printf("%-32s %12.0f per second  %9.3f us\n", name, (double)count / (now - begin),
	       (now - begin) / (double)count * 1e6);
}

static void make_list(struct bench *b)
{
	struct mint_list says = mint_list(1);
	struct buf users;
	struct str text;

	arena_buf(&b->world.arena, &users, 1024, (size_t)LISTED * 64);
	for (int i = 0; i < LISTED; i++) {
		char subject[32];

		snprintf(subject, sizeof(subject), "somebody-else-%d", i);
		buf_fmt(&users, "%c[\"%s\",1799999999.500]", i ? ',' : '[',
			mint_digest(&b->world.arena, subject));
	}
	buf_char(&users, ']');
	says.users = buf_cstr(&users);
	need(says.users, "room");
	text = mint_list_text(&b->world, &says);
	need(ost_not_before_new(b->world.set, &b->world.policy, text.p, text.n, MINT_NOW,
				&b->list) == OST_OK,
	     "list");
	printf("list of %d users, %zu octets\n", LISTED, text.n);
}

static void prepare(struct bench *b)
{
	struct str parts[2];
	unsigned n;

	mint_init(&b->world);
	for (int i = 0; i < TOKENS; i++) {
		struct str claims =
			arena_fmt(&b->world.arena,
				  "{\"iat\":1799999990,\"name\":\"Ada "
				  "Lovelace\",\"email\":\"ada@example.com\","
				  "\"emailVerified\":false,\"image\":null,"
				  "\"createdAt\":\"2026-11-20T03:53:11.318Z\","
				  "\"updatedAt\":\"2026-11-20T03:53:11.318Z\","
				  "\"id\":\"Xb3kq0Z7pTn5vWm2Yc8rLd1sJf6h%04d\","
				  "\"sub\":\"Xb3kq0Z7pTn5vWm2Yc8rLd1sJf6h%04d\",\"exp\":1800086390,"
				  "\"iss\":\"" MINT_ISSUER "\",\"aud\":\"" MINT_AUDIENCE "\"}",
				  i, i);

		b->many[i] = mint_token(&b->world.arena, &b->world.rsa, claims.p);
	}
	b->token = b->many[0];
	b->cache = ost_cache_new(4 * TOKENS);
	need(b->cache, "cache");
	parts[0] = str_head(b->token, (size_t)str_rfind(b->token, '.'));
	parts[1] = str_tail(b->token, parts[0].n + 1);
	need(b64url_decode(parts[1], b->signature), "signature text");
	EVP_Digest(parts[0].p, parts[0].n, b->hash, &n, EVP_sha256(), NULL);
	b->context = EVP_PKEY_CTX_new(b->world.rsa.pkey, NULL);
	need(b->context && EVP_PKEY_verify_init(b->context) == 1 &&
		     EVP_PKEY_CTX_set_rsa_padding(b->context, RSA_PKCS1_PADDING) == 1 &&
		     EVP_PKEY_CTX_set_signature_md(b->context, EVP_sha256()) == 1,
	     "context");
}

int main(int argc, char **argv)
{
	double seconds = argc > 1 ? strtod(argv[1], NULL) : 2;
	struct bench b = { 0 };

	prepare(&b);
	printf("token of %zu octets\n", b.token.n);
	measure("EVP_PKEY_verify, rsa2048", &b, once_evp, seconds);
	measure("ost_verify", &b, once_verify, seconds);
	measure("ost_cache_verify, one token", &b, once_cached, seconds);
	measure("ost_cache_verify, in turn", &b, once_in_turn, seconds);
	make_list(&b);
	b.world.policy.not_before = b.list;
	measure("with the list: ost_verify", &b, once_verify, seconds);
	measure("  ost_cache_verify, one token", &b, once_cached, seconds);
	measure("  ost_cache_verify, in turn", &b, once_in_turn, seconds);
	ost_not_before_unref(b.list);
	EVP_PKEY_CTX_free(b.context);
	ost_cache_free(b.cache);
	mint_done(&b.world);
	return 0;
}
