/* Processes that share a database and no clock. */
#include "rings.h"

#include <pthread.h>
#include <sys/wait.h>

enum {
	PROCESSES = 8,
	THREADS_EACH = 8
};

struct request {
	struct keyring *keyring;
	pthread_barrier_t *start;
	int fd;
};

static void *first_request(void *arg)
{
	struct request *r = arg;
	struct signer signer;
	char kid[64] = "-";
	struct err err;

	pthread_barrier_wait(r->start);
	if (keyring_signer(r->keyring, &signer, &err) == KEYRING_OK) {
		snprintf(kid, sizeof(kid), "%.*s", STR_FMT(signer.kid));
		signer_done(&signer);
	}
	return write(r->fd, kid, sizeof(kid)) == sizeof(kid) ? r : NULL;
}

/* The child begins when the pipe `go` is closed. */
static void be_a_process(struct fixture *f, unsigned which, int go, int answers)
{
	struct request r = { .fd = answers };
	pthread_t threads[THREADS_EACH];
	pthread_barrier_t start;
	struct instance own;
	char byte;

	atomic_store(&f->random.next, which * UINT64_C(1000003)); /* each draws its own bytes */
	own = another(f);
	r.keyring = own.issuer->keyring;
	r.start = &start;
	pthread_barrier_init(&start, NULL, THREADS_EACH);
	while (read(go, &byte, 1) > 0)
		;
	for (size_t i = 0; i < THREADS_EACH; i++)
		pthread_create(&threads[i], NULL, first_request, &r);
	for (size_t i = 0; i < THREADS_EACH; i++)
		pthread_join(threads[i], NULL);
	close_instance(&own);
	_exit(0);
}

static void sixty_four_first_requests_of_eight_processes_make_one_key(void **state)
{
	struct fixture *f = *state;
	int go[2], answers[2], status, n = 0;
	char kid[64], first[64];
	pid_t pids[PROCESSES];

	f->settings.jwks_alg = SIGNING_ALG_RS256;
	assert_int_equal(pipe(go), 0);
	assert_int_equal(pipe(answers), 0);
	for (unsigned i = 0; i < PROCESSES; i++) {
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		if (pids[i] == 0) {
			close(go[1]);
			be_a_process(f, i + 1, go[0], answers[1]);
		}
	}
	close(go[0]);
	close(go[1]);
	close(answers[1]);
	while (read(answers[0], kid, sizeof(kid)) == sizeof(kid)) {
		if (n++ == 0)
			memcpy(first, kid, sizeof(kid));
		assert_string_equal(kid, first);
	}
	close(answers[0]);
	for (unsigned i = 0; i < PROCESSES; i++) {
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
	}
	assert_int_equal(n, PROCESSES * THREADS_EACH);
	assert_string_not_equal(first, "-");
	test_open(f);
	assert_int_equal(rows_of(f).n, 1);
	assert_string_equal(signs(f, ring_of(f)), first);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_FILES(sixty_four_first_requests_of_eight_processes_make_one_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
