/* How many tokens one core judges per second: this library with and without its cache, with one
 * thread and two, beside bare OpenSSL and those of the C libraries of Debian that were there when
 * this was built.
 *
 *     bench/verify [MILLISECONDS [ROUNDS]]     default: 200 and 7
 *
 * All get the same token, with the claims that Better Auth writes, and must accept it and refuse
 * its twin with one bit flipped before any time is taken. They take turns: in each round everybody
 * works for so many milliseconds of CPU time, and the median of the rounds counts.
 */
#include <openssl/pem.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/cleanup.h"
#include "judge.h"
#include "mint.h"

#define BATCH       64
#define TOKENS      1000 /* in turn, so that the processor's caches do not hold them all */
#define THREADS_MAX 2
#define ROUNDS_MAX  31

static const struct {
	const char *alg, *key;
} algs[] = {
	{ "RS256", "RSA with 2048 bits" },
	{ "PS256", "RSA with 2048 bits" },
	{ "ES256", "P-256" },
	{ "EdDSA", "Ed25519" },
};

static const struct row {
	const struct judge *judge;
	unsigned threads;
	size_t tokens;
} rows[] = {
	{ &judge_openssl_verify, 1, 1 },
	{ &judge_openssl_digest, 1, 1 },
	{ &judge_ostiary, 1, 1 },
	{ &judge_ostiary, 2, 1 },
	{ &judge_ostiary_cache, 1, 1 },
	{ &judge_ostiary_cache, 2, 1 },
	{ &judge_ostiary_cache, 1, TOKENS },
	{ &judge_ostiary_list, 1, 1 },
	{ &judge_ostiary_list, 1, TOKENS },
#ifdef VERSION_OF_LIBJWT
	{ &judge_libjwt, 1, 1 },
#endif
#ifdef VERSION_OF_RHONABWY
	{ &judge_rhonabwy, 1, 1 },
#endif
#ifdef VERSION_OF_CJOSE
	{ &judge_cjose, 1, 1 },
#endif
};

void judge_need(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "bench/verify: %s\n", what);
	exit(1);
}

struct world {
	struct arena arena;
	struct task task;
	struct str tokens[TOKENS];
	struct str forged; /* the first one, with a bit of its signature flipped */
	struct str expired;
	double slice_s;
	unsigned rounds;
};

/* A thread's part of a round. */
struct shift {
	const struct world *world;
	const struct row *row;
	void *self;
	double cpu_s;
	uint64_t count;
};

static double cpu_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void *work(void *argument)
{
	struct shift *s = argument;
	double begin = cpu_s();
	size_t turn = 0;

	do {
		for (int i = 0; i < BATCH; i++) {
			judge_need(s->row->judge->accepts(s->self, s->world->tokens[turn]),
				   "a good token was refused");
			turn = (turn + 1) % s->row->tokens;
		}
		s->count += BATCH;
		s->cpu_s = cpu_s() - begin;
	} while (s->cpu_s < s->world->slice_s);
	return NULL;
}

/* Microseconds of CPU for one token. */
static double run(const struct world *world, const struct row *row, void *self)
{
	struct shift shifts[THREADS_MAX];
	pthread_t threads[THREADS_MAX];
	uint64_t count = 0;
	double cpu = 0;

	for (unsigned i = 0; i < row->threads; i++) {
		shifts[i] = (struct shift){ .world = world, .row = row, .self = self };
		judge_need(pthread_create(&threads[i], NULL, work, &shifts[i]) == 0, "thread");
	}
	for (unsigned i = 0; i < row->threads; i++) {
		pthread_join(threads[i], NULL);
		count += shifts[i].count;
		cpu += shifts[i].cpu_s;
	}
	return cpu / (double)count * 1e6;
}

/* Before any time is taken: who judges does judge. */
static void examine(const struct world *world, const struct judge *judge, void *self)
{
	struct task twin = world->task;
	void *other;

	twin.token = world->forged;
	other = judge->ready(&twin);
	judge_need(judge->accepts(self, world->tokens[0]), "a good token was refused");
	judge_need(!judge->accepts(other, world->forged), "a forged token was accepted");
	judge_need(judge->bare || !judge->accepts(self, world->expired),
		   "an expired token was accepted");
	judge->done(other);
}

static int compare(const void *a, const void *b)
{
	double difference = *(const double *)a - *(const double *)b;

	return (difference > 0) - (difference < 0);
}

static void print_row(const struct row *row, double *us, unsigned rounds)
{
	char name[64];

	qsort(us, rounds, sizeof(*us), compare);
	snprintf(name, sizeof(name), "%s%s%s", row->judge->name,
		 row->threads > 1 ? ", two threads" : "", row->tokens > 1 ? ", 1000 tokens" : "");
	printf("  %-40s %12.0f %10.2f   %s\n", name, 1e6 / us[rounds / 2], us[rounds / 2],
	       row->judge->checks);
}

static void measure(const struct world *world)
{
	double us[ARRAY_LEN(rows)][ROUNDS_MAX];
	void *selves[ARRAY_LEN(rows)] = { NULL };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct judge *judge = rows[i].judge;

		if (!judge->knows(world->task.alg))
			continue;
		selves[i] = judge->ready(&world->task);
		examine(world, judge, selves[i]);
	}
	for (unsigned round = 0; round < world->rounds; round++)
		for (size_t i = 0; i < ARRAY_LEN(rows); i++)
			if (selves[i])
				us[i][round] = run(world, &rows[i], selves[i]);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (!selves[i])
			continue;
		print_row(&rows[i], us[i], world->rounds);
		rows[i].judge->done(selves[i]);
	}
}

static EVP_PKEY *new_key(const char *alg)
{
	if (alg[0] == 'E')
		return alg[1] == 'd' ? mint_ed25519() : mint_ec("P-256");
	return mint_rsa(2048);
}

static const char *public_pem(struct arena *arena, EVP_PKEY *key)
{
	BIO *bio = BIO_new(BIO_s_mem());
	const char *pem;
	char *text;
	long n;

	judge_need(bio && PEM_write_bio_PUBKEY(bio, key) == 1, "PEM");
	n = BIO_get_mem_data(bio, &text);
	pem = arena_z(arena, str_of(text, (size_t)n));
	BIO_free_all(bio);
	return pem;
}

static struct str token_of(struct world *w, int who, int64_t expires_s)
{
	struct str claims = arena_fmt(
		&w->arena,
		"{\"iat\":%lld,\"name\":\"Ada Lovelace\",\"email\":\"ada@example.com\","
		"\"emailVerified\":false,\"image\":null,\"createdAt\":\"2026-11-20T03:53:11.318Z\","
		"\"updatedAt\":\"2026-11-20T03:53:11.318Z\",\"id\":\"Xb3kq0Z7pTn5vWm2Yc8rLd1sJf6h%"
		"04d\","
		"\"sub\":\"Xb3kq0Z7pTn5vWm2Yc8rLd1sJf6h%04d\",\"exp\":%lld,"
		"\"iss\":\"" JUDGE_ISSUER "\",\"aud\":\"" JUDGE_AUDIENCE "\"}",
		(long long)w->task.now_s - 10, who, who, (long long)expires_s);
	struct str header =
		arena_fmt(&w->arena, "{\"alg\":\"%s\",\"kid\":\"" JUDGE_KID "\"}", w->task.alg);

	return mint_sign(&w->arena, w->task.key, w->task.alg, header, claims);
}

static struct str forge(struct arena *arena, struct str token)
{
	char *forged = arena_alloc(arena, token.n + 1);
	char *digit = forged + str_rfind(token, '.') + 8;

	memcpy(forged, token.p, token.n);
	*digit = *digit == 'A' ? 'B' : 'A';
	return str_of(forged, token.n);
}

static void prepare(struct world *w, const char *alg)
{
	struct mint_key key = { new_key(alg), JUDGE_KID, alg };

	arena_init(&w->arena, NULL, 0);
	w->task = (struct task){ .alg = alg, .key = key.pkey, .now_s = time(NULL) };
	w->task.jwk = mint_jwk(&w->arena, &key,
			       arena_fmt(&w->arena, ",\"alg\":\"%s\",\"use\":\"sig\"", alg).p);
	w->task.jwks = mint_jwks(&w->arena, &w->task.jwk, 1);
	w->task.pem = public_pem(&w->arena, key.pkey);
	for (int i = 0; i < TOKENS; i++)
		w->tokens[i] = token_of(w, i, w->task.now_s + 86400);
	w->task.token = w->tokens[0];
	w->forged = forge(&w->arena, w->tokens[0]);
	w->expired = token_of(w, 0, w->task.now_s - 86400);
}

int main(int argc, char **argv)
{
	static struct world world;

	world.slice_s = (argc > 1 ? strtod(argv[1], NULL) : 200) / 1000;
	world.rounds = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 7;
	judge_need(world.slice_s > 0 && world.rounds > 0 && world.rounds <= ROUNDS_MAX,
		   "usage: verify [MILLISECONDS [ROUNDS]]");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].judge->version && (i == 0 || rows[i].judge != rows[i - 1].judge))
			printf("%.*s %s\n", (int)strcspn(rows[i].judge->name, ":"),
			       rows[i].judge->name, rows[i].judge->version);
	for (size_t i = 0; i < ARRAY_LEN(algs); i++) {
		prepare(&world, algs[i].alg);
		printf("\n%s, %s, a token of %zu octets\n  %-40s %12s %10s   %s\n", algs[i].alg,
		       algs[i].key, world.tokens[0].n, "", "per second", "CPU us",
		       "what it checks");
		measure(&world);
		EVP_PKEY_free(world.task.key);
		arena_done(&world.arena);
	}
	return 0;
}
