/* The order of the issuer's checks is data, and the first check that fails decides which error the
 * client sees: a request with every fault is repaired one fault at a time. */
#include "support/people.h"

#include <string.h>

#include "route/app.h"
#include "route/issuer/body.h"
#include "route/issuer/pipeline.h"
#include "route/route.h"

static void the_steps_run_in_the_documented_order(void **state)
{
	static const char *const documented[] = {
		"query",  "body",        "origin", "urls",    "credential",
		"schema", "form-origin", "link",   "session",
	};
	const struct pipeline_step *steps;
	size_t n;

	(void)state;
	steps = pipeline_steps(&n);
	assert_int_equal(n, ARRAY_LEN(documented));
	for (size_t i = 0; i < n; i++)
		assert_string_equal(steps[i].name, documented[i]);
}

static void every_step_is_another_check(void **state)
{
	const struct pipeline_step *steps;
	size_t n;

	(void)state;
	steps = pipeline_steps(&n);
	for (size_t i = 0; i < n; i++) {
		assert_non_null(steps[i].check);
		for (size_t k = 0; k < i; k++)
			assert_true(steps[i].check != steps[k].check);
	}
}

/* --- a request with every fault --------------------------------------------------------------- */

enum {
	MEDIA_TYPE,
	COOKIE,
	ORIGIN,
	FETCH_SITE,
	FETCH_MODE,
	AUTHORIZATION,
	LENGTH,
	HEADERS
};

static const char *const header_names[HEADERS] = { "Content-Type",   "Cookie",
						   "Origin",         "Sec-Fetch-Site",
						   "Sec-Fetch-Mode", "Authorization",
						   "Content-Length" };

/* The parts of a request that a repair replaces; NULL: absent. */
struct parts {
	const char *headers[HEADERS];
	const char *query;
	const char *body;
};

/* The answer to a request, and the parts that differ from the last one: NULL is "as it was". */
struct repair {
	const char *fault; /* the one that this request shows; NULL: none is left */
	const char *step;
	unsigned status;
	const char *code; /* empty: the answer has no code */
	struct parts change;
};

#define ABSENT     ""        /* a repair that removes a part */
#define BEARER     "bearer!" /* stands for a session token of the issuer */
#define EVIL       "https://evil.example"
#define BAD_ESCAPE "%zz=%"

static const struct repair post_repairs[] = {
	{ "media type",
	  "body",
	  415,
	  "UNSUPPORTED_MEDIA_TYPE",
	  { .headers = { "text/plain", "other=1", EVIL, "cross-site", "navigate", "Bearer a.b",
			 "9" },
	    .query = BAD_ESCAPE,
	    .body = "{\"email\":5,\"callbackURL\":7" } },
	{ "JSON",
	  "body",
	  400,
	  "BAD_REQUEST",
	  { .headers = { [MEDIA_TYPE] = "application/json" } } },
	{ "origin, with a cookie",
	  "origin",
	  403,
	  "INVALID_ORIGIN",
	  { .body = "{\"email\":5,\"callbackURL\":7}" } },
	{ "type of a URL", "urls", 400, "", { .headers = { [COOKIE] = ABSENT } } },
	{ "URL",
	  "urls",
	  403,
	  "INVALID_CALLBACK_URL",
	  { .body = "{\"email\":5,\"callbackURL\":\"" EVIL "/\"}" } },
	{ "members",
	  "schema",
	  400,
	  "VALIDATION_ERROR",
	  { .body = "{\"email\":5,\"callbackURL\":\"/\"}" } },
	{ "navigation, without a cookie",
	  "form-origin",
	  403,
	  "CROSS_SITE_NAVIGATION_LOGIN_BLOCKED",
	  { .body = "{\"email\":\"a@example.com\",\"password\":\"x\",\"callbackURL\":\"/\"}" } },
	{ "origin, without a cookie",
	  "form-origin",
	  403,
	  "INVALID_ORIGIN",
	  { .headers = { [FETCH_MODE] = "cors" } } },
	{ "session", "session", 401, "UNAUTHORIZED", { .headers = { [ORIGIN] = TEST_ORIGIN } } },
	{ NULL, NULL, 0, "", { .headers = { [AUTHORIZATION] = BEARER } } },
};

static const struct repair get_repairs[] = {
	{ "query",
	  "schema",
	  400,
	  "VALIDATION_ERROR",
	  { .headers = { "text/plain", "other=1", EVIL, "cross-site", "navigate", "Bearer a.b" },
	    .query = "callbackURL=" EVIL "/" } },
	{ "URL of a link",
	  "link",
	  403,
	  "INVALID_CALLBACK_URL",
	  { .query = "token=x&callbackURL=" EVIL "/" } },
	{ "session", "session", 401, "UNAUTHORIZED", { .query = "token=x&callbackURL=/" } },
	{ NULL, NULL, 0, "", { .headers = { [AUTHORIZATION] = BEARER } } },
};

static void apply(struct parts *parts, const struct parts *change)
{
	for (size_t i = 0; i < HEADERS; i++)
		if (change->headers[i])
			parts->headers[i] = change->headers[i];
	if (change->query)
		parts->query = change->query;
	if (change->body)
		parts->body = change->body;
}

struct desk {
	struct fixture *f;
	struct app *app;
	struct str bearer;
	bool steps_seen[16]; /* by the index of the step: it has answered */
};

static void write_request(const struct desk *d, const struct parts *parts,
			  struct http_header headers[HEADERS], struct request *out)
{
	*out = (struct request){
		.arena = &d->f->arena,
		.headers = headers,
		.query = parts->query ? str_z(parts->query) : STR(""),
		.body = parts->body ? arena_copy(&d->f->arena, str_z(parts->body)) : STR(""),
		.now_ms = TEST_NOW_MS,
	};
	for (size_t i = 0; i < HEADERS; i++) {
		const char *value = parts->headers[i];

		if (!value || !*value)
			continue;
		headers[out->n_headers++] =
			(struct http_header){ str_z(header_names[i]),
					      strcmp(value, BEARER) ? str_z(value) : d->bearer };
	}
}

/* The index of the first step that answers; the number of steps when all pass. */
static size_t run_step_by_step(struct call *call)
{
	const struct pipeline_step *steps;
	size_t n, i = 0;

	steps = pipeline_steps(&n);
	while (i < n && steps[i].check(call))
		i++;
	pipeline_done(call);
	return i;
}

static void assert_answer(const struct repair *row, const struct reply *reply)
{
	struct str code = reply->reason;

	if (reply->status != row->status || !str_eq(code, str_z(row->code)))
		fail_msg("%s: %u %.*s", row->fault ? row->fault : "no fault", reply->status,
			 STR_FMT(code));
}

/* A client that waits with its body is told to go on, or of a later fault. */
static bool body_decides(const struct repair *row)
{
	static const char *const faults[] = { "JSON", "type of a URL", "URL", "members" };

	for (size_t i = 0; row->fault && i < ARRAY_LEN(faults); i++)
		if (strcmp(row->fault, faults[i]) == 0)
			return true;
	return false;
}

/* What the head decides has the answer that the whole request gets, before the body is there. */
static void preview(struct desk *d, const struct route *route, const struct parts *parts,
		    const struct repair *row)
{
	struct http_header headers[HEADERS];
	struct reply reply = { 0 };
	struct request request;
	struct call call = { .app = d->app, .route = route, .request = &request, .reply = &reply };
	bool passed;

	write_request(d, parts, headers, &request);
	request.method = route->method;
	request.body = STR("");
	passed = pipeline_preview(&call);
	pipeline_done(&call);
	if (body_decides(row))
		return;
	assert_int_equal(passed, row->step == NULL);
	assert_answer(row, &reply);
}

/* Sends the request twice: step by step, and through pipeline_run(). */
static void send_request(struct desk *d, const struct route *route, const struct parts *parts,
			 const struct repair *row, size_t *at)
{
	const struct pipeline_step *steps;
	struct http_header headers[HEADERS];
	struct reply replies[2] = { 0 };
	struct request request;
	struct call call = { .app = d->app, .route = route, .request = &request };
	size_t n, step;
	bool passed;

	steps = pipeline_steps(&n);
	write_request(d, parts, headers, &request);
	request.method = route->method;
	call.reply = &replies[0];
	step = run_step_by_step(&call);
	if (row->step ? step == n || strcmp(steps[step].name, row->step) != 0 : step != n)
		fail_msg("%s: answered by %s", row->fault ? row->fault : "no fault",
			 step == n ? "no step" : steps[step].name);
	assert_true(step >= *at);
	*at = step;
	d->steps_seen[step] = true;
	write_request(d, parts, headers, &request);
	request.method = route->method;
	call = (struct call){ .app = d->app, .route = route, .request = &request };
	call.reply = &replies[1];
	passed = pipeline_run(&call);
	assert_int_equal(passed, row->step == NULL);
	if (passed)
		assert_string_equal(arena_z(&d->f->arena, call.signed_in.user.email),
				    "a@example.com");
	pipeline_done(&call);
	for (size_t i = 0; i < ARRAY_LEN(replies); i++)
		assert_answer(row, &replies[i]);
	preview(d, route, parts, row);
}

static void repair_one_by_one(struct desk *d, const struct route *route, const struct repair *rows,
			      size_t n_rows)
{
	struct parts parts = { 0 };
	size_t at = 0;

	for (size_t i = 0; i < n_rows; i++) {
		apply(&parts, &rows[i].change);
		send_request(d, route, &parts, &rows[i], &at);
	}
}

static void open_desk(struct desk *d, struct fixture *f)
{
	const struct app_config config = { .issuer = f->issuer,
					   .bearer = true,
					   .trusted = &f->issuer->settings.trusted,
					   .base_path = STR("/api/auth"),
					   .cookies = { .prefix = STR("better-auth") },
					   .token_issuer = TEST_ORIGIN,
					   .token_audience = TEST_ORIGIN };
	struct str token = test_sign_up(f, "a@example.com").session.token;

	*d = (struct desk){ .f = f, .app = app_new(&config) };
	assert_non_null(d->app);
	d->bearer = arena_fmt(&f->arena, "Bearer %.*s", STR_FMT(token));
}

static void each_repair_shows_the_answer_of_the_next_step(void **state)
{
	const struct route post = { .side = SIDE_AUTH,
				    .method = HTTP_POST,
				    .access = ACCESS_SESSION,
				    .body = &body_sign_in };
	const struct route get = { .side = SIDE_AUTH,
				   .method = HTTP_GET,
				   .access = ACCESS_SESSION,
				   .body = &body_verify_email };
	const struct pipeline_step *steps;
	struct desk d;
	size_t n;

	open_desk(&d, *state);
	repair_one_by_one(&d, &post, post_repairs, ARRAY_LEN(post_repairs));
	repair_one_by_one(&d, &get, get_repairs, ARRAY_LEN(get_repairs));
	steps = pipeline_steps(&n);
	for (size_t i = 0; i < n; i++) {
		/* "query" and "credential" read and refuse nothing. */
		bool refuses = strcmp(steps[i].name, "query") != 0 &&
			       strcmp(steps[i].name, "credential") != 0;

		if (d.steps_seen[i] != refuses)
			fail_msg("%s has%s answered", steps[i].name, refuses ? " not" : "");
	}
	app_free(d.app);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_steps_run_in_the_documented_order),
		cmocka_unit_test(every_step_is_another_check),
		TEST_WITH_ISSUER(each_repair_shows_the_answer_of_the_next_step),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
