#include "server/stream/woken.h"

#include <stdint.h>
#include <unistd.h>

#include "server/stream/stream.h"

void woken_init(struct woken *woken, int wake)
{
	pthread_mutex_init(&woken->mutex, NULL);
	woken->first = NULL;
	woken->n = 0;
	woken->last = &woken->first;
	woken->wake = wake;
}

void woken_done(struct woken *woken)
{
	pthread_mutex_destroy(&woken->mutex);
}

static void call(const struct woken *woken)
{
	const uint64_t one = 1;

	(void)!write(woken->wake, &one, sizeof(one));
}

void woken_add(struct woken *woken, struct stream *stream)
{
	bool first;

	pthread_mutex_lock(&woken->mutex);
	first = !woken->first;
	if (!stream->is_woken) {
		stream->is_woken = true;
		stream->next_woken = NULL;
		*woken->last = stream;
		woken->last = &stream->next_woken;
		woken->n++;
	}
	pthread_mutex_unlock(&woken->mutex);
	if (first)
		call(woken);
}

/* Takes out what the link points to. The mutex is held. */
static struct stream *unlink_at(struct woken *woken, struct stream **at)
{
	struct stream *stream = *at;

	*at = stream->next_woken;
	if (woken->last == &stream->next_woken)
		woken->last = at;
	stream->is_woken = false;
	woken->n--;
	return stream;
}

struct stream *woken_take(struct woken *woken)
{
	struct stream *stream = NULL;

	pthread_mutex_lock(&woken->mutex);
	if (woken->first)
		stream = unlink_at(woken, &woken->first);
	pthread_mutex_unlock(&woken->mutex);
	return stream;
}

unsigned woken_count(struct woken *woken)
{
	unsigned n;

	pthread_mutex_lock(&woken->mutex);
	n = woken->n;
	pthread_mutex_unlock(&woken->mutex);
	return n;
}

void woken_call_again(struct woken *woken)
{
	if (woken_count(woken))
		call(woken);
}

void woken_remove(struct woken *woken, struct stream *stream)
{
	struct stream **at = &woken->first;

	pthread_mutex_lock(&woken->mutex);
	if (stream->is_woken) {
		while (*at != stream)
			at = &(*at)->next_woken;
		unlink_at(woken, at);
	}
	pthread_mutex_unlock(&woken->mutex);
}
