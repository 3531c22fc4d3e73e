#include "route/task_text/import.h"

#include "core/limits.h"
#include "core/zone.h"
#include "http/media_type.h"
#include "route/app.h"
#include "route/detail.h"
#include "route/task_api/answer.h"
#include "route/task_api/writing/keyed.h"
#include "route/task_text/file_query.h"
#include "tasks/exchange/import.h"
#include "tasks/preferences/preferences.h"

#define REPORT_BYTES ((size_t)4 << 20) /* LIMIT_IMPORT_ITEMS with the longest texts */

static const char formats_in[] = "format must be json, csv, todoist, vikunja, taskwarrior, "
				 "todotxt, ics or trello";

static const struct task_rules *rules_of(const struct call *call)
{
	return &call->app->config.tasks;
}

/* The media type of the format, or one that every format may have. */
static bool is_file(struct call *call, const char *media_type)
{
	struct str given = request_header(call->request, STR("Content-Type")), type, rest;

	(void)str_cut(given, ';', &type, &rest);
	type = str_trim(type);
	if (str_eq_nocase(type, str_z(media_type)) ||
	    str_eq_nocase(type, STR("application/octet-stream")))
		return true;
	detail_reply(call->request->arena, call->reply, 415,
		     arena_fmt(call->request->arena,
			       "Content-Type must be %s or application/octet-stream", media_type));
	return false;
}

static bool read_dry_run(struct call *call, const struct form *query, bool *out)
{
	struct str text = file_query_text(query, STR("dry_run"));

	*out = str_eq(text, STR("true"));
	if (text.n && !*out && !str_eq(text, STR("false")))
		return file_query_refuse(call, "dry_run", "dry_run must be true or false");
	return true;
}

static bool read_zone(struct call *call, const struct form *query, struct zone *zone,
		      struct import_request *out)
{
	struct str name = file_query_text(query, STR("time_zone"));
	struct preferences chosen;
	struct err err = { 0 };
	enum store_rc rc =
		preferences_read(rules_of(call), call->request->arena, call->owner, &chosen, &err);

	if (rc != STORE_OK) {
		answer_store(call, rc, &err);
		return false;
	}
	out->zone_name = name.n ? name : chosen.time_zone;
	out->zone = zone;
	if (!zone_read(call->request->arena, out->zone_name, zone))
		return file_query_refuse(call, "time_zone",
					 "time_zone must be a name such as Europe/Berlin");
	return true;
}

static bool read_import(struct call *call, struct zone *zone, struct import_request *out)
{
	const char *media_type = NULL;
	struct form query;

	if (!file_query_read(call, "format dry_run time_zone", &query))
		return false;
	out->read = import_reader(file_query_text(&query, STR("format")), &media_type);
	if (!out->read)
		return file_query_refuse(call, "format", formats_in);
	return read_dry_run(call, &query, &out->dry_run) && read_zone(call, &query, zone, out) &&
	       is_file(call, media_type);
}

static void answer_report(struct call *call, const void *report)
{
	reply_json(call->reply, 200, *(const struct str *)report);
}

/* STORE_OK with the report in the request's arena. */
static enum store_rc run_import(struct call *call, const struct import_request *request,
				struct str *out, struct err *err)
{
	struct import_counts counts;
	struct incoming tasks;
	struct buf report;
	ARENA(a);
	enum store_rc rc = import_run(request, &a, &tasks, &counts, err);

	if (rc == STORE_CONFLICT)
		refusal_member(&call->refusal, STR(""),
			       arena_copy(call->request->arena, tasks.problem));
	if (rc != STORE_OK)
		return rc;
	arena_buf(call->request->arena, &report, 4096, REPORT_BYTES);
	import_put(&report, request, &tasks, &counts);
	*out = buf_text(&report);
	return STORE_OK;
}

/* Every format is text in UTF-8. */
static bool is_text(struct call *call, struct str file)
{
	if (str_is_utf8(file))
		return true;
	detail_problem(call->request->arena, call->reply, PROBLEM_BAD_BODY,
		       STR("The file must be text in UTF-8"), (struct blame){ 0 });
	return false;
}

static void answer_import(struct call *call, const struct import_request *request)
{
	struct err err = { 0 };
	struct str report;
	struct keyed keyed = {
		.call = call, .answer = answer_report, .made = &report, .refuse = answer_store
	};
	enum store_rc rc;

	if (!keyed_start(&keyed) || keyed_look(&keyed))
		return;
	rc = run_import(call, request, &report, &err);
	if (rc == STORE_OK)
		keyed_keep(&keyed);
	else
		keyed_finish(&keyed, rc, &err);
}

void tasks_import(struct call *call)
{
	struct import_request request = { .rules = rules_of(call),
					  .owner = call->owner,
					  .file = call->request->body,
					  .now_ms = call->request->now_ms };
	struct zone zone;

	if (!read_import(call, &zone, &request) || !is_text(call, request.file))
		return;
	if (!import_enter(&call->app->imports, call->owner->user_id)) {
		reply_header(call->reply, STR("retry-after"), STR("5"));
		detail_problem(call->request->arena, call->reply, PROBLEM_BUSY,
			       STR("Another import is running: nothing was done"),
			       (struct blame){ 0 });
		return;
	}
	answer_import(call, &request);
	import_leave(&call->app->imports, call->owner->user_id);
}
