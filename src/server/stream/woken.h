/* The streams of one host that have been woken and not been asked yet. Any thread adds, the host's
 * thread takes and removes. */
#ifndef OSTIARY_SERVER_STREAM_WOKEN_H
#define OSTIARY_SERVER_STREAM_WOKEN_H

#include <pthread.h>

struct stream;

struct woken {
	pthread_mutex_t mutex; /* guards what follows */
	struct stream *first, **last;
	unsigned n;
	int wake; /* an eventfd, written when the first is added; the host owns it */
};

void woken_init(struct woken *woken, int wake);
void woken_done(struct woken *woken);

/* A stream that is there already is not added again. */
void woken_add(struct woken *woken, struct stream *stream);

/* The one that has been there longest; NULL: none. */
struct stream *woken_take(struct woken *woken);

/* The number of those that are there. */
unsigned woken_count(struct woken *woken);

/* Has the host come again when there are any: it takes only those that were there when it began, so
 * that streams that are woken all the time keep no others waiting. */
void woken_call_again(struct woken *woken);

/* Also when it is not there. */
void woken_remove(struct woken *woken, struct stream *stream);

#endif
