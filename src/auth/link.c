#include "auth/link.h"

#define LINK_MAX (256 << 10) /* a body has 64 KiB, each byte of it becomes three */

/* As JavaScript's encodeURIComponent() does it. */
static void put_component(struct buf *b, struct str text)
{
	static const char others[] = "-_.!~*'()";
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		if (letter || (c >= '0' && c <= '9') || memchr(others, c, sizeof(others) - 1)) {
			buf_char(b, (char)c);
			continue;
		}
		buf_char(b, '%');
		buf_char(b, hex[c >> 4]);
		buf_char(b, hex[c & 15]);
	}
}

static struct str link_of(const struct issuer *issuer, struct arena *a, const char *path,
			  struct str token, const char *between, struct str callback)
{
	struct buf url;

	arena_buf(a, &url, 256, LINK_MAX);
	buf_str(&url, issuer->settings.base_url);
	buf_z(&url, path);
	buf_str(&url, token);
	buf_z(&url, between);
	put_component(&url, callback);
	return buf_text(&url);
}

struct str link_reset(const struct issuer *issuer, struct arena *a, struct str token,
		      struct str callback)
{
	return link_of(issuer, a, "/reset-password/", token, "?callbackURL=", callback);
}

struct str link_verify(const struct issuer *issuer, struct arena *a, struct str token,
		       struct str callback)
{
	return link_of(issuer, a, "/verify-email?token=", token,
		       "&callbackURL=", callback.n ? callback : STR("/"));
}

struct str link_delete(const struct issuer *issuer, struct arena *a, struct str token,
		       struct str callback)
{
	return link_of(issuer, a, "/delete-user/callback?token=", token,
		       "&callbackURL=", callback.n ? callback : STR("/"));
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
	put_component(&out, value);
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
