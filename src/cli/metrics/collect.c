#include "cli/metrics/collect.h"

#include "auth/keys/keyring.h"
#include "auth/revocation/list.h"
#include "base/cleanup.h"
#include "build_version.h"
#include "metrics/metrics.h"
#include "route/routes.h"

/* --- the server ------------------------------------------------------------------------------- */

static void put_build(struct metric_text *text, const struct metrics_sources *from)
{
	char memory[METRIC_LABELS_MAX];
	struct store_state store;
	struct buf b;

	store_state(from->store, &store);
	buf_init_fixed(&b, memory, sizeof(memory));
	metric_label(&b, "version", STR(OSTIARY_VERSION));
	metric_label(&b, "role", settings_text(from->settings, SETTING_ROLE));
	metric_label(&b, "database", store.server ? STR("postgresql") : STR("sqlite"));
	metric_family(text, "ostiary_build", METRIC_INFO, "The program, and how it runs.");
	metric_sample(text, "_info", buf_text(&b), metric_i64(1));
}

static void put_lanes(struct metric_text *text, const struct server_state *server)
{
	const struct str lanes[] = { STR("lane=\"worker\""), STR("lane=\"hash\"") };
	const struct lane_state *of[] = { &server->worker, &server->hash };

	metric_family(text, "ostiary_lane_busy_threads", METRIC_GAUGE,
		      "Threads of a lane that handle a request.");
	for (size_t i = 0; i < ARRAY_LEN(of); i++)
		metric_sample(text, "", lanes[i], metric_u64(of[i]->busy));
	metric_family(text, "ostiary_lane_max_threads", METRIC_GAUGE,
		      "Threads that a lane has at most.");
	for (size_t i = 0; i < ARRAY_LEN(of); i++)
		metric_sample(text, "", lanes[i], metric_u64(of[i]->threads_max));
	metric_family(text, "ostiary_lane_queue_length", METRIC_GAUGE,
		      "Requests that wait for a thread of a lane.");
	for (size_t i = 0; i < ARRAY_LEN(of); i++)
		metric_sample(text, "", lanes[i], metric_u64(of[i]->waiting));
	metric_family(text, "ostiary_lane_max_queue_length", METRIC_GAUGE,
		      "Requests that may wait for a lane; more get 503.");
	for (size_t i = 0; i < ARRAY_LEN(of); i++)
		metric_sample(text, "", lanes[i], metric_u64(of[i]->waiting_max));
	metric_family(text, "ostiary_lane_refusals", METRIC_COUNTER,
		      "Requests refused with 503 because a lane was full.");
	for (size_t i = 0; i < ARRAY_LEN(of); i++)
		metric_sample(text, "_total", lanes[i], metric_u64(of[i]->refused));
}

static void put_server(struct metric_text *text, const struct metrics_sources *from)
{
	struct server_state server;

	server_state(from->server, &server);
	metric_gauge(text, "ostiary_http_connections", "Connections of clients that are open.",
		     metric_u64(server.connections));
	metric_gauge(text, "ostiary_http_max_connections",
		     "Connections that may be open; further ones are closed at once.",
		     metric_u64(server.connections_max));
	put_lanes(text, &server);
}

static void put_log(struct metric_text *text, const struct metrics_sources *from)
{
	uint64_t dropped;
	size_t waiting;

	line_queue_state(from->log->queue, &dropped, &waiting);
	metric_counter(text, "ostiary_log_lines_dropped",
		       "Lines of the log dropped because its reader stalled.", metric_u64(dropped));
	metric_gauge(text, "ostiary_log_waiting_bytes", "Lines that wait for the log's reader.",
		     metric_u64(waiting));
}

static void put_streams(struct metric_text *text, const struct metrics_sources *from)
{
	struct feed_state feed;
	int64_t age_ms;

	if (!from->feed)
		return;
	task_feed_state(from->feed, &feed);
	age_ms = feed.places && feed.looked_ms ? clock_steady_ms() - feed.looked_ms : 0;
	metric_gauge(text, "ostiary_event_streams", "Streams of events that are open.",
		     metric_u64(feed.places));
	metric_gauge(text, "ostiary_event_max_streams", "Streams that may be open.",
		     metric_u64(feed.places_max));
	metric_gauge(text, "ostiary_event_feed_age_seconds",
		     "Time since changes by other processes were last looked for; 0: nobody waits.",
		     metric_ms(age_ms));
}

/* --- the database ----------------------------------------------------------------------------- */

static void put_store(struct metric_text *text, const struct metrics_sources *from)
{
	struct store_state state;
	struct store_stats stats;

	store_state(from->store, &state);
	store_stats(from->store, &stats);
	metric_gauge(
		text, "ostiary_database_up",
		"0 while the database is away or takes no writes: locked, moved, or not confirmed.",
		metric_i64(!state.away));
	metric_gauge(text, "ostiary_database_short_of_room",
		     "1 while the disk of the SQLite file is nearly full.",
		     metric_i64(state.short_of_room));
	metric_gauge(text, "ostiary_database_connections",
		     "Connections that are open; of an SQLite file, for reading.",
		     metric_u64(state.connections));
	metric_gauge(text, "ostiary_database_idle_connections", "Of them, those that are free.",
		     metric_u64(state.idle));
	metric_gauge(text, "ostiary_database_max_connections", "Connections that may be open.",
		     metric_u64(state.connections_max));
	metric_counter(text, "ostiary_database_transactions",
		       "Transactions that have written, and were committed.",
		       metric_u64(stats.writes));
	metric_counter(text, "ostiary_database_commits", "Commits that have carried them.",
		       metric_u64(stats.commits));
	if (!state.server)
		metric_gauge(text, "ostiary_database_waiting_writes",
			     "Transactions that wait for the one writer of an SQLite file.",
			     metric_u64(state.writes_waiting));
}

/* --- keys and revocations --------------------------------------------------------------------- */

static void put_keyring(struct metric_text *text, const struct metrics_sources *from)
{
	int64_t rotation_s = from->settings->of[SETTING_KEY_ROTATION].number;
	struct keyring_ages ages;

	keyring_ages(from->issuer->keyring, &ages);
	metric_gauge(text, "ostiary_signing_keys", "Keys in the JWKS.", metric_u64(ages.published));
	metric_gauge(text, "ostiary_signing_key_ready", "1 when a key signs.",
		     metric_i64(ages.signs));
	if (ages.signs)
		metric_gauge(text, "ostiary_signing_key_start_timestamp_seconds",
			     "Time at which the key began to sign, since 1970.",
			     metric_ms(ages.started_ms));
	metric_gauge(text, "ostiary_signing_key_rotation_seconds",
		     "Time for which a key signs; 0: until an operator rotates it.",
		     metric_i64(rotation_s));
	if (from->issuer->revocations.list)
		metric_gauge(text, "ostiary_revocations_age_seconds",
			     "Time since the table of revocations was last looked at.",
			     metric_ms(revocation_list_age_ms(from->issuer->revocations.list)));
}

static const struct {
	enum ost_remote_subject subject;
	struct str label;
} subjects[] = {
	{ OST_REMOTE_SUBJECT_KEYS, STR_INIT("subject=\"keys\"") },
	{ OST_REMOTE_SUBJECT_REVOCATIONS, STR_INIT("subject=\"revocations\"") },
};

static void put_remote(struct metric_text *text, const struct metrics_sources *from)
{
	struct ost_remote_feed_status status[ARRAY_LEN(subjects)];

	for (size_t i = 0; i < ARRAY_LEN(subjects); i++) {
		status[i] =
			(struct ost_remote_feed_status){ .size = sizeof(status[i]), .age_ms = -1 };
		(void)ost_remote_feed_status(from->remote, subjects[i].subject, &status[i]);
	}
	metric_family(text, "ostiary_remote_age_seconds", METRIC_GAUGE,
		      "Time since the issuer last confirmed its keys or its revocation list.");
	for (size_t i = 0; i < ARRAY_LEN(subjects); i++)
		if (status[i].age_ms >= 0)
			metric_sample(text, "", subjects[i].label, metric_ms(status[i].age_ms));
	metric_family(text, "ostiary_remote_entries", METRIC_GAUGE,
		      "Keys, or users with revoked tokens, as they were fetched.");
	for (size_t i = 0; i < ARRAY_LEN(subjects); i++)
		metric_sample(text, "", subjects[i].label, metric_u64(status[i].entries));
	metric_family(text, "ostiary_remote_fetches", METRIC_COUNTER, "Fetches that have ended.");
	for (size_t i = 0; i < ARRAY_LEN(subjects); i++)
		metric_sample(text, "_total", subjects[i].label, metric_u64(status[i].fetches));
	metric_family(text, "ostiary_remote_failures", METRIC_COUNTER,
		      "Of them, those that have failed.");
	for (size_t i = 0; i < ARRAY_LEN(subjects); i++)
		metric_sample(text, "_total", subjects[i].label, metric_u64(status[i].failures));
}

void metrics_collect(struct metric_text *text, const struct metrics_sources *from,
		     struct facts_watch *facts, const struct metric_process *process)
{
	put_build(text, from);
	metric_process_put(text, process);
	metric_requests_put(text, route_name);
	put_server(text, from);
	put_log(text, from);
	put_streams(text, from);
	put_store(text, from);
	facts_put(text, facts);
	if (from->issuer)
		put_keyring(text, from);
	if (from->remote)
		put_remote(text, from);
	metrics_put(text);
}
