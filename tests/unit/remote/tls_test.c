/* Keys are taken only from a server that proves its name to an authority that we trust. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "bench.h"
#include "certs.h"

#define HOUR_S 3600L

struct world {
	struct bench *bench;
	struct certs_authority ours, strange;
};

static int set_up(void **state)
{
	struct world *w = calloc(1, sizeof(*w));
	void *bench;

	bench_set_up(&bench);
	w->bench = bench;
	certs_authority_init(&w->ours, "our authority");
	certs_authority_init(&w->strange, "a strange authority");
	*state = w;
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;
	void *bench = w->bench;

	certs_authority_done(&w->ours);
	certs_authority_done(&w->strange);
	bench_tear_down(&bench);
	free(w);
	return 0;
}

/* The outcome of a fetch from such a server. */
static struct bench_event fetch(struct bench *b, SSL_CTX *tls, const char *host)
{
	const struct hostile_answer answer = { .body = str_z(b->world.jwks) };
	struct bench_event event;

	hostile_free(b->server);
	b->server = hostile_new(tls);
	hostile_say(b->server, HOSTILE_JWKS, &answer);
	snprintf(b->url, sizeof(b->url), "https://%s:%u" HOSTILE_JWKS, host,
		 hostile_port(b->server));
	b->n_events = 0;
	bench_start(b);
	event = bench_event(b, 1);
	assert_int_equal(bench_judge(b, bench_token(b), 0) == OST_OK,
			 event.outcome == OST_REMOTE_OUTCOME_NEW);
	bench_stop(b);
	hostile_free(b->server);
	b->server = hostile_new(NULL);
	SSL_CTX_free(tls);
	return event;
}

static void only_a_certificate_that_proves_the_name_is_trusted(void **state)
{
	struct world *w = *state;
	const struct {
		const char *name, *host, *names;
		const struct certs_authority *by, *trusted;
		long from_s, until_s;
		enum ost_remote_outcome outcome;
	} rows[] = {
		{ "good", "127.0.0.1", CERTS_HERE, &w->ours, &w->ours, -HOUR_S, HOUR_S,
		  OST_REMOTE_OUTCOME_NEW },
		{ "good by name", "localhost", CERTS_HERE, &w->ours, &w->ours, -HOUR_S, HOUR_S,
		  OST_REMOTE_OUTCOME_NEW },
		{ "expired", "127.0.0.1", CERTS_HERE, &w->ours, &w->ours, -2 * HOUR_S, -HOUR_S,
		  OST_REMOTE_OUTCOME_UNTRUSTED },
		{ "not yet valid", "127.0.0.1", CERTS_HERE, &w->ours, &w->ours, HOUR_S, 2 * HOUR_S,
		  OST_REMOTE_OUTCOME_UNTRUSTED },
		{ "of another name", "127.0.0.1", "DNS:other.example", &w->ours, &w->ours, -HOUR_S,
		  HOUR_S, OST_REMOTE_OUTCOME_UNTRUSTED },
		{ "of another address", "127.0.0.1", "IP:127.0.0.2,DNS:localhost", &w->ours,
		  &w->ours, -HOUR_S, HOUR_S, OST_REMOTE_OUTCOME_UNTRUSTED },
		{ "by another authority", "127.0.0.1", CERTS_HERE, &w->strange, &w->ours, -HOUR_S,
		  HOUR_S, OST_REMOTE_OUTCOME_UNTRUSTED },
		{ "by an authority the system does not know", "127.0.0.1", CERTS_HERE, &w->ours,
		  NULL, -HOUR_S, HOUR_S, OST_REMOTE_OUTCOME_UNTRUSTED },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bench_event event;

		w->bench->settings.ca_file = rows[i].trusted ? rows[i].trusted->file : NULL;
		event = fetch(
			w->bench,
			certs_server(rows[i].by, rows[i].names, rows[i].from_s, rows[i].until_s),
			rows[i].host);
		if (event.outcome != rows[i].outcome)
			fail_msg("%s: %s (%s)", rows[i].name,
				 ost_remote_outcome_name(event.outcome), event.detail);
		assert_int_equal(event.detail[0] != '\0', event.outcome != OST_REMOTE_OUTCOME_NEW);
	}
}

static void old_versions_of_tls_are_refused(void **state)
{
	static const struct {
		int version;
		enum ost_remote_outcome outcome;
	} rows[] = {
		{ TLS1_1_VERSION, OST_REMOTE_OUTCOME_UNTRUSTED },
		{ TLS1_2_VERSION, OST_REMOTE_OUTCOME_NEW },
		{ TLS1_3_VERSION, OST_REMOTE_OUTCOME_NEW },
	};
	struct world *w = *state;

	w->bench->settings.ca_file = w->ours.file;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		SSL_CTX *tls = certs_server(&w->ours, CERTS_HERE, -HOUR_S, HOUR_S);

		SSL_CTX_set_security_level(tls, 0); /* else it would refuse by itself */
		SSL_CTX_set_min_proto_version(tls, TLS1_VERSION);
		SSL_CTX_set_max_proto_version(tls, rows[i].version);
		assert_outcome(fetch(w->bench, tls, "127.0.0.1").outcome, rows[i].outcome);
	}
}

static void a_missing_authority_file_trusts_no_server(void **state)
{
	struct world *w = *state;

	w->bench->settings.ca_file = "/nonexistent/authorities.pem";
	assert_outcome(
		fetch(w->bench, certs_server(&w->ours, CERTS_HERE, -HOUR_S, HOUR_S), "127.0.0.1")
			.outcome,
		OST_REMOTE_OUTCOME_UNTRUSTED);
}

/* A server that speaks http where https was asked for, and the other way round. */
static void http_and_https_are_not_mixed_up(void **state)
{
	struct world *w = *state;

	w->bench->settings.ca_file = w->ours.file;
	assert_true(fetch(w->bench, NULL, "127.0.0.1").outcome >= OST_REMOTE_OUTCOME_UNREACHABLE);
	assert_outcome(
		fetch(w->bench, certs_server(&w->ours, CERTS_HERE, -HOUR_S, HOUR_S), "127.0.0.1")
			.outcome,
		OST_REMOTE_OUTCOME_NEW);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(only_a_certificate_that_proves_the_name_is_trusted),
		TEST(old_versions_of_tls_are_refused),
		TEST(a_missing_authority_file_trusts_no_server),
		TEST(http_and_https_are_not_mixed_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
