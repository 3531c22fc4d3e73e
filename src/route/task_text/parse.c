#include "route/task_text/parse.h"

#include "base/cleanup.h"
#include "core/limits.h"
#include "core/zone.h"
#include "http/media_type.h"
#include "route/app.h"
#include "route/detail.h"
#include "route/task_api/answer.h"
#include "store/tables/tasks/lists.h"
#include "tasks/preferences/preferences.h"
#include "tasks/quickadd/answer.h"

#define DAY_MS       INT64_C(86400000)
#define MINUTE_MS    60000
#define TEXT_MOST    LIMIT_TEXT(LIMIT_TITLE_CHARS)
#define ANSWER_BYTES ((size_t)64 << 10) /* a span for each word of a text of 500 characters */

/* The request, and what its members mean. */
struct parse {
	struct call *call;
	struct str text, time_zone, language;
	struct preferences chosen; /* what counts where the request says nothing */
	struct zone zone;
	struct quick_context context;
};

static bool refuse_member(const struct parse *parse, const char *name, const char *sentence)
{
	detail_problem(parse->call->request->arena, parse->call->reply, PROBLEM_BAD_MEMBER,
		       str_z(sentence), (struct blame){ BLAME_MEMBER, str_z(name) });
	return false;
}

static bool refuse_body(const struct parse *parse, const char *sentence)
{
	detail_problem(parse->call->request->arena, parse->call->reply, PROBLEM_BAD_BODY,
		       str_z(sentence), (struct blame){ 0 });
	return false;
}

/* --- members ---------------------------------------------------------------------------------- */

static bool read_text(struct parse *parse, struct str value)
{
	if (!str_trim_unicode(value).n)
		return refuse_member(parse, "text", "text cannot be empty or whitespace");
	if (str_code_points(value) > LIMIT_TITLE_CHARS)
		return refuse_member(parse, "text",
				     "text must be at most " TEXT_MOST " characters");
	if (str_find(value, '\0') >= 0)
		return refuse_member(parse, "text", "text must not contain the character U+0000");
	parse->text = arena_copy(parse->call->request->arena, value);
	return true;
}

static bool read_time_zone(struct parse *parse, struct str value)
{
	if (!zone_read(parse->call->request->arena, value, &parse->zone))
		return refuse_member(parse, "time_zone",
				     "time_zone must be a name such as Europe/Berlin");
	parse->time_zone = arena_copy(parse->call->request->arena, value);
	return true;
}

static bool read_language(struct parse *parse, struct str value)
{
	if (!quickadd_language(value, &parse->context))
		return refuse_member(parse, "language",
				     "language must be en or de, with or "
				     "without a region such as en-GB");
	return true;
}

static const struct {
	const char *name;
	bool (*read)(struct parse *parse, struct str value);
	size_t fallback;  /* offset of a text in struct preferences; of a required member unused */
	const char *type; /* the sentence when it is no text */
	const char *missing;
} members[] = {
	{ "text", read_text, 0, "text must be a string", "text is required" },
	{ "time_zone", read_time_zone, offsetof(struct preferences, time_zone),
	  "time_zone must be a string", NULL },
	{ "language", read_language, offsetof(struct preferences, language),
	  "language must be a string", NULL },
};

static bool read_member(struct parse *parse, const struct json *body, size_t i)
{
	const struct json *value = json_member(body, members[i].name);

	if (!value && members[i].missing)
		return refuse_member(parse, members[i].name, members[i].missing);
	if (!value)
		return members[i].read(parse, *(const struct str *)((const char *)&parse->chosen +
								    members[i].fallback));
	if (json_kind(value) != JSON_KIND_STRING)
		return refuse_member(parse, members[i].name, members[i].type);
	return members[i].read(parse, json_to_str(value));
}

static bool is_known(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		if (str_eq(name, str_z(members[i].name)))
			return true;
	return false;
}

static bool read_members(struct parse *parse, const struct json *body)
{
	if (json_kind(body) != JSON_KIND_OBJECT)
		return refuse_body(parse, "Request body must be a JSON object");
	for (struct json_walk w = json_walk(body); json_next(&w);)
		if (!is_known(w.name))
			return refuse_body(parse, "Request body must have the members text, "
						  "time_zone and language only");
	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		if (!read_member(parse, body, i))
			return false;
	return true;
}

static bool read_body(struct parse *parse)
{
	OWNED(json_free) struct json *body = NULL;
	struct request *request = parse->call->request;

	if (!media_type_is_json(request_header(request, STR("Content-Type")))) {
		answer_refuse(parse->call, 415, STR("Content-Type must be application/json"));
		return false;
	}
	if (json_parse(request_json_text(request), LIMIT_BODY_DEPTH, &body) != JSON_OK)
		return refuse_body(parse, "Request body must be valid JSON in UTF-8, and name no "
					  "member twice");
	return read_members(parse, body);
}

/* --- the answer ------------------------------------------------------------------------------- */

/* What the clocks of the zone show when the request came. */
static struct quick_now now_in(const struct zone *zone, int64_t now_ms)
{
	int64_t local = now_ms + (int64_t)zone_offset(zone, now_ms / 1000) * 1000;

	return (struct quick_now){ .today = (int32_t)(local / DAY_MS),
				   .minute = (int)(local % DAY_MS / MINUTE_MS) };
}

static bool read_chosen(struct parse *parse)
{
	struct call *call = parse->call;
	struct err err = { 0 };
	enum store_rc rc = preferences_read(&call->app->config.tasks, call->request->arena,
					    call->owner, &parse->chosen, &err);

	if (rc != STORE_OK)
		answer_store(call, rc, &err);
	return rc == STORE_OK;
}

/* The lists that a text may name; those that are archived are not among them. False, and
 * answered: they cannot be read. */
static bool read_lists(struct parse *parse)
{
	struct arena *a = parse->call->request->arena;
	struct list *lists = NULL;
	struct quick_list *names;
	struct err err = { 0 };
	size_t n = 0;
	enum store_rc rc = STORE_READ(
		parse->call->app->config.tasks.store, sql, &err,
		lists_all(sql, a, parse->call->owner, LIMIT_LISTS_PER_USER, &lists, &n, &err));

	if (rc != STORE_OK) {
		answer_store(parse->call, rc, &err);
		return false;
	}
	names = arena_array(a, n + 1, sizeof(*names));
	parse->context.lists = names;
	for (size_t i = 0; lists && i < n; i++)
		if (!lists[i].archived)
			names[parse->context.n_lists++] =
				(struct quick_list){ lists[i].id, lists[i].name };
	return true;
}

/* A text without the sign of a list needs none. */
static bool names_list(struct str text)
{
	return str_find(text, '@') >= 0;
}

void tasks_parse(struct call *call)
{
	struct parse parse = { .call = call };
	struct quick_task task;
	struct buf body;

	if (!read_chosen(&parse) || !read_body(&parse) ||
	    (names_list(parse.text) && !read_lists(&parse)))
		return;
	parse.context.now = now_in(&parse.zone, call->request->now_ms);
	quickadd_read(call->request->arena, &parse.context, parse.text, &task);
	arena_buf(call->request->arena, &body, 1024, ANSWER_BYTES);
	quickadd_put(&body, parse.text, parse.time_zone, &task);
	reply_json(call->reply, 200, buf_text(&body));
}
