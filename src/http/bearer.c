#include "http/bearer.h"

#define AUTHORIZATION STR("authorization")
#define SCHEME        STR("bearer ")

static bool is_token_char(char c)
{
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
		return true;
	return c && strchr("-._~+/", c);
}

/* b64token = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"=" */
static bool is_token(struct str s)
{
	size_t i = 0;

	while (i < s.n && is_token_char(s.p[i]))
		i++;
	if (i == 0)
		return false;
	while (i < s.n && s.p[i] == '=')
		i++;
	return i == s.n;
}

static bool has_scheme(struct str value)
{
	return str_eq_nocase(str_head(value, SCHEME.n), SCHEME);
}

enum bearer_rc bearer_token(const struct request *request, struct str *out)
{
	struct str value = request_header(request, AUTHORIZATION);
	struct str token;

	switch (request_header_count(request, AUTHORIZATION)) {
	case 0:
		return BEARER_NONE;
	case 1:
		break;
	default:
		return BEARER_REFUSED; /* which of them a proxy judged is anybody's guess */
	}
	if (!has_scheme(value))
		return BEARER_REFUSED;
	token = str_tail(value, SCHEME.n);
	while (token.n && token.p[0] == ' ')
		token = str_tail(token, 1);
	if (!is_token(token))
		return BEARER_REFUSED;
	*out = token;
	return BEARER_TOKEN;
}
