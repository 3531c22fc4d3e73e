#include "auth/email/link_url.h"

#include "base/url.h"

#define LINK_MAX (256 << 10) /* a body has 64 KiB, each byte of it becomes three */

static struct str link_of(const struct issuer *issuer, struct arena *a, const char *path,
			  struct str token, const char *between, struct str callback)
{
	struct buf url;

	arena_buf(a, &url, 256, LINK_MAX);
	buf_str(&url, issuer->settings.base_url);
	buf_z(&url, path);
	buf_str(&url, token);
	buf_z(&url, between);
	url_put_component(&url, callback);
	return buf_text(&url);
}

/* Where a link leads that names no page: to the page of the web UI that tells what happened, or to
 * `otherwise`. */
static struct str or_page(const struct issuer *issuer, struct arena *a, struct str callback,
			  const char *page, const char *otherwise)
{
	if (callback.n || !(issuer->settings.pages || *otherwise))
		return callback;
	return arena_fmt(a, "%.*s%s", STR_FMT(issuer->settings.root),
			 issuer->settings.pages ? page : otherwise);
}

struct str link_reset(const struct issuer *issuer, struct arena *a, struct str token,
		      struct str callback)
{
	return link_of(issuer, a, "/reset-password/", token,
		       "?callbackURL=", or_page(issuer, a, callback, "/reset-password", ""));
}

struct str link_verify(const struct issuer *issuer, struct arena *a, struct str token,
		       struct str callback)
{
	return link_of(issuer, a, "/verify-email?token=", token,
		       "&callbackURL=", or_page(issuer, a, callback, "/verified", "/"));
}

struct str link_delete(const struct issuer *issuer, struct arena *a, struct str token,
		       struct str callback)
{
	return link_of(issuer, a, "/delete-user/callback?token=", token, "&callbackURL=",
		       or_page(issuer, a, callback, "/sign-in?reason=deleted", "/"));
}

struct str link_with(struct arena *a, struct str url, struct str name, struct str value)
{
	ptrdiff_t hash = str_find(url, '#');
	struct str before = hash < 0 ? url : str_head(url, (size_t)hash);
	struct buf out;

	arena_buf(a, &out, url.n + name.n + value.n + 8, LINK_MAX);
	buf_str(&out, before);
	buf_char(&out, str_find(before, '?') < 0 ? '?' : '&');
	buf_str(&out, name);
	buf_char(&out, '=');
	url_put_component(&out, value);
	buf_str(&out, str_tail(url, before.n));
	return buf_text(&out);
}

struct str link_absolute(const struct issuer *issuer, struct arena *a, struct str url)
{
	struct buf out;

	if (!str_starts(url, STR("/")))
		return url;
	arena_buf(a, &out, url.n + 64, LINK_MAX);
	buf_str(&out, issuer->settings.origin);
	buf_str(&out, url);
	return buf_text(&out);
}
