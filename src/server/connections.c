#include "server/connections.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/buf.h"
#include "core/clock.h"
#include "http/address.h"
#include "server/linger.h"
#include "server/thread.h"

#define BUCKETS     1024 /* a power of two; with every connection from elsewhere ten in each */
#define PHASE_BITS  2
#define PHASE_MASK  ((UINT64_C(1) << PHASE_BITS) - 1)
#define TICK_MIN_MS 5
#define TICK_MAX_MS 500 /* how late a connection may be cut off */

/* One address that has connections. */
struct origin {
	struct origin *next;
	unsigned connections;
	size_t n;
	char text[ADDRESS_TEXT_MAX];
};

struct connection {
	struct connection *next; /* guarded by the table's mutex, as is prev */
	struct connection **prev;
	struct connections *table;
	struct origin *origin; /* its text is const as long as the connection is counted */
	int fd;
	uint64_t next_request; /* used by the connection's thread alone */
	/* deadline in steady milliseconds << PHASE_BITS | phase. One writer, the connection's thread;
	 * the reaper reads whole values and may see one that is just over: then the connection was
	 * at its deadline. Atomic instead of the mutex, because it changes four times per request. */
	_Atomic uint64_t state;
};

struct connections {
	struct connections_config config; /* const */
	unsigned tick_ms;                 /* const */
	pthread_t reaper;                 /* const */

	pthread_mutex_t mutex; /* guards all that follows */
	pthread_cond_t wake;   /* the first connection came, or ending is set */
	struct connection *first;
	unsigned n;
	uint64_t n_ever;
	bool ending;
	struct linger_set lingering;
	struct origin *buckets[BUCKETS];
};

/* A bijection whose outputs look random (splitmix64's finaliser). */
static uint64_t mix(uint64_t x)
{
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

/* Seeded, so that nobody can choose addresses which share a bucket. */
static struct origin **bucket_of(struct connections *table, struct str text)
{
	uint64_t hash = table->config.seed;

	for (size_t i = 0; i < text.n; i++)
		hash = mix(hash ^ (unsigned char)text.p[i]);
	return &table->buckets[hash % BUCKETS];
}

/* The link that points to the address, or to NULL when it has no connection. */
static struct origin **find_origin(struct connections *table, struct str text)
{
	struct origin **at = bucket_of(table, text);

	while (*at && !str_eq(str_of((*at)->text, (*at)->n), text))
		at = &(*at)->next;
	return at;
}

static struct str text_of(const struct connections *table, const struct sockaddr *address,
			  char text[ADDRESS_TEXT_MAX])
{
	struct buf b;

	buf_init_fixed(&b, text, ADDRESS_TEXT_MAX);
	address_put(&b, address, table->config.ipv6_prefix);
	return buf_text(&b);
}

bool connections_admit(struct connections *table, const struct sockaddr *address)
{
	char memory[ADDRESS_TEXT_MAX];
	struct str text = text_of(table, address, memory);
	const struct origin *origin;
	bool admitted;

	pthread_mutex_lock(&table->mutex);
	origin = *find_origin(table, text);
	admitted = table->n < table->config.max &&
		   (!origin || origin->connections < table->config.max_per_address);
	pthread_mutex_unlock(&table->mutex);
	return admitted;
}

/* Counts one more from there; NULL when there is no memory. The mutex is held. */
static struct origin *count_origin(struct connections *table, struct str text)
{
	struct origin **at = find_origin(table, text);

	if (!*at) {
		struct origin *origin = calloc(1, sizeof(*origin));

		if (!origin)
			return NULL;
		memcpy(origin->text, text.p, text.n);
		origin->n = text.n;
		*at = origin;
	}
	(*at)->connections++;
	return *at;
}

static void uncount_origin(struct connections *table, struct origin *origin)
{
	struct origin **at = find_origin(table, str_of(origin->text, origin->n));

	if (--origin->connections)
		return;
	*at = origin->next;
	free(origin);
}

struct connection *connections_add(struct connections *table, int fd,
				   const struct sockaddr *address)
{
	OWNED(free) struct connection *connection = calloc(1, sizeof(*connection));
	char memory[ADDRESS_TEXT_MAX];
	struct str text = text_of(table, address, memory);

	if (!connection)
		return NULL;
	connection->table = table;
	connection->fd = fd;
	connection_enter(connection, CONNECTION_HEAD);
	pthread_mutex_lock(&table->mutex);
	connection->origin = count_origin(table, text);
	if (!connection->origin) {
		pthread_mutex_unlock(&table->mutex);
		return NULL;
	}
	connection->next_request = mix(table->config.first_request + table->n_ever++);
	connection->next = table->first;
	connection->prev = &table->first;
	if (table->first)
		table->first->prev = &connection->next;
	table->first = connection;
	if (table->n++ == 0)
		pthread_cond_signal(&table->wake);
	pthread_mutex_unlock(&table->mutex);
	return TAKE(connection);
}

void connections_remove(struct connections *table, struct connection *connection)
{
	pthread_mutex_lock(&table->mutex);
	*connection->prev = connection->next;
	if (connection->next)
		connection->next->prev = connection->prev;
	uncount_origin(table, connection->origin);
	table->n--;
	pthread_mutex_unlock(&table->mutex);
	free(connection);
}

void connection_enter(struct connection *connection, enum connection_phase phase)
{
	unsigned ms = connection->table->config.phase_ms[phase];
	uint64_t deadline = ms ? (uint64_t)clock_steady_ms() + ms : UINT64_MAX >> PHASE_BITS;

	atomic_store_explicit(&connection->state, deadline << PHASE_BITS | phase,
			      memory_order_relaxed);
}

uint64_t connection_next_request(struct connection *connection)
{
	return connection->next_request++;
}

struct str connection_address(const struct connection *connection)
{
	return str_of(connection->origin->text, connection->origin->n);
}

static enum connection_phase phase_of(struct connection *connection)
{
	return atomic_load_explicit(&connection->state, memory_order_relaxed) & PHASE_MASK;
}

static uint64_t deadline_of(struct connection *connection)
{
	return atomic_load_explicit(&connection->state, memory_order_relaxed) >> PHASE_BITS;
}

/* What a client does not take would stay in the kernel, megabytes of it, after the connection is
 * closed; so this one ends with a reset. */
static void cut(struct connection *connection)
{
	const struct linger none = { .l_onoff = 1, .l_linger = 0 };

	if (phase_of(connection) == CONNECTION_ANSWER)
		setsockopt(connection->fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
	shutdown(connection->fd, SHUT_RDWR);
}

/* The mutex is held, so no socket in the list is closed and its number given to another. */
static void cut_the_late(struct connections *table)
{
	uint64_t now = (uint64_t)clock_steady_ms();

	for (struct connection *c = table->first; c; c = c->next)
		if (deadline_of(c) < now)
			cut(c);
}

static void sleep_a_tick(struct connections *table)
{
	struct timespec until = thread_in_ms(table->tick_ms);

	while (!table->ending && pthread_cond_timedwait(&table->wake, &table->mutex, &until) == 0)
		;
}

static void *reap(void *argument)
{
	struct connections *table = argument;

	pthread_mutex_lock(&table->mutex);
	while (!table->ending) {
		sleep_a_tick(table);
		cut_the_late(table);
		linger_step(&table->lingering, clock_steady_ms());
	}
	pthread_mutex_unlock(&table->mutex);
	return NULL;
}

/* An eighth of the shortest deadline is late enough not to be noticed. */
static unsigned tick_for(const struct connections_config *config)
{
	unsigned tick = TICK_MAX_MS;

	for (int i = 0; i < CONNECTION_PHASES; i++)
		if (config->phase_ms[i] && config->phase_ms[i] / 8 < tick)
			tick = config->phase_ms[i] / 8;
	return tick > TICK_MIN_MS ? tick : TICK_MIN_MS;
}

static void destroy(struct connections *table)
{
	pthread_cond_destroy(&table->wake);
	pthread_mutex_destroy(&table->mutex);
	free(table);
}

struct connections *connections_new(const struct connections_config *config)
{
	struct connections *table = calloc(1, sizeof(*table));

	if (!table)
		return NULL;
	table->config = *config;
	table->tick_ms = tick_for(config);
	pthread_mutex_init(&table->mutex, NULL);
	thread_condition_init(&table->wake);
	if (thread_start(&table->reaper, reap, table))
		return table;
	destroy(table);
	return NULL;
}

void connections_free(struct connections *table)
{
	if (!table)
		return;
	pthread_mutex_lock(&table->mutex);
	table->ending = true;
	pthread_cond_signal(&table->wake);
	pthread_mutex_unlock(&table->mutex);
	pthread_join(table->reaper, NULL);
	linger_done(&table->lingering);
	destroy(table);
}

void connection_linger(struct connection *connection)
{
	struct connections *table = connection->table;

	pthread_mutex_lock(&table->mutex);
	linger_add(&table->lingering, connection->fd, clock_steady_ms());
	pthread_cond_signal(&table->wake);
	pthread_mutex_unlock(&table->mutex);
}

unsigned connections_open(struct connections *table)
{
	unsigned open;

	pthread_mutex_lock(&table->mutex);
	open = table->n;
	pthread_mutex_unlock(&table->mutex);
	return open;
}

void connections_end_idle(struct connections *table)
{
	pthread_mutex_lock(&table->mutex);
	for (struct connection *c = table->first; c; c = c->next)
		if (phase_of(c) == CONNECTION_HEAD)
			shutdown(c->fd, SHUT_RD);
	pthread_mutex_unlock(&table->mutex);
}

void connections_cut_unsent(struct connections *table)
{
	pthread_mutex_lock(&table->mutex);
	for (struct connection *c = table->first; c; c = c->next)
		if (phase_of(c) == CONNECTION_BODY)
			cut(c);
	pthread_mutex_unlock(&table->mutex);
}

void connections_cut(struct connections *table)
{
	pthread_mutex_lock(&table->mutex);
	for (struct connection *c = table->first; c; c = c->next)
		if (phase_of(c) != CONNECTION_HANDLER)
			cut(c);
	pthread_mutex_unlock(&table->mutex);
}
