/* The streams of one host that have been woken and not been asked yet. Any thread adds, the host's
 * thread takes and removes. */
#ifndef OSTIARY_SERVER_STREAM_WOKEN_H
#define OSTIARY_SERVER_STREAM_WOKEN_H

#include <pthread.h>

struct stream;

struct woken {
	pthread_mutex_t mutex; /* guards what follows */
	struct stream *first, **last;
	int wake; /* an eventfd, written when the first is added; the host owns it */
};

void woken_init(struct woken *woken, int wake);
void woken_done(struct woken *woken);

/* A stream that is there already is not added again. */
void woken_add(struct woken *woken, struct stream *stream);

/* The one that has been there longest; NULL: none. */
struct stream *woken_take(struct woken *woken);

/* Also when it is not there. */
void woken_remove(struct woken *woken, struct stream *stream);

#endif
