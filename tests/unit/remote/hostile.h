/* A JWKS server that does whatever a bad day, or an attacker, may do. */
#ifndef OSTIARY_TESTS_HOSTILE_H
#define OSTIARY_TESTS_HOSTILE_H

#include <openssl/ssl.h>

#include "base/str.h"

#define HOSTILE_JWKS      "/jwks"
#define HOSTILE_DISCOVERY "/.well-known/openid-configuration"
#define HOSTILE_LIST      "/revocations"
#define HOSTILE_PATHS     3

enum hostile_manner {
	HOSTILE_WHOLE = 0, /* answers properly */
	HOSTILE_RAW,       /* sends the body alone, as all that there is, and closes */
	HOSTILE_SILENT,    /* takes the request and says nothing */
	HOSTILE_CLOSES,    /* takes the request and closes */
	HOSTILE_TRUNCATES, /* announces the body and sends half of it */
	HOSTILE_DRIBBLES,  /* sends an octet of the body now and then */
	HOSTILE_ENDLESS,   /* sends the body again and again */
	HOSTILE_LONG_HEAD, /* sends header lines again and again */
	HOSTILE_INTERIM,   /* sends interim answers (1xx) again and again */
};

struct hostile_answer {
	int status;        /* 0: 200 */
	const char *type;  /* NULL: application/json; "": none */
	const char *lines; /* more header lines, each with its CRLF; NULL: none */
	struct str body;
	enum hostile_manner manner;
	/* A request with this line is answered 304; NULL: none is. */
	const char *unless;
	unsigned delay_ms; /* before it says anything */
};

struct hostile;

/* tls: with certificate and key; NULL: http. Answers 404 until hostile_say() sets an answer. */
struct hostile *hostile_new(SSL_CTX *tls);
void hostile_free(struct hostile *server);

/* Sets the answer from now on; its texts must stay valid. path: one of those above. */
void hostile_say(struct hostile *server, const char *path, const struct hostile_answer *answer);

/* Gone: nothing listens on the port. And back, on the same port. */
void hostile_go(struct hostile *server);
void hostile_come_back(struct hostile *server);

unsigned hostile_port(const struct hostile *server);
unsigned hostile_requests(struct hostile *server, const char *path);
/* How many requests waited for an answer at one time, at most: give it a delay to see any. */
unsigned hostile_most_at_once(struct hostile *server);
/* Whether the last request had the line. */
bool hostile_heard(struct hostile *server, const char *line);

#endif
