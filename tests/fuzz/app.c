/* A whole request to the whole application on a real store: "METHOD target", header lines, an empty
 * line, the body. $T stands for Ann's access token, $S and $C for her session (as a bearer and as a
 * cookie), $D for the cookie cache of it, $A and $B for her id and Bob's, $1 and $2 for a task of
 * each.
 *
 * Whatever is asked with Ann's rights: the answer is sound, nothing breaks, and Bob's things stay
 * his.
 */
#include "app_world.h"
#include "base/json.h"
#include "fuzz.h"
#include "http/percent.h"
#include "server/wire/framing.h"

#define HEADERS_MAX 32
#define INPUT_MAX   16384

/* Replaces the signs; what stands for nothing stays. */
static struct str expand(const struct world *w, struct arena *a, struct str text)
{
	struct buf b;

	arena_buf(a, &b, text.n + 1, (size_t)1 << 20);
	for (size_t i = 0; i < text.n; i++) {
		struct str value = { NULL, 0 };

		if (text.p[i] == '$' && i + 1 < text.n)
			value = world_sign(w, text.p[i + 1]);
		if (value.p) {
			buf_str(&b, value);
			i++;
		} else {
			buf_char(&b, text.p[i]);
		}
	}
	HOLDS(buf_ok(&b));
	return buf_text(&b);
}

/* As the server takes it apart. False when it would not have come to the application. */
static bool read_request(const struct world *w, struct str text, struct request *request)
{
	struct http_header *headers = arena_array(request->arena, HEADERS_MAX, sizeof(*headers));
	struct str line, target, authority;
	struct framing framing;

	str_cut(text, '\n', &line, &text);
	str_cut(line, ' ', &request->method_name, &target);
	target = expand(w, request->arena, target);
	request->method = http_method_parse(request->method_name);
	request->headers = headers;
	while (str_cut(text, '\n', &line, &text) && line.n && request->n_headers < HEADERS_MAX) {
		struct http_header *header = &headers[request->n_headers++];

		str_cut(line, ':', &header->name, &header->value);
		header->value = str_trim(expand(w, request->arena, header->value));
	}
	request->body = expand(w, request->arena, text);
	return framing_target(target, &request->path, &request->query, &authority) &&
	       framing_judge(request, true, &framing) == FRAMING_OK;
}

static void header_is_sound(const struct http_header *header)
{
	HOLDS(header->name.n > 0);
	for (size_t i = 0; i < header->name.n; i++)
		HOLDS(header->name.p[i] > ' ' && header->name.p[i] < 0x7f &&
		      header->name.p[i] != ':');
	for (size_t i = 0; i < header->value.n; i++)
		HOLDS((unsigned char)header->value.p[i] >= ' ' && header->value.p[i] != 0x7f);
}

static void tells_no_secret(struct str text)
{
	HOLDS(!str_contains(text, STR(WORLD_BOBS_SECRET)));
	HOLDS(!str_contains(text, STR(WORLD_PRIVATE)));
}

static void reply_is_sound(struct reply *reply)
{
	const struct http_header *type = reply_find(reply, STR("content-type"));
	struct json *body = NULL;

	HOLDS(reply->status >= 200 && reply->status < 600 && reply->status != 500);
	HOLDS(reply->fault.n == 0);
	for (size_t i = 0; i < reply->n_headers; i++) {
		header_is_sound(&reply->headers[i]);
		tells_no_secret(reply->headers[i].value);
	}
	tells_no_secret(reply->body);
	HOLDS(reply_find(reply, STR("x-content-type-options")) != NULL);
	HOLDS(reply->status != 204 || reply->body.n == 0);
	if (!type || !str_starts(type->value, STR("application/json")) || !reply->body.n)
		return;
	HOLDS(json_parse(reply->body, 32, &body) == JSON_OK);
	json_free(body);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct world *w = world_of_two();
	const struct http_app *app = &w->app->http;
	struct reply reply = { .status = 0 };
	struct arena arena;
	struct request request = { .arena = &arena,
				   .id = STR("0123456789abcdef"),
				   .address = STR("127.0.0.1"),
				   .now_ms = TEST_NOW_MS };

	/* Who says it already need not be told. */
	if (n > INPUT_MAX || str_contains(str_of(data, n), STR(WORLD_BOBS_SECRET)) ||
	    str_contains(str_of(data, n), STR(WORLD_PRIVATE)))
		return 0;
	arena_init(&arena, NULL, 0);
	if (read_request(w, str_of(data, n), &request)) {
		/* Hashing takes longer than all the rest: its lane is full. */
		if (app->plan(app->self, &request) == LANE_HASH)
			app->refuse(app->self, &request, 503, &reply);
		else
			app->handle(app->self, &request, &reply);
		reply_is_sound(&reply);
		HOLDS(world_bob_is_well(w));
		if (request.method != HTTP_GET && request.method != HTTP_HEAD)
			world_restore_ann(w);
	}
	arena_done(&arena);
	return 0;
}
