/* A server with a small test application, and a client that sends exactly the given bytes.
 *
 * A function whose comment does not give a result for a failure fails the test instead. */
#ifndef OSTIARY_TESTS_SUPPORT_SERVER_HARNESS_H
#define OSTIARY_TESTS_SUPPORT_SERVER_HARNESS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "core/clock.h"
#include "core/random.h"
#include "core/limits.h"
#include "http/app.h"
#include "server/server.h"

#define PATIENCE_MS 10000 /* a test fails after waiting this long for the server */
#define BIG_BYTES   ((size_t)8 << 20)

/* The application: /inline, /worker and /hash describe the request, /gate/... wait until
 * harness_open_gate(), of which /gate/big/worker answers as /big does, /echo returns the body, /big
 * returns BIG_BYTES, /head a header of the length in the query, /long the body of /big where long
 * answers have their place (an empty one with the query "0"), /redirect a Location of that length,
 * /unsound a header that must not be sent (the query "tab" or "empty" chooses another such
 * header). */
struct application {
	pthread_mutex_t mutex; /* guards the members below */
	pthread_cond_t changed;
	bool open;        /* the gate */
	unsigned inside;  /* handlers at the gate */
	unsigned planned; /* requests whose lane the server has asked for */
	unsigned handled; /* requests that a handler has answered */
	bool relays;      /* every peer is a proxy, and X-Client names the client */
	unsigned refused; /* answers that the server gave without a handler */
};

struct fixture {
	struct application application;
	struct http_app app;
	struct log log;
	char log_path[64];
	struct server_config config;
	struct server *server;
};

/* Prepares the application, the log and a configuration for 127.0.0.1 and any free port, which a
 * test changes before fixture_start(). fixture_done() releases it. */
void fixture_init(struct fixture *f);

/* Starts f->server with f->config. */
void fixture_start(struct fixture *f);

/* Stops the server, if there is one, and deletes the log. */
void fixture_done(struct fixture *f);

/* Lets the handlers at the gate go on, and all later ones pass. */
void harness_open_gate(struct fixture *f);

/* Waits, without a limit, until at least n handlers are waiting at the gate. */
void harness_await_inside(struct fixture *f, unsigned n);

/* The number of requests that the application has answered. */
unsigned harness_handled(struct fixture *f);

/* The number of requests whose head has been read. */
unsigned harness_planned(struct fixture *f);

/* The whole log, NUL-terminated; the caller frees it with free(). */
char *harness_log(struct fixture *f);

/* The milliseconds of the monotonic clock. */
int64_t harness_now_ms(void);

/* Sleeps for at least ms milliseconds, unless a signal arrives. */
void harness_pause_ms(unsigned ms);

/* A new connection to the server by 127.0.0.1; the caller closes the descriptor. */
int harness_connect(struct fixture *f);

/* Sends all bytes, or stops when the server has closed the connection. */
void harness_send(int fd, struct str bytes);

/* One answer, as a client reads it. head and body are parts of text. */
struct answer {
	unsigned status; /* 0: no answer arrived */
	struct str head; /* with the status line, in text */
	struct str body;
	bool closed; /* the server closed the connection after the answer */
	char text[128 << 10];
};

/* The value of the first header of this name, letter case ignored, without blanks around it; a part
 * of answer->text. p is NULL when there is none. */
struct str harness_header(const struct answer *answer, struct str name);

/* Reads exactly one answer; the bytes of the next one stay in the socket. has_body: whether the
 * content-length counts, which is not so after HEAD. status is 0 when the connection ends before
 * the head does; fails the test when the server sends nothing for PATIENCE_MS. */
void harness_read_answer_to(int fd, struct answer *answer, bool has_body);

/* The same with a body. */
void harness_read_answer(int fd, struct answer *answer);

/* True if the server closes the connection. After "connection: close" it waits for the end and
 * ignores further bytes; otherwise 30 ms without a byte count as an open connection. */
bool harness_ends(int fd, const struct answer *answer);

/* Sends the bytes on a new connection, reads one answer with its body, and closes the connection;
 * answer->closed is that of harness_ends(). */
void harness_ask(struct fixture *f, struct str bytes, struct answer *answer);

#endif
