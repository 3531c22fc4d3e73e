/* How many tasks per second can be created, each of them on disk before it is answered, and how
 * often the disk itself can do that.
 *
 * bench/commit DIRECTORY [THREADS [SECONDS]]
 *
 * First a file of the directory is written to and fdatasync'ed, 4 KiB at a time; then THREADS
 * threads each create tasks of a user of their own through the store.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "store/store.h"
#include "store/tables/tasks/tasks.h"
#include "store/tables/users.h"

#define THREADS_MAX 1024
#define FILE_BYTES  (4 << 20)
#define BLOCK_BYTES 4096

struct client {
	struct store *store;
	const atomic_bool *stop;
	pthread_t thread;
	char user_id[33];
	int number;
	int users; /* of this client: one has as many tasks as it may, then comes the next */
	int64_t next_id;
	uint64_t created;
	int64_t slowest_us;
	struct err err;
};

static int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int64_t cpu_us(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (int64_t)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000 + u.ru_utime.tv_usec +
	       u.ru_stime.tv_usec;
}

static void fail(const char *what, const char *why)
{
	fprintf(stderr, "commit: %s: %s\n", what, why);
	exit(1);
}

/* fdatasync(2) calls per second, each after 4 KiB were written over old bytes. */
static double disk_rate(const char *directory, uint64_t seconds)
{
	char path[PATH_MAX];
	char block[BLOCK_BYTES] = "ostiary";
	uint64_t count = 0;
	int64_t start, end;
	int fd;

	snprintf(path, sizeof(path), "%s/commit-disk.tmp", directory);
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		fail(path, "cannot be created");
	for (off_t at = 0; at < FILE_BYTES; at += BLOCK_BYTES)
		if (pwrite(fd, block, sizeof(block), at) != BLOCK_BYTES)
			fail(path, "cannot be written");
	fsync(fd);
	start = now_us();
	end = start + (int64_t)seconds * 1000000;
	while (now_us() < end) {
		off_t at = (off_t)(count++ * BLOCK_BYTES % FILE_BYTES);

		if (pwrite(fd, block, sizeof(block), at) != BLOCK_BYTES || fdatasync(fd) < 0)
			fail(path, "cannot be written");
	}
	end = now_us();
	close(fd);
	unlink(path);
	return (double)count * 1e6 / (double)(end - start);
}

static enum store_rc add_user(struct sql *sql, void *arg, struct err *err)
{
	const struct client *c = arg;
	struct user user = { .id = str_z(c->user_id), .name = STR("bench"), .email = user.id };

	return users_insert(sql, &user, err);
}

static void next_user(struct client *c)
{
	snprintf(c->user_id, sizeof(c->user_id), "user-%013d-%013d", c->number, c->users++);
	if (store_write(c->store, add_user, c, &c->err) != STORE_OK)
		fail("a user", c->err.text);
}

static enum store_rc add_task(struct sql *sql, void *arg, struct err *err)
{
	const struct client *c = arg;
	struct owner owner = { str_z(c->user_id) };
	struct task task = {
		.id = c->next_id,
		.title = STR("Buy milk, bread and butter"),
		.description = STR("From the shop at the corner, before it closes at eight."),
		.priority = STR("none"),
		.tags_json = STR("[]"),
		.created_ms = c->next_id,
		.updated_ms = c->next_id,
	};

	return tasks_insert(sql, &owner, &task, err);
}

static void *create_tasks(void *arg)
{
	struct client *c = arg;

	while (!atomic_load(c->stop)) {
		int64_t start = now_us(), took;
		enum store_rc rc = store_write(c->store, add_task, c, &c->err);

		if (rc == STORE_FULL) {
			next_user(c);
			continue;
		}
		if (rc != STORE_OK)
			fail("a task", c->err.text);
		took = now_us() - start;
		if (took > c->slowest_us)
			c->slowest_us = took;
		c->next_id++;
		c->created++;
	}
	return NULL;
}

static void run(struct store *store, struct client *clients, int threads, uint64_t seconds)
{
	struct store_stats before, after;
	atomic_bool stop = false;
	int64_t start, took, cpu, slowest = 0;
	uint64_t created = 0;

	store_stats(store, &before);
	start = now_us();
	cpu = cpu_us();
	for (int i = 0; i < threads; i++) {
		clients[i].stop = &stop;
		if (pthread_create(&clients[i].thread, NULL, create_tasks, &clients[i]))
			fail("a thread", "cannot be made");
	}
	sleep((unsigned)seconds);
	atomic_store(&stop, true);
	for (int i = 0; i < threads; i++) {
		pthread_join(clients[i].thread, NULL);
		created += clients[i].created;
		slowest = clients[i].slowest_us > slowest ? clients[i].slowest_us : slowest;
	}
	took = now_us() - start;
	cpu = cpu_us() - cpu;
	store_stats(store, &after);
	printf("tasks/s      %10.0f   (%d threads, %.1f us CPU each, slowest %.1f ms)\n",
	       (double)created * 1e6 / (double)took, threads, (double)cpu / (double)created,
	       (double)slowest / 1e3);
	printf("commits/s    %10.0f   (%.1f tasks each)\n",
	       (double)(after.commits - before.commits) * 1e6 / (double)took,
	       (double)created / (double)(after.commits - before.commits));
}

int main(int argc, char **argv)
{
	const struct log log = { .fd = 2, .level = LOG_LEVEL_WARN, .clock = &clock_real };
	char path[PATH_MAX];
	struct store_config config = { .clock = &clock_real, .log = &log };
	struct store *store;
	struct client *clients;
	struct err err;
	uint64_t threads = 64, seconds = 5;

	if (argc < 2 || argc > 4 ||
	    (argc > 2 && !str_to_u64(str_z(argv[2]), THREADS_MAX, &threads)) ||
	    (argc > 3 && !str_to_u64(str_z(argv[3]), 3600, &seconds)) || !threads || !seconds) {
		fprintf(stderr, "usage: commit DIRECTORY [THREADS [SECONDS]]\n");
		return 64;
	}
	printf("fdatasync/s  %10.0f\n", disk_rate(argv[1], seconds < 3 ? seconds : 3));
	snprintf(path, sizeof(path), "%s/commit-%d.db", argv[1], (int)getpid());
	config.url = str_z(path);
	clients = calloc(threads, sizeof(*clients));
	if (!clients || store_open(&config, &store, &err) != STORE_OPENED)
		fail(path, clients ? err.text : "no memory");
	for (int i = 0; i < (int)threads; i++) {
		clients[i].store = store;
		clients[i].next_id = INT64_C(1763610000000);
		clients[i].number = i;
		next_user(&clients[i]);
	}
	run(store, clients, (int)threads, seconds);
	store_free(store);
	free(clients);
	unlink(path);
	return 0;
}
