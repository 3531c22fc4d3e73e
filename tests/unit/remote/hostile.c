#include "hostile.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATIENCE_MS 20 /* how often its threads look whether it is over */
#define DRIBBLE_MS  50 /* between two octets */
#define REQUEST_MAX 8192
#define ENDLESS_MAX 4096 /* times: an end for clients that have none */

struct hostile {
	SSL_CTX *tls;
	unsigned port;
	pthread_t listener;
	int fd; /* the listener's; changed by who has joined it */
	atomic_bool stopping;

	pthread_mutex_t lock; /* guards all below */
	pthread_cond_t quiet; /* no connection is left */
	struct hostile_answer answers[HOSTILE_PATHS];
	unsigned requests[HOSTILE_PATHS];
	unsigned open;       /* connections */
	unsigned busy, most; /* requests that are not answered yet, now and at most */
	char last[REQUEST_MAX];
};

struct connection {
	struct hostile *server;
	int fd;
	SSL *ssl;
};

static void need(bool good, const char *what)
{
	if (good)
		return;
	perror(what);
	abort();
}

static bool is_over(const struct hostile *server)
{
	return atomic_load(&((struct hostile *)(uintptr_t)server)->stopping);
}

/* False when it is over before. */
static bool pause_ms(const struct hostile *server, unsigned ms)
{
	for (unsigned waited = 0; waited < ms && !is_over(server); waited += PATIENCE_MS)
		usleep(PATIENCE_MS * 1000);
	return !is_over(server);
}

static bool is_ready(const struct connection *c, short what)
{
	while (!is_over(c->server)) {
		struct pollfd wait = { .fd = c->fd, .events = what };

		if (poll(&wait, 1, PATIENCE_MS) > 0)
			return true;
	}
	return false;
}

static int take(struct connection *c, char *out, size_t room)
{
	if (c->ssl)
		return SSL_read(c->ssl, out, (int)room);
	return is_ready(c, POLLIN) ? (int)recv(c->fd, out, room, 0) : -1;
}

static bool give(struct connection *c, struct str text)
{
	while (text.n) {
		int n;

		if (!is_ready(c, POLLOUT))
			return false;
		n = c->ssl ? SSL_write(c->ssl, text.p, (int)text.n)
			   : (int)send(c->fd, text.p, text.n, MSG_NOSIGNAL);
		if (n <= 0)
			return false;
		text = str_tail(text, (size_t)n);
	}
	return true;
}

static bool hear(struct connection *c, char request[REQUEST_MAX])
{
	size_t n = 0;

	while (n < REQUEST_MAX - 1) {
		int got = take(c, request + n, REQUEST_MAX - 1 - n);

		if (got <= 0)
			return false;
		n += (size_t)got;
		request[n] = '\0';
		if (strstr(request, "\r\n\r\n"))
			return true;
	}
	return false;
}

static const char *const paths[HOSTILE_PATHS] = { HOSTILE_JWKS, HOSTILE_DISCOVERY, HOSTILE_LIST };

static size_t path_index(const char *path)
{
	size_t i = 0;

	while (i < HOSTILE_PATHS - 1 && strcmp(path, paths[i]) != 0)
		i++;
	return i;
}

/* Which path it asks for; HOSTILE_PATHS: none of them. */
static size_t asked_path(const char *request)
{
	char begin[64];
	size_t i = 0;

	for (; i < HOSTILE_PATHS; i++) {
		snprintf(begin, sizeof(begin), "GET %s ", paths[i]);
		if (strncmp(request, begin, strlen(begin)) == 0)
			break;
	}
	return i;
}

static struct hostile_answer note(struct hostile *server, const char *request)
{
	struct hostile_answer answer = { .status = 404 };
	size_t index = asked_path(request);

	pthread_mutex_lock(&server->lock);
	if (index < HOSTILE_PATHS) {
		answer = server->answers[index];
		server->requests[index]++;
	}
	snprintf(server->last, sizeof(server->last), "%s", request);
	server->busy++;
	if (server->busy > server->most)
		server->most = server->busy;
	pthread_mutex_unlock(&server->lock);
	return answer;
}

/* Before a word is said: behind the last one the client may come again before we look. */
static void answering(struct hostile *server)
{
	pthread_mutex_lock(&server->lock);
	server->busy--;
	pthread_mutex_unlock(&server->lock);
}

static bool give_head(struct connection *c, const struct hostile_answer *a)
{
	char head[2048];
	const char *type = a->type ? a->type : "application/json";
	int n = snprintf(head, sizeof(head), "HTTP/1.1 %d So\r\n%s%s%s%s",
			 a->status ? a->status : 200, type[0] ? "Content-Type: " : "", type,
			 type[0] ? "\r\n" : "", a->lines ? a->lines : "");

	if (a->manner == HOSTILE_WHOLE || a->manner == HOSTILE_TRUNCATES ||
	    a->manner == HOSTILE_DRIBBLES)
		n += snprintf(head + n, sizeof(head) - (size_t)n, "Content-Length: %zu\r\n",
			      a->body.n);
	need((size_t)n < sizeof(head), "head");
	return give(c, str_of(head, (size_t)n));
}

static void repeat(struct connection *c, struct str text)
{
	for (unsigned i = 0; i < ENDLESS_MAX && give(c, text); i++)
		continue;
}

static void dribble(struct connection *c, struct str body)
{
	for (size_t i = 0; i < body.n && pause_ms(c->server, DRIBBLE_MS); i++)
		if (!give(c, str_of(body.p + i, 1)))
			return;
}

static void misbehave(struct connection *c, const struct hostile_answer *a)
{
	if (a->manner == HOSTILE_SILENT)
		pause_ms(c->server, 60000);
	if (a->manner == HOSTILE_RAW)
		give(c, a->body);
	if (a->manner == HOSTILE_INTERIM)
		repeat(c, STR("HTTP/1.1 103 Early Hints\r\nLink: </>; rel=preload\r\n\r\n"));
	if (a->manner <= HOSTILE_CLOSES && a->manner != HOSTILE_WHOLE)
		return;
	if (a->manner == HOSTILE_INTERIM || !give_head(c, a))
		return;
	if (a->manner == HOSTILE_LONG_HEAD)
		repeat(c, STR("X-More: and more and more and more and more and more\r\n"));
	give(c, STR("\r\n"));
	if (a->manner == HOSTILE_WHOLE)
		give(c, a->body);
	if (a->manner == HOSTILE_TRUNCATES)
		give(c, str_head(a->body, a->body.n / 2));
	if (a->manner == HOSTILE_DRIBBLES)
		dribble(c, a->body);
	if (a->manner == HOSTILE_ENDLESS)
		repeat(c, a->body);
}

static void serve(struct connection *c)
{
	struct hostile_answer answer;
	char request[REQUEST_MAX];

	if (c->ssl && SSL_accept(c->ssl) != 1)
		return;
	if (!hear(c, request))
		return;
	answer = note(c->server, request);
	if (answer.unless && strstr(request, answer.unless)) {
		answer.status = 304;
		answer.body = STR("");
	}
	pause_ms(c->server, answer.delay_ms);
	answering(c->server);
	if (!is_over(c->server))
		misbehave(c, &answer);
	if (c->ssl)
		SSL_shutdown(c->ssl);
}

/* OpenSSL writes to connections that the client has closed. */
static void block_sigpipe(void)
{
	sigset_t pipe;

	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &pipe, NULL);
}

static void *serve_thread(void *arg)
{
	struct connection *c = arg;
	struct hostile *server = c->server;
	char rest[256];

	block_sigpipe();
	serve(c);
	SSL_free(c->ssl);
	/* A close with unread octets would be a reset, which takes the answer with it. */
	shutdown(c->fd, SHUT_WR);
	while (recv(c->fd, rest, sizeof(rest), MSG_DONTWAIT) > 0)
		continue;
	close(c->fd);
	free(c);
	pthread_mutex_lock(&server->lock);
	if (--server->open == 0)
		pthread_cond_signal(&server->quiet);
	pthread_mutex_unlock(&server->lock);
	return NULL;
}

static void receive(struct hostile *server, int fd)
{
	const struct timeval patience = {
		.tv_sec = 2
	}; /* OpenSSL's calls do not look whether it is over */
	struct connection *c = calloc(1, sizeof(*c));
	pthread_t thread;

	need(c != NULL, "memory");
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	*c = (struct connection){ .server = server, .fd = fd };
	if (server->tls) {
		c->ssl = SSL_new(server->tls);
		need(c->ssl && SSL_set_fd(c->ssl, fd) == 1, "TLS");
	}
	pthread_mutex_lock(&server->lock);
	server->open++;
	pthread_mutex_unlock(&server->lock);
	need(pthread_create(&thread, NULL, serve_thread, c) == 0, "thread");
	pthread_detach(thread);
}

static void *listen_thread(void *arg)
{
	struct hostile *server = arg;

	while (!is_over(server)) {
		struct pollfd wait = { .fd = server->fd, .events = POLLIN };
		int fd;

		if (poll(&wait, 1, PATIENCE_MS) <= 0)
			continue;
		fd = accept(server->fd, NULL, NULL);
		if (fd >= 0)
			receive(server, fd);
	}
	return NULL;
}

void hostile_come_back(struct hostile *server)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_port = htons((uint16_t)server->port) };
	socklen_t n = sizeof(at);
	int one = 1;

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	server->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	need(server->fd >= 0, "socket");
	setsockopt(server->fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	need(bind(server->fd, (struct sockaddr *)&at, n) == 0, "bind");
	need(listen(server->fd, 64) == 0, "listen");
	getsockname(server->fd, (struct sockaddr *)&at, &n);
	server->port = ntohs(at.sin_port);
	atomic_store(&server->stopping, false);
	need(pthread_create(&server->listener, NULL, listen_thread, server) == 0, "thread");
}

void hostile_go(struct hostile *server)
{
	atomic_store(&server->stopping, true);
	pthread_join(server->listener, NULL);
	close(server->fd);
	pthread_mutex_lock(&server->lock);
	while (server->open)
		pthread_cond_wait(&server->quiet, &server->lock);
	pthread_mutex_unlock(&server->lock);
}

struct hostile *hostile_new(SSL_CTX *tls)
{
	struct hostile *server = calloc(1, sizeof(*server));

	need(server != NULL, "memory");
	server->tls = tls;
	for (size_t i = 0; i < HOSTILE_PATHS; i++)
		server->answers[i].status = 404;
	pthread_mutex_init(&server->lock, NULL);
	pthread_cond_init(&server->quiet, NULL);
	hostile_come_back(server);
	return server;
}

void hostile_free(struct hostile *server)
{
	if (!is_over(server))
		hostile_go(server);
	pthread_cond_destroy(&server->quiet);
	pthread_mutex_destroy(&server->lock);
	free(server);
}

void hostile_say(struct hostile *server, const char *path, const struct hostile_answer *answer)
{
	pthread_mutex_lock(&server->lock);
	server->answers[path_index(path)] = *answer;
	pthread_mutex_unlock(&server->lock);
}

unsigned hostile_port(const struct hostile *server)
{
	return server->port;
}

unsigned hostile_requests(struct hostile *server, const char *path)
{
	unsigned n;

	pthread_mutex_lock(&server->lock);
	n = server->requests[path_index(path)];
	pthread_mutex_unlock(&server->lock);
	return n;
}

unsigned hostile_most_at_once(struct hostile *server)
{
	unsigned n;

	pthread_mutex_lock(&server->lock);
	n = server->most;
	pthread_mutex_unlock(&server->lock);
	return n;
}

bool hostile_heard(struct hostile *server, const char *line)
{
	bool heard;

	pthread_mutex_lock(&server->lock);
	heard = strstr(server->last, line) != NULL;
	pthread_mutex_unlock(&server->lock);
	return heard;
}
