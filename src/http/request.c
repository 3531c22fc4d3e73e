#include "http/request.h"

#include "base/ascii.h"
#include "base/cleanup.h"

static const struct {
	struct str name;
	enum http_method method;
} methods[] = {
	{ STR_INIT("GET"), HTTP_GET },         { STR_INIT("HEAD"), HTTP_HEAD },
	{ STR_INIT("POST"), HTTP_POST },       { STR_INIT("PUT"), HTTP_PUT },
	{ STR_INIT("PATCH"), HTTP_PATCH },     { STR_INIT("DELETE"), HTTP_DELETE },
	{ STR_INIT("OPTIONS"), HTTP_OPTIONS },
};

/* Methods are case-sensitive (RFC 9110 section 9.1): "get" is HTTP_OTHER. */
enum http_method http_method_parse(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(methods); i++)
		if (str_eq(name, methods[i].name))
			return methods[i].method;
	return HTTP_OTHER;
}

struct str request_json_text(const struct request *request)
{
	return str_without_mark(request->body);
}

bool http_is_token(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (!ascii_is_alnum(text.p[i]) &&
		    !(text.p[i] && strchr("!#$%&'*+-.^_`|~", text.p[i])))
			return false;
	return text.n > 0;
}

struct str request_header(const struct request *request, struct str name)
{
	for (size_t i = 0; i < request->n_headers; i++)
		if (str_eq_nocase(request->headers[i].name, name))
			return request->headers[i].value;
	return str_of(NULL, 0);
}

struct str request_sole_header(const struct request *request, struct str name)
{
	return request_header_count(request, name) == 1 ? request_header(request, name)
							: str_of(NULL, 0);
}

size_t request_header_count(const struct request *request, struct str name)
{
	size_t count = 0;

	for (size_t i = 0; i < request->n_headers; i++)
		count += str_eq_nocase(request->headers[i].name, name);
	return count;
}
