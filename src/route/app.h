/* The application behind the server: the route table with everything that its handlers work on. */
#ifndef OSTIARY_ROUTE_APP_H
#define OSTIARY_ROUTE_APP_H

#include "auth/issuer.h"
#include "auth/rate_limit.h"
#include "base/cleanup.h"
#include "base/str.h"
#include "core/log.h"
#include "http/app.h"
#include "http/proxies.h"
#include "tasks/tasks.h"

/* What answers where no API does: the web UI, which this room need not know. */
struct app_site {
	const void *self; /* NULL: there is none */
	enum lane lane;
	/* True when it has that very path, also below /api/. */
	bool (*has)(const void *self, struct str path);
	void (*answer)(const void *self, const struct request *request, struct reply *reply);
};

/* How the issuer's cookies look. */
struct app_cookies {
	struct str prefix; /* "better-auth" */
	struct str domain; /* empty: this host only */
	bool secure;       /* Secure, and "__Secure-" before the prefix */
};

/* Which of the two APIs this process is. */
enum app_role {
	APP_ALL = 0,
	APP_AUTH,
	APP_TASKS, /* judges tokens by a remote issuer's keys */
};

/* Plain values and references; all must outlive the application. */
struct app_config {
	enum app_role role;
	struct issuer *issuer;     /* NULL with APP_TASKS */
	struct ost_remote *remote; /* the keys of APP_TASKS, and only its */
	const struct trusted_origins *trusted;
	struct task_rules tasks;
	struct str base_path; /* of the issuer: "/api/auth" */
	bool https;           /* the outside world reaches us by https: HSTS */
	struct app_cookies cookies;
	const char *token_issuer; /* what `iss` and `aud` of an access token must be */
	const char *token_audience;
	size_t verdict_cache_entries; /* 0: every token is judged anew */
	struct str sign_in_url; /* where forward authentication sends browsers; empty: nowhere */
	struct app_site site;
	struct proxies proxies;
	struct rate_limit *rate_limit; /* of the issuer's paths; NULL: there is none */
};

struct gate;

#define APP_COOKIE_NAME_MAX 96

struct app {
	struct app_config config;
	struct gate *gate;
	bool reads_wait;                           /* the database is on another machine */
	char cookie_names[3][APP_COOKIE_NAME_MAX]; /* by enum auth_cookie */
	struct http_app http;                      /* what the server is given */
};

/* NULL: no memory, or a cookie prefix that is too long. */
struct app *app_new(const struct app_config *config);
void app_free(struct app *app);
OWNER(struct app *, app_free)

#endif
