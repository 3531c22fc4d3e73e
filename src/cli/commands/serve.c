/* Puts everything together, in the order in which it can go wrong. */
#include "cli/commands/serve.h"

#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/keeper/keeper.h"
#include "cli/metrics/node.h"
#include "cli/nodes/issuer.h"
#include "cli/nodes/newer_watch.h"
#include "cli/nodes/operation.h"
#include "cli/nodes/orphan_cleanup.h"
#include "cli/nodes/plan.h"
#include "cli/pages/pages.h"
#include "cli/push/push.h"
#include "cli/nodes/ready.h"
#include "cli/nodes/signals.h"
#include "cli/supervisor/socket.h"
#include "cli/nodes/startup_pages.h"
#include "cli/supervisor/supervisor.h"
#include "cli/nodes/task.h"
#include "cli/nodes/warnings.h"
#include "cli/resolve/address.h"
#include "cli/resolve/data_dir.h"
#include "cli/resolve/database.h"
#include "cli/resolve/demand_settings.h"
#include "cli/resolve/issuer_settings.h"
#include "cli/resolve/paths.h"
#include "cli/sandbox/sandbox.h"
#include "cli/tree/output.h"
#include "cli/upkeep/schedule.h"
#include "core/clock.h"
#include "core/log.h"
#include "route/app.h"
#include "server/server.h"
#include "tasks/upkeep.h"

/* How long the end waits for a stalled reader of the log. */
#define LOG_WAIT_MS 1000

struct service {
	struct arena *arena; /* lives as long as the process */
	struct settings settings;
	struct log log;
	struct str data_dir;
	struct listen_address listening;
	struct public_address outside;
	struct proxies proxies;
	int fd; /* the listening socket; -1 before it is open and once the server owns it */
	bool socket_is_handed_over;
	struct store *store;
	enum app_role role;
	struct keeper_process *keeper; /* NULL: this process has the secret, or needs none */
	struct issuer_node issuer;     /* unless the role is APP_TASKS */
	struct task_node node;         /* with the role APP_TASKS */
	struct orphan_cleanup orphan_cleanup;
	struct upkeep upkeep; /* unless the role is APP_AUTH */
	struct newer_watch newer_watch;
	struct schedule backups;
	struct site site;
	struct task_feed *feed; /* NULL with the role APP_AUTH */
	struct app *app;
	struct server *server;
	struct metrics_node metrics;
	struct supervisor supervisor;
	int64_t started_us;
};

/* --- the steps of a start, each with its own exit code ---------------------------------------- */

/* The secret is the keeper's, if there is one. */
static int read_settings(struct service *s, const struct args *args)
{
	int code = socket_find(&s->fd);

	s->socket_is_handed_over = s->fd >= 0;
	if (code == EX_OK)
		code = operation_read_but_secret(args, &s->settings);
	if (code == EX_OK)
		code = keeper_start(args, &s->settings, &s->log, s->fd, &s->keeper);
	return code;
}

static int judge_settings(struct service *s, const struct args *args)
{
	int code = operation_read_secret(args, &s->settings);
	struct err err = { 0 };

	if (code != EX_OK)
		return code;
	(void)log_level_parse(settings_text(&s->settings, SETTING_LOG_LEVEL), &s->log.level);
	(void)log_format_parse(settings_text(&s->settings, SETTING_LOG_FORMAT), &s->log.format);
	s->role = plan_role(&s->settings);
	if (!s->keeper) /* which has judged them, and the secret with them */
		code = plan_judge(s->arena, &s->settings);
	if (code != EX_OK)
		return code;
	if (!proxies_read(s->arena, &s->settings, &s->proxies, &err))
		return cli_fail(EX_CONFIG, "%s", err.text);
	return EX_OK;
}

static int make_data_dir(struct service *s)
{
	struct err err = { 0 };

	s->data_dir = settings_text(&s->settings, SETTING_DATA);
	if (!data_dir_make(s->arena, s->data_dir, &err))
		return cli_fail(EX_CANTCREAT, "%s", err.text);
	return EX_OK;
}

static int open_socket(struct service *s)
{
	struct err err = { 0 };
	int code = socket_open(s->arena, &s->settings, &s->fd, &s->listening);

	if (code != EX_OK)
		return code;
	if (!address_to_outside(s->arena, &s->settings, &s->listening, &s->outside, &err))
		return cli_fail(EX_CONFIG, "%s", err.text);
	return metrics_node_listen(&s->metrics, &s->settings);
}

static int open_store(struct service *s)
{
	struct store_config config;
	struct err err = { 0 };

	if (!database_config_of_start(s->arena, &s->settings, s->outside.https, &s->log, &config,
				      &err))
		return cli_fail(EX_CONFIG, "%s", err.text);
	switch (store_open(&config, &s->store, &err)) {
	case STORE_OPENED:
		return EX_OK;
	case STORE_NEWER:
		return cli_fail(EX_CONFIG, "%s", err.text);
	case STORE_BAD_URL:
		return cli_fail(EX_CONFIG, "DATABASE_URL: %s", err.text);
	case STORE_UNUSABLE:
		break;
	}
	return cli_fail(err.kind == ERR_UNAVAILABLE ? EX_UNAVAILABLE : EX_CANTCREAT, "%s",
			err.text);
}

static int prepare_task_node(struct service *s)
{
	struct err err = { 0 };

	if (task_node_prepare(&s->node, s->arena, &s->settings, &err))
		return EX_OK;
	return cli_fail(EX_CONFIG, "%s", err.text);
}

static int start_task_node(struct service *s)
{
	struct err err = { 0 };

	if (!task_node_start(&s->node, &s->settings, &s->log, &err))
		return cli_fail(EX_CONFIG, "%s", err.text);
	if (!str_eq(settings_text(&s->settings, SETTING_REVOCATIONS), STR("on")) ||
	    orphan_cleanup_start(&s->orphan_cleanup, s->store, s->node.remote, s->node.issuer,
				 &s->log, &err))
		return EX_OK;
	return cli_fail(EX_OSERR, "%s", err.text);
}

static int start_feed(struct service *s)
{
	struct err err = { 0 };

	if (s->role != APP_AUTH)
		s->feed = task_feed_new(s->store, &s->log, &random_kernel, &err);
	return s->feed || s->role == APP_AUTH ? EX_OK : cli_fail(EX_OSERR, "%s", err.text);
}

static int make_app(struct service *s)
{
	const struct issuer *issuer = s->issuer.issuer;
	struct app_config config = {
		.role = s->role,
		.issuer = s->issuer.issuer,
		.remote = s->node.remote,
		.rate_limit = s->issuer.rate_limit,
		.trusted = issuer ? &issuer->settings.trusted : &s->outside.trusted,
		.tasks = { .store = s->store,
			   .random = &random_kernel,
			   .tasks_most = s->settings.of[SETTING_TASKS_PER_USER].number },
		.log = &s->log,
		.push = { .on = settings_is_on(&s->settings, SETTING_PUSH),
			  .targets = push_targets_read(&s->settings) },
		.feed = s->feed,
		.list_cache_bytes = (size_t)s->settings.of[SETTING_LIST_CACHE].number << 20,
		.base_path = s->outside.base_path,
		.root = s->outside.root,
		.issuer_path = s->outside.issuer_path,
		.https = s->outside.https,
		.hsts_subdomains = settings_is_on(&s->settings, SETTING_HSTS_SUBDOMAINS),
		.bearer = settings_is_on(&s->settings, SETTING_BEARER),
		.token_issuer = issuer ? issuer->settings.token.issuer.p : s->node.issuer,
		.token_audience = issuer ? issuer->settings.token.audience.p : s->node.audience,
		.verdict_cache_entries = (size_t)s->settings.of[SETTING_VERDICT_CACHE].number,
		.sign_in_url = settings_text(&s->settings, SETTING_SIGN_IN_URL),
		.site = pages_make(&s->site, s->arena, &s->settings, &s->outside, issuer),
		.proxies = s->proxies,
	};
	struct err err = { 0 };

	if (!cookies_read(s->arena, &s->settings, &s->outside, &config.cookies, &err) ||
	    !disabled_paths_read(s->arena, &s->settings, &config.disabled, &err) ||
	    !demand_settings_read(s->arena, &s->settings, &config.demand, &err))
		return cli_fail(EX_CONFIG, "%s", err.text);
	if (s->issuer.issuer)
		s->issuer.issuer->settings.pages = config.site.self != NULL;
	if (!config.sign_in_url.n && config.site.self)
		config.sign_in_url =
			arena_fmt(s->arena, "%.*s%.*s/sign-in", STR_FMT(s->outside.origin),
				  STR_FMT(s->outside.root));
	s->app = app_new(&config);
	return s->app ? EX_OK : cli_fail(EX_OSERR, "no memory");
}

static int start_server(struct service *s)
{
	const struct setting_value *of = s->settings.of;
	struct server_config config;
	struct err err = { 0 };

	server_config_default(&config);
	config.fd = s->fd;
	config.handed_over = s->socket_is_handed_over;
	config.port = s->listening.port;
	config.app = &s->app->http;
	config.log = &s->log;
	config.clock = &clock_real;
	config.random = &random_kernel;
	config.connections = (unsigned)of[SETTING_CONNECTIONS].number;
	config.connections_per_address = (unsigned)of[SETTING_CONNECTIONS_PER_ADDRESS].number;
	config.ipv6_prefix = s->proxies.ipv6_prefix;
	config.head_ms = (unsigned)of[SETTING_HEAD_TIMEOUT].number * 1000;
	config.body_ms = (unsigned)of[SETTING_BODY_TIMEOUT].number * 1000;
	config.threads = (unsigned)of[SETTING_THREADS].number;
	config.grace_ms = (unsigned)of[SETTING_STOP_TIMEOUT].number * 1000;
	s->fd = -1; /* the server owns it now, even when it does not start */
	if (server_start(&config, &s->server, &err) != SERVER_OK)
		return cli_fail(EX_OSERR, "%s", err.text);
	return EX_OK;
}

/* A failed start has written its lines in order; from now on no request waits for the reader. */
static int queue_log(struct service *s)
{
	if (!log_queue_start(&s->log))
		return cli_fail(EX_OSERR, "no memory or no thread for the log");
	signals_rescue_log(&s->log);
	return EX_OK;
}

static int start_issuer(struct service *s)
{
	int code = issuer_node_prepare(&s->issuer, s->arena, &s->settings, &s->outside);

	if (code == EX_OK)
		code = open_store(s);
	return code == EX_OK
		       ? issuer_node_start(&s->issuer, s->store, keeper_of(s->keeper), &s->log)
		       : code;
}

/* A task node needs no secret and sends no mails, and its keys may arrive later. */
static int start_tasks(struct service *s)
{
	int code = prepare_task_node(s);

	if (code == EX_OK)
		code = open_store(s);
	return code == EX_OK ? start_task_node(s) : code;
}

static int start_upkeep(struct service *s)
{
	s->upkeep = (struct upkeep){ .store = s->store,
				     .clock = &clock_real,
				     .log = &s->log,
				     .trash_days = s->settings.of[SETTING_TRASH_DAYS].number };
	if (s->role != APP_AUTH && !upkeep_start(&s->upkeep))
		return cli_fail(EX_OSERR, "no thread for the upkeep of tasks");
	if (!newer_watch_start(&s->newer_watch, s->store, &s->log))
		return cli_fail(EX_OSERR, "no thread to watch the version of the database");
	if (!schedule_start(&s->backups, s->arena, &s->settings, &s->log))
		return cli_fail(EX_OSERR, "no thread for backups");
	return EX_OK;
}

static int confine(struct service *s)
{
	int code;

	supervisor_find(&s->supervisor, &s->log);
	code = sandbox_enter(s->arena, &s->settings,
			     s->keeper ? SANDBOX_KEYS_KEPT : SANDBOX_KEYS_HERE, &s->log);
	if (code == EX_OK && s->keeper && !keeper_process_watch(s->keeper))
		return cli_fail(EX_OSERR, "no thread to watch the keeper of the keys");
	return code;
}

static int start_metrics(struct service *s)
{
	s->metrics.sources = (struct metrics_sources){
		.settings = &s->settings,
		.log = &s->log,
		.store = s->store,
		.server = s->server,
		.feed = s->feed,
		.issuer = s->issuer.issuer,
		.remote = s->node.remote,
		.backups = s->backups.folder,
		.tasks = s->role != APP_AUTH,
		.mails = s->role != APP_TASKS,
		.pushes = s->issuer.push.on,
	};
	return metrics_node_start(&s->metrics);
}

static int start(struct service *s, const struct args *args)
{
	int code = read_settings(s, args);

	if (code == EX_OK)
		code = judge_settings(s, args);
	if (code == EX_OK)
		code = make_data_dir(s);
	if (code == EX_OK)
		code = open_socket(s);
	if (code == EX_OK)
		code = confine(s);
	if (code == EX_OK)
		code = s->role == APP_TASKS ? start_tasks(s) : start_issuer(s);
	if (code == EX_OK)
		code = start_upkeep(s);
	if (code == EX_OK)
		code = start_feed(s);
	if (code == EX_OK)
		code = make_app(s);
	if (code == EX_OK)
		warnings_log(s->arena, &s->settings, &s->listening, &s->outside, &s->log);
	if (code == EX_OK)
		code = queue_log(s);
	if (code == EX_OK)
		code = start_server(s);
	if (code == EX_OK)
		code = start_metrics(s);
	return code;
}

/* --- running and stopping --------------------------------------------------------------------- */

static void print_ready(const struct service *s)
{
	struct ready ready = { .outside = &s->outside,
			       .no_tasks = s->role == APP_AUTH,
			       .keys_url = s->node.keys_url,
			       .data_dir = s->data_dir,
			       .listening = &s->listening,
			       .metrics = metrics_node_address(&s->metrics),
			       .micros = clock_steady_us() - s->started_us };

	ready_print(&ready);
}

static bool lives(void *server)
{
	return server_lives(server);
}

static void stop_unanswered(const struct service *s)
{
	log_line(&s->log, LOG_LEVEL_ERROR, "stopped with requests unanswered", NULL, 0);
	line_queue_drain(s->log.queue, LOG_WAIT_MS);
	_exit(EX_SOFTWARE);
}

static void tell_stopped(const struct service *s, int64_t micros)
{
	const struct log_field field = LOG_FIELD_MS("ms", micros);

	log_line(&s->log, LOG_LEVEL_INFO, "all requests are answered", &field, 1);
}

/* The addresses are known before the first key is made; a supervisor waits for both. */
static int serve_until_signal(struct service *s)
{
	int64_t stopping_us;

	print_ready(s);
	issuer_start_key_creation(&s->issuer);
	startup_pages_release();
	issuer_await_key(&s->issuer);
	supervisor_ready(&s->supervisor, lives, s->server);
	signals_await_stop(&s->log, &s->supervisor);
	stopping_us = clock_steady_us();
	if (!server_stop(s->server))
		stop_unanswered(s);
	tell_stopped(s, clock_steady_us() - stopping_us);
	return EX_OK;
}

/* Also after a start that failed once the server ran. */
static void finish(struct service *s)
{
	supervisor_done(&s->supervisor);
	if (!metrics_node_stop(&s->metrics) || (s->server && !server_stop(s->server)))
		stop_unanswered(s);
	server_free(s->server);
	app_free(s->app);
	task_feed_free(s->feed);
	schedule_stop(&s->backups);
	newer_watch_stop(&s->newer_watch);
	upkeep_stop(&s->upkeep);
	orphan_cleanup_stop(&s->orphan_cleanup);
	task_node_stop(&s->node);
	issuer_node_stop(&s->issuer);
	store_free(s->store);
	keeper_process_stop(s->keeper);
	if (s->fd >= 0)
		close(s->fd);
	log_queue_stop(&s->log, LOG_WAIT_MS);
}

/* The format is looked for before the settings are judged, so that what is wrong with them comes in
 * it as well. */
static void prepare_log(struct service *s, const struct args *args)
{
	struct str format = settings_text(&args->settings, SETTING_LOG_FORMAT);
	const char *variable = setting_rows[SETTING_LOG_FORMAT].variables[0];

	(void)log_format_parse(format.n ? format : str_z(getenv(variable)), &s->log.format);
	s->log.journal = supervisor_has_log(STDERR_FILENO);
	cli_fail_into(&s->log);
}

static int serve(const struct args *args)
{
	struct service service = { .arena = args->arena,
				   .log = { .fd = STDERR_FILENO, .clock = &clock_real },
				   .fd = -1,
				   .supervisor = { .fd = -1 },
				   .metrics = { .fd = -1 },
				   .started_us = clock_steady_us() };
	int code;

	prepare_log(&service, args);
	signals_hold();
	code = start(&service, args);
	if (code == EX_OK)
		code = serve_until_signal(&service);
	finish(&service);
	cli_fail_into(NULL);
	return code;
}

const struct command serve_command = {
	.name = "serve",
	.summary = "run the issuer, the task API and the web UI",
	.description = "Without any setting it listens on http://127.0.0.1:8080 and keeps an "
		       "SQLite database "
		       "and a secret in the data folder. With --role auth or --role tasks it is "
		       "one of the "
		       "two.\n\n"
		       "Once it listens, it prints a line of JSON with its addresses on standard "
		       "output, or "
		       "a banner when that is a terminal. Log lines go to standard error. SIGTERM, "
		       "SIGINT and SIGQUIT "
		       "end it when the requests that have started are answered. SIGHUP, SIGUSR1, "
		       "SIGUSR2, SIGALRM, SIGPWR and others get a line in the log and change "
		       "nothing. Under systemd, the unit may have Type=notify and WatchdogSec=.",
	.settings = COMMAND_SHOWS_SETTINGS,
	.examples = (const struct example[]){ { "Another port and another data folder",
						"ostiary serve --port 9000 --data /srv/ostiary" },
					      { "Behind a proxy that terminates TLS",
						"ostiary serve --base-url https://tasks.example "
						"--trusted-proxies 10.0.0.2" },
					      { 0 } },
	.run = serve,
};
