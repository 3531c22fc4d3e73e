#include "route/issuer/handlers/token.h"

#include "auth/token/token.h"
#include "route/issuer/answer.h"
#include "route/issuer/handlers/handlers.h"

static enum auth_result issue_token(struct call *call, struct str *out, struct err *err)
{
	return token_issue_in(call_issuer(call), call->request->arena, &call->signed_in, out, err);
}

/* nginx reads the head of an answer into one page of memory, 4 KiB by default, and answers 502
 * when it is longer. The other headers and the cookies of a sign-in take up to 1.5 KiB. */
#define HEADER_TOKEN_MAX 2560

bool token_header_add(struct call *call)
{
	struct err err = { 0 };
	struct str token;
	enum auth_result result = issue_token(call, &token, &err);

	if (result == AUTH_OK && token.n <= HEADER_TOKEN_MAX) {
		reply_header(call->reply, STR("set-auth-jwt"), token);
		answer_expose(call, STR("set-auth-jwt"));
	} else if (result == AUTH_FAULT) {
		answer_fault(call, &err);
	}
	return result != AUTH_FAULT;
}

void auth_token(struct call *call)
{
	struct err err = { 0 };
	struct str token;
	struct buf text;

	if (!answer_unless_ok(call, issue_token(call, &token, &err), &err))
		return;
	arena_buf(call->request->arena, &text, token.n + 32, 2 * TOKEN_MAX);
	buf_z(&text, "{\"token\":");
	json_put_string(&text, token);
	buf_char(&text, '}');
	reply_json(call->reply, 200, buf_text(&text));
}
