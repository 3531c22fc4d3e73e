#include "server/connection.h"

#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/connection_own.h"

bool connection_host_init(struct connection_host *host)
{
	pthread_mutex_init(&host->finished.mutex, NULL);
	host->finished.wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	woken_init(&host->woken, host->finished.wake);
	host->scratch = malloc(INPUT_BYTES);
	return host->finished.wake >= 0 && host->scratch;
}

void connection_host_done(struct connection_host *host)
{
	if (host->finished.wake >= 0)
		close(host->finished.wake);
	woken_done(&host->woken);
	pthread_mutex_destroy(&host->finished.mutex);
	free(host->scratch);
}

void connection_ready(struct connection *c, struct connection_events events)
{
	c->writable = c->writable || events.writable;
	if (events.readable || events.hung_up)
		input_is_ready(&c->input, events.hung_up);
	connection_run(c);
}

void connections_go_on(struct connection_host *host)
{
	struct connection *c = host->again;

	/* Those that are not done enter the list anew, which is looked at the next time. */
	host->again = NULL;
	for (struct connection *next; c; c = next) {
		next = c->next_again;
		c->again = false;
		connection_run(c);
	}
}

static void wake_streams(struct connection_host *host)
{
	unsigned left = woken_count(&host->woken);
	struct stream *stream;

	while (left-- && (stream = woken_take(&host->woken))) {
		stream_ask(stream, HTTP_STREAM_WOKEN);
		connection_run(stream->connection);
	}
	woken_call_again(&host->woken);
}

void connections_finish(struct connection_host *host)
{
	struct connection_finished *finished = &host->finished;
	struct lane_job *job;
	uint64_t times;

	(void)!read(finished->wake, &times, sizeof(times));
	pthread_mutex_lock(&finished->mutex);
	job = finished->first;
	finished->first = NULL;
	pthread_mutex_unlock(&finished->mutex);
	for (struct lane_job *next; job; job = next) {
		struct connection *c = exchange_of_job(job)->connection;

		next = job->next;
		connection_answer(c);
		connection_run(c);
	}
	wake_streams(host);
}

static struct connection *overdue(const struct connection_host *host, enum connection_phase phase)
{
	struct connection *first = host->phases[phase].first;

	return first && first->deadline_ms <= host->now_ms ? first : NULL;
}

/* A stream that is quiet has not missed anything: it gets its tick, and stands last then. */
void connections_cut_overdue(struct connection_host *host)
{
	struct connection *c;

	for (int i = 0; i < CONNECTION_PHASES; i++)
		while ((c = overdue(host, (enum connection_phase)i)))
			if (i == CONNECTION_STREAM) {
				connection_ask_stream(c, HTTP_STREAM_TICK);
				connection_run(c);
			} else {
				connection_cut(c);
			}
}

int connections_wait_ms(const struct connection_host *host)
{
	int64_t first = INT64_MAX;

	if (host->again)
		return 0;
	for (int i = 0; i < CONNECTION_PHASES; i++)
		if (host->phases[i].first && host->phases[i].first->deadline_ms < first)
			first = host->phases[i].first->deadline_ms;
	if (first == INT64_MAX)
		return -1;
	first -= host->now_ms;
	return first < 0 ? 0 : first < INT32_MAX ? (int)first : INT32_MAX;
}

void connections_end_idle(struct connection_host *host)
{
	struct connection *c = host->phases[CONNECTION_HEAD].first;

	for (struct connection *next; c; c = next) {
		next = c->next;
		shutdown(c->input.fd, SHUT_RD);
		input_is_ready(&c->input, true);
		connection_run(c);
	}
}

void connections_cut(struct connection_host *host, enum connection_phase phase)
{
	while (host->phases[phase].first)
		connection_cut(host->phases[phase].first);
}

void connections_end_streams(struct connection_host *host)
{
	static const enum connection_phase phases[] = { CONNECTION_STREAM,
							CONNECTION_STREAM_SENDS };

	for (size_t i = 0; i < ARRAY_LEN(phases); i++) {
		struct connection *c = host->phases[phases[i]].first;

		for (struct connection *next; c; c = next) {
			next = c->next;
			connection_stop_stream(c);
			connection_run(c);
		}
	}
}
