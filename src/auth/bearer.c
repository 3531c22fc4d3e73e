#include "auth/bearer.h"

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Decodes %XX once. A text with a broken escape stays as it is: its signature will not match. */
static struct str percent_decode(struct arena *a, struct str text)
{
	char *out = arena_alloc(a, text.n);
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++) {
		int high, low;

		if (text.p[i] != '%') {
			out[n++] = text.p[i];
			continue;
		}
		if (text.n - i < 3)
			return text;
		high = hex_digit(text.p[i + 1]);
		low = hex_digit(text.p[i + 2]);
		if (high < 0 || low < 0)
			return text;
		out[n++] = (char)(high << 4 | low);
		i += 2;
	}
	return str_of(out, n);
}

bool bearer_session_token(const struct cookie_key *key, struct arena *a, struct str authorization,
			  struct str *out_token)
{
	const struct str scheme = STR("Bearer ");
	struct str credential, token;

	if (!str_eq_nocase(str_head(authorization, scheme.n), scheme))
		return false;
	credential = str_trim(str_tail(authorization, scheme.n));
	if (credential.n == 0)
		return false;
	if (str_find(credential, '.') < 0) {
		*out_token = credential; /* as the JSON answers give it: by itself a credential */
		return true;
	}
	if (str_find(credential, '%') >= 0)
		credential = percent_decode(a, credential);
	/* A session token has no dot, so a second one is somebody else's signed value. */
	if (!cookie_verify(key, credential, &token) || str_find(token, '.') >= 0)
		return false;
	*out_token = token;
	return true;
}
