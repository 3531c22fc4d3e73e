#include "route/call.h"

#include "route/app.h"

struct issuer *call_issuer(const struct call *call)
{
	return call->app->config.issuer;
}

struct str call_body_text(const struct call *call, const char *name)
{
	return json_to_str(json_member(call->body, name));
}

struct str call_query_text(const struct call *call, struct str name)
{
	const struct str *value = form_first(&call->query, name);

	return value ? *value : str_of(NULL, 0);
}

struct session_origin call_origin(const struct call *call)
{
	return (struct session_origin){
		.ip_address = call->request->address,
		.user_agent = request_header(call->request, STR("User-Agent")),
	};
}
