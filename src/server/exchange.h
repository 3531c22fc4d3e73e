/* One request and its answer, as values: no sockets. The connection (server/connection.h) hands in
 * the bytes, and sends what comes out.
 *
 *   exchange_new()
 *        |
 *        v
 *   exchange_head() ------------------------------+
 *        | EXCHANGE_MORE                          |
 *        v                                        |
 *   exchange_take() ------------------------------+
 *        | EXCHANGE_COMPLETE                      |
 *        v                                        |
 *   exchange_complete() --------------------------+
 *        | EXCHANGE_LANE                          | EXCHANGE_ANSWER
 *        v                                        v
 *   exchange_enter_lane() > finished()       head and body are sent
 *                                                 |
 *        any time but in the lane                 v
 *        ----------------------------------> exchange_free()
 *
 * I1 From exchange_enter_lane() until finished() the exchange belongs to the lane's thread.
 * I2 Each exchange is logged once: when its reply is made, or in exchange_free() when it has none.
 */
#ifndef OSTIARY_SERVER_EXCHANGE_H
#define OSTIARY_SERVER_EXCHANGE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "core/clock.h"
#include "core/log.h"
#include "http/app.h"
#include "server/budget.h"
#include "server/lane.h"
#include "server/wire/chunks.h"
#include "server/wire/framing.h"
#include "server/wire/head.h"

/* What all exchanges of one server share. */
struct exchange_shared {
	const struct http_app *app;
	const struct log *log;
	const struct clock *clock;
	struct lane_pool *lanes[LANES]; /* LANE_INLINE has none */
	/* Set once, by server_stop(): from then on each answer ends its connection. Atomic, because
	 * every HTTP thread reads it and nothing depends on the moment. */
	atomic_bool stopping;
	struct budget *answers; /* bytes of long answers */
	struct budget *bodies;  /* bytes of long bodies that are under way */
	struct budget *clients; /* requests of clients behind a proxy */
	struct budget *reads;   /* long answers that are being made, by user */
	uint64_t traces;        /* random, for the ids of traces that begin here */
};

#define EXCHANGE_ID_CHARS 16

/* One thread owns it at any time: that of its connection, or a lane's (I1). */
struct exchange {
	struct lane_job job;
	struct exchange_shared *shared;
	void *connection; /* for finished(), which a lane's thread calls when the reply is made */
	void (*finished)(struct exchange *x);
	enum lane lane;
	bool is_1_1;
	struct framing framing;
	struct chunks chunks;
	uint64_t left; /* bytes of a body by length that are still to come */
	struct buf body;
	uint64_t discarded; /* bytes of a body that is not kept */
	bool decided;   /* the application has answered by the head; the body is still to be read */
	bool answered;  /* the reply is complete, with its head as bytes, and logged */
	bool close;     /* the answer ends the connection */
	bool unread;    /* the client may still be sending when it is answered */
	struct str out; /* the head of the answer, as bytes */
	/* What is reserved; NULL: nothing. */
	struct budget_share *client, *body_share, *answer_share, *read_share;
	size_t body_bytes, answer_bytes;
	unsigned read_units; /* of read_share */
	bool work;           /* what is reserved or asked for is for work with a short answer */
	int64_t head_us;     /* steady time at which the head was complete */
	struct arena arena;
	struct request request;
	struct reply reply;         /* of its headers only the used ones are initialised */
	char id[EXCHANGE_ID_CHARS]; /* without a NUL; request.id is its slice */
	char memory[];              /* the arena's first piece */
};

static inline struct exchange *exchange_of_job(struct lane_job *job)
{
	return (struct exchange *)((char *)job - offsetof(struct exchange, job));
}

/* What is to be done next; see above. */
enum exchange_next {
	EXCHANGE_MORE = 0,
	EXCHANGE_COMPLETE,
	EXCHANGE_LANE,
	EXCHANGE_ANSWER,
};

/* The client, as its connection knows it. */
struct exchange_client {
	const struct address *peer;
	struct str address; /* canonical */
	uint64_t number;    /* of the request */
};

/* NULL: no memory. */
struct exchange *exchange_new(struct exchange_shared *shared, const struct exchange_client *client);
void exchange_free(struct exchange *x);
OWNER(struct exchange *, exchange_free)

/* The head as it came, and what head_scan() says of it. */
enum exchange_next exchange_head(struct exchange *x, enum head_rc rc, struct str text);

/* Takes what belongs to the body from *input, and leaves the rest there. */
enum exchange_next exchange_take(struct exchange *x, struct str *input);

/* The body is complete: runs the handler, or reserves a place in a lane for it. */
enum exchange_next exchange_complete(struct exchange *x);
void exchange_enter_lane(struct exchange *x);

#endif
