#include "route/issuer/answer.h"

#include "auth/abuse/alias.h"
#include "auth/issuer/issuer.h"
#include "auth/session/json_view.h"
#include "base/cleanup.h"
#include "base/url.h"
#include "core/limits.h"
#include "fields/input.h"
#include "metrics/metrics.h"
#include "route/issuer/body.h"

static void put_error(struct arena *a, struct reply *reply, unsigned status, struct str message,
		      const char *code)
{
	struct buf body;

	arena_buf(a, &body, message.n + 64, 2 * LIMIT_BODY_BYTES);
	buf_z(&body, "{\"message\":");
	json_put_string(&body, message);
	if (code) {
		buf_z(&body, ",\"code\":");
		json_put_string(&body, str_z(code));
	}
	buf_char(&body, '}');
	reply_json(reply, status, buf_text(&body));
	reply->reason = code ? str_z(code) : reply->reason;
}

static void put_error_row(struct arena *a, struct reply *reply, enum wire_error error)
{
	const struct wire_answer *row = wire_answer(error);

	put_error(a, reply, row->status, str_z(row->message), row->code);
}

void answer_error(struct call *call, enum wire_error error)
{
	put_error_row(call->request->arena, call->reply, error);
}

void answer_wrong_type(struct call *call, struct str allowed_types)
{
	struct str type = request_header(call->request, STR("Content-Type"));
	struct buf message;

	arena_buf(call->request->arena, &message, 256, LIMIT_HEAD_BYTES + 256);
	buf_z(&message, "Content-Type \"");
	buf_str(&message, str_is_utf8(type) ? type : STR("?"));
	buf_z(&message, "\" is not allowed. Allowed types: ");
	buf_str(&message, allowed_types);
	put_error(call->request->arena, call->reply, 415, buf_text(&message),
		  "UNSUPPORTED_MEDIA_TYPE");
}

void answer_issues(struct call *call, struct str issues)
{
	put_error(call->request->arena, call->reply, 400, issues, "VALIDATION_ERROR");
}

bool answer_unless_fields_fit(struct call *call, const struct own_input *input)
{
	static const enum wire_error errors[] = {
		[OWN_INPUT_MISSING] = WIRE_FIELD_MISSING,
		[OWN_INPUT_NOT_ALLOWED] = WIRE_FIELD_NOT_ALLOWED,
		[OWN_INPUT_INVALID] = WIRE_FIELD_INVALID,
	};
	const struct wire_answer *row;

	if (input->rc == OWN_INPUT_OK)
		return true;
	row = wire_answer(errors[input->rc]);
	put_error(call->request->arena, call->reply, row->status, input->message, row->code);
	return false;
}

/* In the words of columns of one's own that are no input. */
bool answer_unless_admins_member(struct call *call)
{
	static const char *const names[] = { "role", "banned", "banReason", "banExpires" };
	struct own_input input = { .rc = OWN_INPUT_NOT_ALLOWED };

	for (size_t i = 0; call_issuer(call)->settings.admin.enabled && i < ARRAY_LEN(names); i++)
		if (!body_is_falsy(json_member(call->body, names[i]))) {
			input.message = arena_fmt(call->request->arena,
						  "%s is not allowed to be set", names[i]);
			return answer_unless_fields_fit(call, &input);
		}
	return true;
}

void answer_about_account(struct call *call, struct str email)
{
	call->reply->account = alias_of(&call_issuer(call)->alias_key, call->request->arena, email);
}

void answer_retry_after(struct call *call, int64_t wait_s)
{
	struct str text =
		arena_fmt(call->request->arena, "%lld", (long long)(wait_s > 0 ? wait_s : 1));

	reply_header(call->reply, STR("x-retry-after"), text);
	reply_header(call->reply, STR("retry-after"), text);
}

void answer_throttled(struct call *call, int64_t wait_s)
{
	answer_retry_after(call, wait_s);
	answer_error(call, WIRE_THROTTLED);
	call->reply->reason = STR("throttled");
	metric_count(METRIC_THROTTLED, 1);
}

void answer_location(struct call *call, struct str url)
{
	struct buf text;

	arena_buf(call->request->arena, &text, url.n, 3 * LIMIT_BODY_BYTES);
	for (size_t i = 0; i < url.n; i++)
		if (url.p[i] >= 0x20 && url.p[i] < 0x7F)
			buf_char(&text, url.p[i]);
		else
			url_put_component(&text, str_of(url.p + i, 1));
	reply_header(call->reply, STR("location"), buf_text(&text));
}

void answer_redirect(struct call *call, struct str url)
{
	reply_json(call->reply, 302, STR(""));
	answer_location(call, url);
}

void answer_fault(struct call *call, const struct err *err)
{
	reply_fault(call->reply, call->request->arena, err);
	switch (err->kind) {
	case ERR_UNAVAILABLE:
		reply_header(call->reply, STR("retry-after"), STR("1"));
		answer_error(call, WIRE_BUSY);
		return;
	case ERR_UNCERTAIN:
		answer_error(call, WIRE_UNCERTAIN);
		return;
	case ERR_NO_ROOM:
		answer_error(call, WIRE_NO_ROOM);
		return;
	case ERR_UNSTORABLE:
		answer_error(call, WIRE_UNSTORABLE);
		return;
	case ERR_UNREADABLE:
		answer_error(call, WIRE_NO_SESSION);
		return;
	case ERR_FAULT:
		break;
	}
	call->reply->status = 500;
}

bool answer_unless_ok(struct call *call, enum auth_result result, const struct err *err)
{
	if (result == AUTH_OK)
		return true;
	if (result == AUTH_FAULT)
		answer_fault(call, err);
	else
		answer_error(call, wire_error_of(result));
	return false;
}

void answer_for_server(struct arena *a, struct reply *reply, unsigned status)
{
	static const enum wire_error of_server[] = {
		WIRE_BODY_TOO_LARGE, WIRE_TARGET_TOO_LONG,   WIRE_CODED_BODY, WIRE_EXPECTATION,
		WIRE_HEAD_TOO_LARGE, WIRE_TOO_MANY_REQUESTS, WIRE_BUSY,       WIRE_HTTP_VERSION,
	};

	for (size_t i = 0; i < ARRAY_LEN(of_server); i++)
		if (wire_answer(of_server[i])->status == status) {
			put_error_row(a, reply, of_server[i]);
			return;
		}
	put_error_row(a, reply, WIRE_BAD_REQUEST);
}

/* set-auth-jwt comes first in the list, whichever header is set first. */
void answer_expose(struct call *call, struct str header)
{
	static const struct str name = STR_INIT("access-control-expose-headers");
	struct http_header *already = reply_find(call->reply, name);
	bool first = str_eq(header, STR("set-auth-jwt"));
	struct str a, b;

	if (!already) {
		reply_header(call->reply, name, header);
		return;
	}
	a = first ? header : already->value;
	b = first ? already->value : header;
	already->value = arena_fmt(call->request->arena, "%.*s, %.*s", STR_FMT(a), STR_FMT(b));
}

void answer_signed_in(struct call *call, const struct signed_in *signed_in)
{
	struct buf text;

	arena_buf(call->request->arena, &text, 1024, LIMIT_REPLY_BYTES);
	buf_z(&text, "{\"session\":");
	session_put_json(&text, &signed_in->session, VIEW_STORED);
	buf_z(&text, ",\"user\":");
	user_put_json(&text, &signed_in->user, VIEW_STORED);
	buf_char(&text, '}');
	reply_json(call->reply, 200, buf_text(&text));
}
