#include "auth/session/bearer.h"

#include "base/url.h"

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
		*out_token = credential; /* unsigned, as the JSON answers give it */
		return true;
	}
	if (str_find(credential, '%') >= 0)
		/* With a broken escape it stays as it is: its signature will not match. */
		(void)url_decode(credential, arena_alloc(a, credential.n), credential.n,
				 &credential);
	/* A session token has no dot: with a second one this is another signed value. */
	if (!cookie_verify(key, credential, &token) || str_find(token, '.') >= 0)
		return false;
	*out_token = token;
	return true;
}
