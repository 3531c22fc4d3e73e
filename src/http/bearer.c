#include "http/bearer.h"

#define AUTHORIZATION STR("authorization")
#define SCHEME        STR("bearer ")

#define BIT(c)             (UINT64_C(1) << ((c) % 64))
#define RANGE(first, last) (2 * BIT(last) - BIT(first))

/* A bit for each byte: a token has hundreds of characters, and each request brings one. */
static bool is_b64token_char(char c)
{
	static const uint64_t sets[4] = {
		BIT('-') | BIT('.') | BIT('+') | BIT('/') | RANGE('0', '9'),
		BIT('_') | BIT('~') | RANGE('A', 'Z') | RANGE('a', 'z'),
	};
	unsigned char byte = (unsigned char)c;

	return sets[byte / 64] & BIT(byte);
}

/* b64token = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"=" */
static bool is_b64token(struct str s)
{
	size_t i = 0;

	while (i < s.n && is_b64token_char(s.p[i]))
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
		return BEARER_REFUSED; /* a proxy may have judged another one of them */
	}
	if (!has_scheme(value))
		return BEARER_REFUSED;
	token = str_tail(value, SCHEME.n);
	while (token.n && token.p[0] == ' ')
		token = str_tail(token, 1);
	if (!is_b64token(token))
		return BEARER_REFUSED;
	*out = token;
	return BEARER_TOKEN;
}
