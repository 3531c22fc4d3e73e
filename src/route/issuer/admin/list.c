/* A part of admin.h: the list of users. Better Auth judges the session before the query here. */
#include "route/issuer/admin/admin.h"

#include "auth/admin/directory.h"
#include "auth/session/json_view.h"
#include "base/cleanup.h"
#include "core/date_text.h"
#include "core/limits.h"
#include "route/issuer/admin/answer.h"
#include "route/issuer/answer.h"

#define MOST_UNLESS_ASKED 100

/* --- the parameters that are one of some words ------------------------------------------------ */

static const struct choice {
	struct str name;
	const char *words;
} choices[] = {
	{ STR_INIT("searchField"), "email name" },
	{ STR_INIT("searchOperator"), "contains starts_with ends_with" },
	{ STR_INIT("sortDirection"), "asc desc" },
	{ STR_INIT("filterOperator"),
	  "eq ne lt lte gt gte in not_in contains starts_with ends_with" },
};

static void put_issue(struct buf *b, const struct choice *choice)
{
	struct str rest = str_z(choice->words), word;
	const char *separator = "";

	buf_fmt(b, "%s[query.%.*s] Invalid option: expected one of ", b->n ? "; " : "",
		STR_FMT(choice->name));
	while (rest.n) {
		str_cut(rest, ' ', &word, &rest);
		buf_fmt(b, "%s\"%.*s\"", separator, STR_FMT(word));
		separator = "|";
	}
}

/* False: the issues have been answered. A parameter that is given twice is none of the words. */
static bool choices_fit(struct call *call)
{
	struct buf issues;

	arena_buf(call->request->arena, &issues, 0, LIMIT_HEAD_BYTES);
	for (size_t i = 0; i < ARRAY_LEN(choices); i++) {
		size_t n = form_count(&call->query, choices[i].name);

		if (n > 1 || (n == 1 && !str_is_word_of(*form_first(&call->query, choices[i].name),
							choices[i].words)))
			put_issue(&issues, &choices[i]);
	}
	if (!issues.n)
		return true;
	answer_issues(call, buf_text(&issues));
	return false;
}

/* --- the query -------------------------------------------------------------------------------- */

static struct str word_or(const struct call *call, struct str name, struct str otherwise)
{
	struct str word = call_query_text(call, name);

	return word.n ? word : otherwise;
}

/* A whole number above 0; 0 for anything else, which counts as absent. */
static int64_t number(const struct call *call, struct str name, int64_t most)
{
	uint64_t value;

	if (!str_to_u64(call_query_text(call, name), INT64_MAX, &value))
		return 0;
	return (int64_t)value < most ? (int64_t)value : most;
}

static enum listing_place place_of(struct str operation)
{
	if (str_eq(operation, STR("starts_with")))
		return LISTING_AT_START;
	return str_eq(operation, STR("ends_with")) ? LISTING_AT_END : LISTING_ANYWHERE;
}

static bool read_flag(struct str word, bool *out)
{
	*out = str_is_word_of(word, "true 1");
	return *out || str_is_word_of(word, "false 0");
}

static struct str read_among(const struct call *call)
{
	struct str values[FORM_FIELDS_MAX];
	size_t n = 0;

	for (size_t i = 0; i < call->query.n; i++)
		if (str_eq(call->query.fields[i].name, STR("filterValue")))
			values[n++] = call->query.fields[i].value;
	return listing_among(call->request->arena, values, n);
}

/* False: no user can fit, since the column is not known or has no such values. */
static bool read_filter(const struct call *call, struct listing_query *q)
{
	struct str value = call_query_text(call, STR("filterValue"));

	q->operation = word_or(call, STR("filterOperator"), STR("eq"));
	if (!form_first(&call->query, STR("filterValue")))
		return true;
	q->filter_by = word_or(call, STR("filterField"), STR("email"));
	q->filter_type = listing_type_of(q->filter_by);
	switch (q->filter_type) {
	case LISTING_TEXT:
		q->text = value;
		q->pattern = listing_pattern(call->request->arena, value, place_of(q->operation));
		q->among = read_among(call);
		return true;
	case LISTING_TIME:
		return date_text_read(value, &q->time_ms);
	case LISTING_FLAG:
		return read_flag(value, &q->flag);
	case LISTING_NONE:
		break;
	}
	return false;
}

static bool read_query(const struct call *call, struct listing_query *q)
{
	struct str searched = call_query_text(call, STR("searchValue"));
	struct str operation = word_or(call, STR("searchOperator"), STR("contains"));

	q->most = number(call, STR("limit"), LISTING_MOST);
	q->skipped = number(call, STR("offset"), INT64_MAX);
	if (!q->most)
		q->most = MOST_UNLESS_ASKED;
	if (searched.n) {
		q->search_in = word_or(call, STR("searchField"), STR("email"));
		q->search_pattern =
			listing_pattern(call->request->arena, searched, place_of(operation));
	}
	q->sort_by = call_query_text(call, STR("sortBy"));
	q->sort_type = listing_type_of(q->sort_by);
	q->descending = str_eq(call_query_text(call, STR("sortDirection")), STR("desc"));
	return (!q->sort_by.n || q->sort_type != LISTING_NONE) && read_filter(call, q);
}

/* --- the answer ------------------------------------------------------------------------------- */

static void answer_page(struct call *call, const struct listing_query *q,
			const struct directory_page *page)
{
	struct buf text;

	arena_buf(call->request->arena, &text, 512 * page->n + 64, LIMIT_REPLY_BYTES);
	buf_z(&text, "{\"users\":[");
	for (size_t i = 0; i < page->n; i++) {
		buf_z(&text, i ? "," : "");
		user_put_json(&text, &page->users[i], VIEW_STORED);
	}
	buf_fmt(&text, "],\"total\":%lld", (long long)page->total);
	if (number(call, STR("limit"), LISTING_MOST))
		buf_fmt(&text, ",\"limit\":%lld", (long long)q->most);
	if (q->skipped)
		buf_fmt(&text, ",\"offset\":%lld", (long long)q->skipped);
	buf_char(&text, '}');
	reply_json(call->reply, 200, buf_text(&text));
}

void admin_list_users(struct call *call)
{
	struct listing_query query = { .most = 0 };
	struct directory_page page;
	struct err err = { 0 };

	if (!choices_fit(call))
		return;
	if (!read_query(call, &query)) {
		reply_json(call->reply, 200, STR("{\"users\":[],\"total\":0}"));
		return;
	}
	if (admin_answer_unless_ok(
		    call,
		    directory_list(call_issuer(call), call->request->arena, &query, &page, &err),
		    &err))
		answer_page(call, &query, &page);
}
