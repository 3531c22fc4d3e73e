/* ostiary serve: everything is put together here, in the order in which it can go wrong. */
#include <signal.h>
#include <stdio.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/address.h"
#include "cli/cli.h"
#include "cli/data_dir.h"
#include "cli/database.h"
#include "cli/departures.h"
#include "cli/issuer_node.h"
#include "cli/issuer_settings.h"
#include "cli/ready.h"
#include "cli/settings.h"
#include "cli/task_node.h"
#include "cli/trim.h"
#include "core/log.h"
#include "route/app.h"
#include "server/listen.h"
#include "server/server.h"
#include "web/site.h"

struct service {
	struct arena arena; /* what lives as long as the process */
	struct settings settings;
	struct log log;
	struct str data_dir;
	struct listen_address listening;
	struct public_address outside;
	int fd; /* the listening socket; -1 before it is there and after the server has it */
	struct store *store;
	enum app_role role;
	struct issuer_node issuer; /* but of APP_TASKS */
	struct task_node node;     /* of APP_TASKS */
	struct departures departures;
	struct site site;
	struct app *app;
	struct server *server;
	int64_t started_us;
};

static int64_t steady_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static struct str text_of(const struct service *s, enum setting which)
{
	return s->settings.of[which].text;
}

/* --- the steps of a start, each with its own exit code ------------------------------------------ */

static enum app_role role_of(struct str word)
{
	if (str_eq(word, STR("auth")))
		return APP_AUTH;
	return str_eq(word, STR("tasks")) ? APP_TASKS : APP_ALL;
}

static int read_settings(struct service *s, int argc, char **argv)
{
	struct err err = { 0 };

	switch (settings_read(&s->arena, argc, argv, environ, &s->settings, &err)) {
	case SETTINGS_OK:
		break;
	case SETTINGS_USAGE:
		return cli_fail(EX_USAGE, "%s", err.text);
	case SETTINGS_BAD_CONFIG:
		return cli_fail(EX_CONFIG, "%s", err.text);
	case SETTINGS_HELP:
		return -1;
	}
	settings_settle(&s->arena, &s->settings);
	s->log = (struct log){ .fd = STDERR_FILENO, .clock = &clock_real };
	(void)log_level_parse(text_of(s, SETTING_LOG_LEVEL), &s->log.level);
	(void)log_format_parse(text_of(s, SETTING_LOG_FORMAT), &s->log.format);
	s->role = role_of(text_of(s, SETTING_ROLE));
	return EX_OK;
}

static int make_data_dir(struct service *s)
{
	struct err err = { 0 };

	s->data_dir = text_of(s, SETTING_DATA);
	if (s->data_dir.n == 0)
		return cli_fail(EX_CONFIG, "there is no home folder to keep the data in; say where "
					   "with --data");
	if (!data_dir_make(&s->arena, s->data_dir, &err))
		return cli_fail(EX_CANTCREAT, "%s", err.text);
	return EX_OK;
}

static int listen_there(struct service *s)
{
	struct err err = { 0 };

	if (!address_to_listen(&s->settings, &s->listening, &err))
		return cli_fail(EX_USAGE, "%s", err.text);
	switch (listen_on(s->listening.host, s->listening.port, &s->fd, &s->listening.port, &err)) {
	case LISTEN_OK:
		break;
	case LISTEN_IN_USE:
		return cli_fail(EX_UNAVAILABLE,
				"%s; stop the other program or choose another port with --port",
				err.text);
	case LISTEN_NO_ADDRESS:
		return cli_fail(EX_USAGE, "%s; choose another with --listen", err.text);
	case LISTEN_NOT_OURS:
		return cli_fail(EX_UNAVAILABLE, "%s; choose another with --listen", err.text);
	case LISTEN_NOT_PERMITTED:
		return cli_fail(EX_NOPERM, "%s; choose another port with --port", err.text);
	case LISTEN_FAULT:
		return cli_fail(EX_OSERR, "%s", err.text);
	}
	if (!address_to_outside(&s->arena, &s->settings, &s->listening, &s->outside, &err))
		return cli_fail(EX_CONFIG, "%s", err.text);
	return EX_OK;
}

static int open_store(struct service *s)
{
	struct store_config config = database_config(&s->settings, &s->log);
	struct err err = { 0 };

	config.tables = s->role == APP_TASKS ? STORE_TABLES_TASKS : STORE_TABLES_ALL;
	config.rate_limit = s->role != APP_TASKS && rate_limit_is_stored(&s->settings, &s->outside);
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

static bool has_page(const void *self, struct str path)
{
	return site_has(self, path);
}

static void answer_page(const void *self, const struct request *request, struct reply *reply)
{
	site_answer(self, request, reply);
}

/* Nothing when it is switched off, or was not built in. */
static struct app_site make_site(struct service *s)
{
	struct str folder = text_of(s, SETTING_WEB_FOLDER);

	s->site = (struct site){ .files = web_embedded() };
	if (folder.n)
		s->site.folder = arena_z(&s->arena, folder);
	if (s->role == APP_TASKS || str_eq(text_of(s, SETTING_WEB), STR("off")) ||
	    (!s->site.files.n && !s->site.folder))
		return (struct app_site){ 0 };
	return (struct app_site){ .self = &s->site,
				  .lane = s->site.folder ? LANE_WORKER : LANE_INLINE,
				  .has = has_page,
				  .answer = answer_page };
}

static int settle_node(struct service *s)
{
	struct err err = { 0 };

	if (task_node_settle(&s->node, &s->arena, &s->settings, &err))
		return EX_OK;
	return cli_fail(EX_CONFIG, "%s", err.text);
}

static int start_node(struct service *s)
{
	struct err err = { 0 };

	if (!task_node_start(&s->node, &s->settings, &s->log, &err))
		return cli_fail(EX_CONFIG, "%s", err.text);
	if (!str_eq(text_of(s, SETTING_NOT_BEFORE), STR("on")) ||
	    departures_start(&s->departures, s->store, s->node.remote, s->node.issuer, &s->log,
			     &err))
		return EX_OK;
	return cli_fail(EX_OSERR, "%s", err.text);
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
		.tasks = { .store = s->store, .random = &random_kernel },
		.base_path = s->outside.base_path,
		.https = s->outside.https,
		.token_issuer = issuer ? issuer->settings.jwt_issuer.p : s->node.issuer,
		.token_audience = issuer ? issuer->settings.jwt_audience.p : s->node.audience,
		.verdict_cache_entries = (size_t)s->settings.of[SETTING_VERDICT_CACHE].number,
		.sign_in_url = text_of(s, SETTING_SIGN_IN_URL),
		.site = make_site(s),
	};
	struct err err = { 0 };

	if (!cookies_read(&s->arena, &s->settings, &s->outside, &config.cookies, &err) ||
	    !proxies_read(&s->arena, &s->settings, &config.proxies, &err))
		return cli_fail(EX_CONFIG, "%s", err.text);
	if (!config.sign_in_url.n && config.site.self)
		config.sign_in_url =
			arena_fmt(&s->arena, "%.*s/sign-in", STR_FMT(s->outside.origin));
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
	config.port = s->listening.port;
	config.app = &s->app->http;
	config.log = &s->log;
	config.clock = &clock_real;
	config.random = &random_kernel;
	config.connections = (unsigned)of[SETTING_CONNECTIONS].number;
	config.connections_per_address = (unsigned)of[SETTING_CONNECTIONS_PER_ADDRESS].number;
	config.ipv6_prefix = proxies_socket_bits(&s->app->config.proxies);
	config.head_ms = (unsigned)of[SETTING_HEAD_TIMEOUT].number * 1000;
	config.body_ms = (unsigned)of[SETTING_BODY_TIMEOUT].number * 1000;
	config.threads = (unsigned)of[SETTING_THREADS].number;
	s->fd = -1; /* the server's from here on, also when it does not start */
	if (server_start(&config, &s->server, &err) != SERVER_OK)
		return cli_fail(EX_OSERR, "%s", err.text);
	return EX_OK;
}

static int start_issuer(struct service *s)
{
	int code = issuer_node_settle(&s->issuer, &s->arena, &s->settings, &s->outside);

	if (code == EX_OK)
		code = open_store(s);
	return code == EX_OK ? issuer_node_start(&s->issuer, s->store, &s->log) : code;
}

/* No secret, no mails, and the keys may come later. */
static int start_alone(struct service *s)
{
	int code = settle_node(s);

	if (code == EX_OK)
		code = open_store(s);
	return code == EX_OK ? start_node(s) : code;
}

static int start(struct service *s, int argc, char **argv)
{
	int code = read_settings(s, argc, argv);

	if (code == EX_OK)
		code = make_data_dir(s);
	if (code == EX_OK)
		code = listen_there(s);
	if (code == EX_OK)
		code = s->role == APP_TASKS ? start_alone(s) : start_issuer(s);
	if (code == EX_OK)
		code = make_app(s);
	if (code == EX_OK)
		code = start_server(s);
	return code;
}

/* --- running and stopping ----------------------------------------------------------------------- */

static void tell(const struct service *s)
{
	char listening[128];
	struct buf text;
	struct ready ready = { .outside = &s->outside,
			       .no_tasks = s->role == APP_AUTH,
			       .keys_url = s->node.keys_url,
			       .data_dir = s->data_dir,
			       .micros = steady_us() - s->started_us };

	buf_init_fixed(&text, listening, sizeof(listening));
	buf_fmt(&text, str_find(s->listening.host, ':') < 0 ? "%.*s:%u" : "[%.*s]:%u",
		STR_FMT(s->listening.host), s->listening.port);
	ready.listening = buf_text(&text);
	ready_tell(&ready);
}

/* Threads that are made later inherit the mask, so that only this one gets these signals. */
static void hold_signals(sigset_t *stop)
{
	sigemptyset(stop);
	sigaddset(stop, SIGTERM);
	sigaddset(stop, SIGINT);
	pthread_sigmask(SIG_BLOCK, stop, NULL);
	signal(SIGPIPE, SIG_IGN);
}

/* A second signal ends the process at once. */
static void await_signal(const sigset_t *stop)
{
	int which;

	sigwait(stop, &which);
	pthread_sigmask(SIG_UNBLOCK, stop, NULL);
}

static int run(struct service *s, const sigset_t *stop)
{
	tell(s);
	issuer_node_bear_key(&s->issuer);
	trim_start();
	await_signal(stop);
	log_line(&s->log, LOG_LEVEL_INFO, "stopping", NULL, 0);
	issuer_node_await(&s->issuer);
	if (!server_stop(s->server)) {
		log_line(&s->log, LOG_LEVEL_ERROR, "stopped with requests unanswered", NULL, 0);
		_exit(EX_SOFTWARE);
	}
	return EX_OK;
}

static void finish(struct service *s)
{
	server_free(s->server);
	app_free(s->app);
	departures_stop(&s->departures);
	task_node_stop(&s->node);
	issuer_node_stop(&s->issuer);
	store_free(s->store);
	if (s->fd >= 0)
		close(s->fd);
	arena_done(&s->arena);
}

int cmd_serve(int argc, char **argv)
{
	struct service service = { .fd = -1, .started_us = steady_us() };
	sigset_t stop;
	int code;

	arena_init(&service.arena, NULL, 0);
	hold_signals(&stop);
	code = start(&service, argc, argv);
	if (code == -1)
		code = cmd_help(2, (char *[]){ (char[]){ "help" }, (char[]){ "serve" }, NULL });
	else if (code == EX_OK)
		code = run(&service, &stop);
	finish(&service);
	return code;
}
