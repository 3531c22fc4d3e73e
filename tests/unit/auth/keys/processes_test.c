/* Processes that share a database and no clock. */
#include "auth/keys/keyring.h"
#include "support/rings.h"

#include <pthread.h>
#include <sys/socket.h>
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
	struct rings_instance own;
	char byte;

	atomic_store(&f->random.next, which * UINT64_C(1000003)); /* each draws its own bytes */
	own = rings_open_instance(f);
	r.keyring = own.issuer->keyring;
	r.start = &start;
	pthread_barrier_init(&start, NULL, THREADS_EACH);
	while (read(go, &byte, 1) > 0)
		;
	for (size_t i = 0; i < THREADS_EACH; i++)
		pthread_create(&threads[i], NULL, first_request, &r);
	for (size_t i = 0; i < THREADS_EACH; i++)
		pthread_join(threads[i], NULL);
	rings_close_instance(&own);
	_exit(0);
}

static void sixty_four_first_requests_of_eight_processes_make_one_key(void **state)
{
	struct fixture *f = *state;
	int go[2], answers[2], status, n = 0;
	char kid[64], first[64];
	pid_t pids[PROCESSES];

	f->settings.keys.alg = SIGNING_ALG_RS256;
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
	assert_int_equal(rings_rows(f).n, 1);
	assert_string_equal(rings_signing_kid(f, rings_keyring(f)), first);
}

/* --- every process has published the key that another signs with ------------------------------ */

enum {
	FLEET = 4,
	STEP_MS = 500,
	TOKEN_MS = 900000
};

/* The order that a process gets, and its time. */
struct order {
	enum {
		ORDER_NOTHING,
		ORDER_LOOK,
		ORDER_ROTATE,
		ORDER_REVOKE
	} what;
	int64_t now_ms;
	char kid[64];
};

/* The state that it then reports. */
struct sample {
	char signs[64];
	char jwks[8192];
};

struct member {
	pid_t pid;
	int socket;
	int64_t skew_ms;  /* of its clock */
	int64_t every_ms; /* how often it looks at the table, and when first */
	int64_t first_ms;
	struct sample now;
};

struct fleet {
	struct member of[FLEET];
	int64_t begin_ms, now_ms;
	int64_t run_ms; /* time for which a key has signed without being published by all */
	int64_t longest_ms;
};

static void obey(struct fixture *f, struct keyring *keyring, const struct order *order)
{
	struct key_revocation revocation;
	struct key_rotation rotation;

	atomic_store(&f->clock.now_ms, order->now_ms);
	switch (order->what) {
	case ORDER_NOTHING:
		break;
	case ORDER_LOOK:
		keyring_tick(keyring);
		break;
	case ORDER_ROTATE:
		assert_int_equal(keyring_rotate(keyring, &rotation, &f->err), KEYRING_OK);
		break;
	case ORDER_REVOKE:
		assert_int_equal(keyring_revoke(keyring, str_z(order->kid), &revocation, &f->err),
				 KEYRING_OK);
		break;
	}
}

/* A process: a store and a keyring of its own. Ends when its pipe is closed. */
static void serve(struct fixture *f, unsigned which, int socket)
{
	struct sample sample;
	struct rings_instance own;
	struct order order;

	atomic_store(&f->random.next, which * UINT64_C(1000003));
	own = rings_open_instance(f);
	while (recv(socket, &order, sizeof(order), 0) == sizeof(order)) {
		const struct published *published;

		obey(f, own.issuer->keyring, &order);
		snprintf(sample.signs, sizeof(sample.signs), "%s",
			 rings_signing_kid(f, own.issuer->keyring));
		published = keyring_published(own.issuer->keyring);
		snprintf(sample.jwks, sizeof(sample.jwks), "%.*s", STR_FMT(published->jwks));
		published_free(published);
		if (send(socket, &sample, sizeof(sample), 0) != sizeof(sample))
			break;
	}
	rings_close_instance(&own);
	_exit(0);
}

static void start_member(struct fixture *f, struct fleet *fleet, unsigned which)
{
	struct member *member = &fleet->of[which];
	int sockets[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets), 0);
	member->socket = sockets[0];
	member->pid = fork();
	assert_true(member->pid >= 0);
	if (member->pid == 0) {
		for (unsigned i = 0; i <= which; i++)
			close(fleet->of[i].socket);
		serve(f, which + 1, sockets[1]);
	}
	close(sockets[1]);
}

static void end_fleet(struct fleet *fleet)
{
	int status;

	for (size_t i = 0; i < FLEET; i++)
		close(fleet->of[i].socket);
	for (size_t i = 0; i < FLEET; i++) {
		assert_int_equal(waitpid(fleet->of[i].pid, &status, 0), fleet->of[i].pid);
		assert_int_equal(status, 0);
	}
}

static bool all_publish(const struct fleet *fleet, const char *kid)
{
	bool all = true;

	for (size_t i = 0; i < FLEET; i++)
		all = all && strstr(fleet->of[i].now.jwks, kid);
	return all;
}

static bool some_process_publishes(const struct fleet *fleet, const char *kid)
{
	bool any = false;

	for (size_t i = 0; i < FLEET; i++)
		any = any || strstr(fleet->of[i].now.jwks, kid);
	return any;
}

static unsigned how_many_sign(const struct fleet *fleet, const char *kid)
{
	unsigned count = 0;

	for (size_t i = 0; i < FLEET; i++)
		count += strcmp(fleet->of[i].now.signs, kid) == 0;
	return count;
}

static void look_for_unpublished(struct fleet *fleet)
{
	bool all = true;

	for (size_t i = 0; i < FLEET; i++)
		all = all && all_publish(fleet, fleet->of[i].now.signs);
	fleet->run_ms = all ? 0 : fleet->run_ms + STEP_MS;
	if (fleet->run_ms > fleet->longest_ms)
		fleet->longest_ms = fleet->run_ms;
}

/* One instant: the first process carries out its order, the others what is due; then all report
 * their state. The clock stands still meanwhile. */
static void step(struct fleet *fleet, struct order first)
{
	for (size_t i = 0; i < FLEET; i++) {
		struct member *m = &fleet->of[i];
		int64_t since_ms = fleet->now_ms - fleet->begin_ms - m->first_ms;
		struct order order = { .what = since_ms % m->every_ms ? ORDER_NOTHING
								      : ORDER_LOOK };

		if (i == 0 && first.what != ORDER_NOTHING)
			order = first;
		order.now_ms = fleet->now_ms + m->skew_ms;
		assert_int_equal(send(m->socket, &order, sizeof(order), MSG_NOSIGNAL),
				 sizeof(order));
		assert_int_equal(recv(m->socket, &m->now, sizeof(m->now), 0), sizeof(m->now));
	}
	look_for_unpublished(fleet);
	fleet->now_ms += STEP_MS;
}

static void wait_for(struct fleet *fleet, int64_t ms)
{
	for (int64_t until_ms = fleet->now_ms + ms; fleet->now_ms < until_ms;)
		step(fleet, (struct order){ 0 });
}

/* All of them, with one key that all know. */
static void start_fleet(struct fixture *f, struct fleet *fleet, int64_t skew_ms)
{
	*fleet = (struct fleet){ .begin_ms = TEST_NOW_MS, .now_ms = TEST_NOW_MS };
	for (unsigned i = 0; i < FLEET; i++) {
		struct member *m = &fleet->of[i];

		m->every_ms = i == FLEET - 1 ? 60000 : KEYRING_POLL_MS; /* the last is overloaded */
		m->first_ms = i * STEP_MS;
		start_member(f, fleet, i);
	}
	step(fleet, (struct order){ 0 });
	wait_for(fleet, 60000);
	assert_int_equal(how_many_sign(fleet, fleet->of[0].now.signs), FLEET);
	fleet->of[1].skew_ms = -skew_ms;
	fleet->of[2].skew_ms = skew_ms;
	fleet->longest_ms = 0;
}

static void print_longest(const struct fleet *fleet, const char *when)
{
	printf("# the longest time %s in which a process signed with a key that another had not "
	       "published: %lld ms\n",
	       when, (long long)fleet->longest_ms);
}

static void no_process_signs_with_a_key_that_another_has_not_published(void **state)
{
	struct fixture *f = *state;
	static struct fleet fleet;
	int64_t last_signed_ms = 0;
	char old[64];

	f->settings.keys.rules = (struct key_rules){ .rotation_s = 0,
						     .pending_s = KEYS_PENDING_MIN_S,
						     .grace_s = 960 };
	start_fleet(f, &fleet, 30000); /* clocks are a minute apart */
	memcpy(old, fleet.of[0].now.signs, sizeof(old));
	step(&fleet, (struct order){ .what = ORDER_ROTATE });
	while (how_many_sign(&fleet, old)) {
		last_signed_ms = fleet.now_ms;
		wait_for(&fleet, STEP_MS);
	}
	assert_int_equal(how_many_sign(&fleet, fleet.of[0].now.signs), FLEET);
	assert_int_equal(fleet.longest_ms, 0);
	while (some_process_publishes(&fleet, old)) {
		assert_true(all_publish(&fleet, old) || fleet.now_ms - last_signed_ms > TOKEN_MS);
		wait_for(&fleet, STEP_MS);
	}
	print_longest(&fleet, "during rotation");
	assert_int_equal(fleet.longest_ms, 0);
	end_fleet(&fleet);
}

/* So that the zero above is one that was measured. */
static void a_key_in_the_place_of_a_revoked_one_cannot_wait_for_the_others(void **state)
{
	struct fixture *f = *state;
	struct order order = { .what = ORDER_REVOKE };
	static struct fleet fleet;

	start_fleet(f, &fleet, 0);
	memcpy(order.kid, fleet.of[0].now.signs, sizeof(order.kid));
	step(&fleet, order);
	assert_string_not_equal(fleet.of[0].now.signs, order.kid);
	assert_false(all_publish(&fleet, fleet.of[0].now.signs));
	wait_for(&fleet, 60000);
	print_longest(&fleet, "after a revocation");
	assert_true(fleet.longest_ms > 0);
	assert_int_equal(fleet.run_ms, 0);
	assert_int_equal(how_many_sign(&fleet, fleet.of[0].now.signs), FLEET);
	assert_false(some_process_publishes(&fleet, order.kid));
	end_fleet(&fleet);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_FILES(sixty_four_first_requests_of_eight_processes_make_one_key),
		TEST_WITH_FILES(no_process_signs_with_a_key_that_another_has_not_published),
		TEST_WITH_FILES(a_key_in_the_place_of_a_revoked_one_cannot_wait_for_the_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
