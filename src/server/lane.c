#include "server/lane.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/thread.h"

#define LOW_PRIORITY 5 /* added to the nice value: a third of the time of a normal thread */

struct worker {
	pthread_t thread;
	enum {
		WORKER_NONE = 0,
		WORKER_RUNS,
		WORKER_ENDED, /* still to be joined */
	} state;
};

/* I1 in_lane counts the jobs from lane_claim() until they are done.
 * I2 there are at least min(in_lane, config.threads) threads, so that every job gets one.
 */
struct lane_pool {
	struct lane_config config; /* const */

	pthread_mutex_t mutex; /* guards all that follows */
	pthread_cond_t work;   /* there is a job, or closing is set */
	struct lane_job *first;
	struct lane_job **last; /* the link to which the next job is added */
	unsigned in_lane;
	unsigned n_threads;
	uint64_t refused; /* claims */
	bool closing;
	struct worker workers[]; /* config.threads elements */
};

struct lane_pool *lane_new(const struct lane_config *config)
{
	struct lane_pool *lane =
		calloc(1, sizeof(*lane) + config->threads * sizeof(lane->workers[0]));

	if (!lane)
		return NULL;
	lane->config = *config;
	lane->last = &lane->first;
	pthread_mutex_init(&lane->mutex, NULL);
	thread_condition_init(&lane->work);
	return lane;
}

static bool was_made(struct lane_pool *lane, unsigned i)
{
	bool made;

	pthread_mutex_lock(&lane->mutex);
	made = lane->workers[i].state != WORKER_NONE;
	pthread_mutex_unlock(&lane->mutex);
	return made;
}

void lane_free(struct lane_pool *lane)
{
	if (!lane)
		return;
	lane_close(lane);
	for (unsigned i = 0; i < lane->config.threads; i++)
		if (was_made(lane, i))
			pthread_join(lane->workers[i].thread, NULL);
	pthread_cond_destroy(&lane->work);
	pthread_mutex_destroy(&lane->mutex);
	free(lane);
}

/* The next job; NULL when the thread is to end. The mutex is held. */
static struct lane_job *next_job(struct lane_pool *lane)
{
	struct timespec until = thread_time_in(lane->config.idle_ms);
	struct lane_job *job;

	while (!lane->first) {
		bool late;

		if (lane->closing)
			return NULL;
		late = !thread_wait_until(&lane->work, &lane->mutex, until);
		if (late && !lane->first && lane->in_lane < lane->n_threads)
			return NULL; /* I2 holds without this thread */
	}
	job = lane->first;
	lane->first = job->next;
	if (!lane->first)
		lane->last = &lane->first;
	return job;
}

struct start {
	struct lane_pool *lane;
	struct worker *worker;
};

/* Relative to the priority of the program: run by root, an absolute value could raise it. */
static void yield_to_others(void)
{
	id_t self = (id_t)gettid();

	setpriority(PRIO_PROCESS, self, getpriority(PRIO_PROCESS, self) + LOW_PRIORITY);
}

static void *work(void *argument)
{
	struct start start = *(struct start *)argument;
	struct lane_pool *lane = start.lane;
	struct lane_job *job;

	free(argument);
	if (lane->config.priority == LANE_PRIORITY_LOW)
		yield_to_others();
	pthread_mutex_lock(&lane->mutex);
	while ((job = next_job(lane))) {
		pthread_mutex_unlock(&lane->mutex);
		job->run(job);
		pthread_mutex_lock(&lane->mutex);
		lane->in_lane--;
	}
	lane->n_threads--;
	start.worker->state = WORKER_ENDED;
	pthread_mutex_unlock(&lane->mutex);
	return NULL;
}

/* Starts another thread if the system has one. The mutex is held. */
static void add_thread(struct lane_pool *lane)
{
	struct worker *worker = lane->workers;
	struct start *start = malloc(sizeof(*start));

	if (!start)
		return;
	while (worker->state == WORKER_RUNS)
		worker++; /* there is a free one: n_threads < config.threads */
	if (worker->state == WORKER_ENDED)
		pthread_join(worker->thread, NULL); /* it does not need the mutex again */
	worker->state = WORKER_NONE;
	*start = (struct start){ lane, worker };
	if (thread_start(&worker->thread, THREAD_STACK_SMALL, work, start) == 0) {
		worker->state = WORKER_RUNS;
		lane->n_threads++;
	} else {
		free(start);
	}
}

bool lane_claim(struct lane_pool *lane)
{
	bool claimed;

	pthread_mutex_lock(&lane->mutex);
	claimed = !lane->closing && lane->in_lane < lane->config.threads + lane->config.queue;
	if (claimed && lane->in_lane >= lane->n_threads && lane->n_threads < lane->config.threads)
		add_thread(lane);
	claimed = claimed && lane->n_threads > 0;
	lane->in_lane += claimed;
	lane->refused += !claimed;
	pthread_mutex_unlock(&lane->mutex);
	return claimed;
}

void lane_put(struct lane_pool *lane, struct lane_job *job)
{
	bool closing;

	pthread_mutex_lock(&lane->mutex);
	closing = lane->closing;
	if (closing) {
		lane->in_lane--;
	} else {
		job->next = NULL;
		*lane->last = job;
		lane->last = &job->next;
		pthread_cond_signal(&lane->work);
	}
	pthread_mutex_unlock(&lane->mutex);
	if (closing)
		job->drop(job);
}

void lane_close(struct lane_pool *lane)
{
	struct lane_job *dropped;

	pthread_mutex_lock(&lane->mutex);
	lane->closing = true;
	dropped = lane->first;
	lane->first = NULL;
	lane->last = &lane->first;
	for (struct lane_job *job = dropped; job; job = job->next)
		lane->in_lane--;
	pthread_cond_broadcast(&lane->work);
	pthread_mutex_unlock(&lane->mutex);
	while (dropped) {
		struct lane_job *job = dropped;

		dropped = job->next;
		job->drop(job);
	}
}

unsigned lane_busy(struct lane_pool *lane)
{
	unsigned busy;

	pthread_mutex_lock(&lane->mutex);
	busy = lane->in_lane;
	pthread_mutex_unlock(&lane->mutex);
	return busy;
}

void lane_state(struct lane_pool *lane, struct lane_state *out)
{
	pthread_mutex_lock(&lane->mutex);
	*out = (struct lane_state){
		.threads = lane->n_threads,
		.threads_max = lane->config.threads,
		.busy = lane->in_lane < lane->n_threads ? lane->in_lane : lane->n_threads,
		.waiting_max = lane->config.queue,
		.refused = lane->refused,
	};
	out->waiting = lane->in_lane - out->busy;
	pthread_mutex_unlock(&lane->mutex);
}
