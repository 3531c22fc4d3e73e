/* The application behind the server: the route table, and the parts that its handlers use. */
#ifndef OSTIARY_ROUTE_APP_H
#define OSTIARY_ROUTE_APP_H

#include "auth/abuse/rate_limit.h"
#include "auth/issuer/issuer.h"
#include "base/cleanup.h"
#include "base/str.h"
#include "core/log.h"
#include "http/app.h"
#include "http/proxies.h"
#include "push/target/target.h"
#include "route/task_api/writing/running.h"
#include "route/verifier/demand.h"
#include "tasks/exchange/places.h"
#include "tasks/feed.h"
#include "tasks/list_cache.h"
#include "tasks/tasks.h"

/* The answerer of paths that neither API has: the web UI, which this room does not include. */
struct app_site {
	const void *self; /* NULL: there is no site */
	enum lane lane;
	/* True when it has exactly that path, also below /api/. */
	bool (*has)(const void *self, struct str path);
	void (*answer)(const void *self, const struct request *request, struct reply *reply);
};

/* The names and attributes of the issuer's cookies. */
struct app_cookies {
	struct str prefix; /* "better-auth" */
	struct str domain; /* empty: this host only */
	struct str host;   /* of the server's own address */
	bool secure;       /* Secure, and "__Secure-" before the prefix */
	/* "__Host-" instead, which a browser takes from this host alone; needs secure, and no
	 * domain. */
	bool host_prefix;
	bool reads_earlier; /* with host_prefix: where it is missing, also "__Secure-" */
};

/* Paths of the issuer, below its base path. */
struct app_paths {
	const struct str *of;
	size_t n;
};

/* Reminders by Web Push. */
struct app_push {
	bool on; /* devices can be subscribed */
	enum push_targets targets;
};

/* Which of the two APIs this process serves. */
enum app_role {
	APP_ALL = 0, /* in the order of enum route_roles */
	APP_AUTH,
	APP_TASKS, /* verifies tokens by a remote issuer's keys */
};

/* Plain values and references; all must outlive the application. */
struct app_config {
	enum app_role role;
	struct issuer *issuer;     /* NULL with APP_TASKS */
	struct ost_remote *remote; /* the keys with APP_TASKS; otherwise NULL */
	const struct trusted_origins *trusted;
	struct task_rules tasks;
	const struct log *log; /* of what fails behind an answer that has begun */
	struct app_push push;
	struct task_feed *feed;  /* NULL: there are no streams of events */
	size_t list_cache_bytes; /* for lists that have not changed; 0: every list is made anew */
	struct str base_path;    /* of the issuer, for the route table: "/api/auth" */
	/* Where clients find the site and the issuer (place.h): "" and base_path, or "/tasks" and
	 * "/tasks/api/auth". */
	struct str root, issuer_path;
	bool https;           /* clients reach the server by https: HSTS is sent */
	bool hsts_subdomains; /* HSTS covers the subdomains of the host */
	bool bearer; /* session tokens are given to programs, and accepted in Authorization */
	struct app_cookies cookies;
	const char *token_issuer; /* the demanded `iss` and `aud` of access tokens */
	const char *token_audience;
	struct demand demand;         /* of the task API and forward authentication */
	size_t verdict_cache_entries; /* 0: every token is verified anew */
	struct str sign_in_url;       /* forward authentication redirects to it; empty: never */
	struct app_site site;
	struct proxies proxies;
	struct rate_limit *rate_limit; /* of the issuer's paths; NULL: none */
	struct app_paths disabled;     /* they do not exist */
};

struct token_verifier;

#define APP_COOKIE_NAME_MAX 96

struct app {
	struct app_config config;
	struct token_verifier *verifier;
	struct list_cache *lists;                  /* NULL: there is none */
	bool reads_wait;                           /* the database is on another machine */
	char cookie_names[8][APP_COOKIE_NAME_MAX]; /* by enum auth_cookie */
	struct http_app http;                      /* passed to the server */
	struct running_set running;                /* requests with an Idempotency-Key */
	struct import_places imports;
	struct export_places exports;
};

/* NULL: no memory, or a cookie prefix that is too long. */
struct app *app_new(const struct app_config *config);
void app_free(struct app *app);
OWNER(struct app *, app_free)

#endif
