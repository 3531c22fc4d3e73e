/* Counts that many threads add to at once, and the samples that are made of them. */
#include "metrics/metrics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <string.h>

#include "base/cleanup.h"
#include "metrics/process.h"
#include "metrics/requests.h"

#define THREADS 4
#define TIMES   20000

static char memory[1 << 20];

/* The text of everything that this room knows. */
static const char *text_of(void (*put)(struct metric_text *text))
{
	struct buf b;
	struct metric_text text = { .out = &b, .form = METRIC_OPENMETRICS };

	buf_init_fixed(&b, memory, sizeof(memory));
	put(&text);
	buf_char(&b, '\0');
	assert_true(buf_ok(&b));
	return memory;
}

static void has(const char *text, const char *line)
{
	const char *found = strstr(text, line);

	if (!found || (found != text && found[-1] != '\n') || found[strlen(line)] != '\n')
		fail_msg("there is no line: %s", line);
}

static void lacks(const char *text, const char *words)
{
	if (strstr(text, words))
		fail_msg("there is: %s", words);
}

static struct metric_route name_of(size_t route)
{
	static const struct metric_route names[] = { { "any", "(none)" },
						     { "GET", "/a/{b}" },
						     { "POST", "/a" } };

	return route < ARRAY_LEN(names) ? names[route] : (struct metric_route){ "", "" };
}

static void put_requests(struct metric_text *text)
{
	metric_requests_put(text, name_of);
}

static void *add_many(void *arg)
{
	(void)arg;
	for (unsigned i = 0; i < TIMES; i++) {
		metric_count(METRIC_PUSH_GONE, 1);
		metric_request(1, 200, 300);
		metric_observe(METRIC_COMMIT_SIZE, 3);
	}
	return NULL;
}

static void threads_that_add_at_once_lose_nothing(void **state)
{
	pthread_t threads[THREADS];

	(void)state;
	for (unsigned i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, add_many, NULL), 0);
	for (unsigned i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	has(text_of(metrics_put), "ostiary_pushes_total{outcome=\"gone\"} 80000");
	has(memory, "ostiary_database_commit_transactions_count 80000");
	has(memory, "ostiary_database_commit_transactions_sum 240000");
	has(text_of(put_requests),
	    "ostiary_http_requests_total{method=\"GET\",route=\"/a/{b}\",status=\"200\"} 80000");
}

static void a_value_counts_in_each_bucket_that_it_fits_into(void **state)
{
	(void)state;
	metric_observe(METRIC_MAIL_TIME, -1);
	metric_observe(METRIC_MAIL_TIME, 1000);
	metric_observe(METRIC_MAIL_TIME, 1001);
	metric_observe(METRIC_MAIL_TIME, 60000000);
	text_of(metrics_put);
	has(memory, "ostiary_mail_duration_seconds_bucket{le=\"0.0001\"} 1");
	has(memory, "ostiary_mail_duration_seconds_bucket{le=\"0.001\"} 2");
	has(memory, "ostiary_mail_duration_seconds_bucket{le=\"0.0025\"} 3");
	has(memory, "ostiary_mail_duration_seconds_bucket{le=\"10.0\"} 3");
	has(memory, "ostiary_mail_duration_seconds_bucket{le=\"+Inf\"} 4");
	has(memory, "ostiary_mail_duration_seconds_count 4");
	has(memory, "ostiary_mail_duration_seconds_sum 60.002001");
	has(memory, "ostiary_database_commit_transactions_bucket{le=\"3.0\"} 80000");
}

static void a_request_is_told_by_route_and_status_alone(void **state)
{
	(void)state;
	metric_request(2, 0, 0);
	metric_request(2, 418, 10);
	metric_request(2, 507, 10);
	metric_request(METRIC_ROUTES_MAX + 5, 404, 10); /* counts as of no route */
	text_of(put_requests);
	has(memory, "ostiary_http_requests_total{method=\"POST\",route=\"/a\",status=\"gone\"} 1");
	has(memory, "ostiary_http_requests_total{method=\"POST\",route=\"/a\",status=\"other\"} 1");
	has(memory, "ostiary_http_requests_total{method=\"POST\",route=\"/a\",status=\"507\"} 1");
	has(memory,
	    "ostiary_http_requests_total{method=\"any\",route=\"(none)\",status=\"404\"} 1");
	/* One that had no answer took no time. */
	has(memory, "ostiary_http_request_duration_seconds_count{method=\"POST\",route=\"/a\"} 2");
	lacks(memory, "route=\"\"");
}

static struct metric_process process;

static void put_process(struct metric_text *text)
{
	metric_process_put(text, &process);
}

static void the_process_is_told_from_descriptors_that_were_opened_before(void **state)
{
	(void)state;
	metric_process_open(&process, 1234567);
	text_of(put_process);
	has(memory, "process_start_time_seconds 1234.567");
	assert_non_null(strstr(memory, "\nprocess_cpu_seconds_total "));
	assert_non_null(strstr(memory, "\nprocess_resident_memory_bytes "));
	assert_non_null(strstr(memory, "\nprocess_open_fds "));
	assert_non_null(strstr(memory, "\nprocess_max_fds "));
	metric_process_close(&process);
	text_of(put_process);
	lacks(memory, "process_open_fds");
	lacks(memory, "process_resident_memory_bytes");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(threads_that_add_at_once_lose_nothing),
		cmocka_unit_test(a_value_counts_in_each_bucket_that_it_fits_into),
		cmocka_unit_test(a_request_is_told_by_route_and_status_alone),
		cmocka_unit_test(the_process_is_told_from_descriptors_that_were_opened_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
