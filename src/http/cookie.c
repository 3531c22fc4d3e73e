#include "http/cookie.h"

#include "base/url.h"
#include "http/percent.h"

struct cookie_walk cookie_walk(const struct request *request)
{
	return (struct cookie_walk){ .request = request };
}

/* Goes to the next Cookie header; a client may use several. */
static bool next_header(struct cookie_walk *w)
{
	while (w->next_header < w->request->n_headers) {
		const struct http_header *header = &w->request->headers[w->next_header++];

		if (str_eq_nocase(header->name, STR("cookie"))) {
			w->rest = header->value;
			return true;
		}
	}
	return false;
}

bool cookie_next(struct cookie_walk *w)
{
	do {
		while (w->rest.n) {
			struct str piece;

			str_cut(w->rest, ';', &piece, &w->rest);
			if (!str_cut(piece, '=', &w->name, &w->raw))
				continue;
			w->name = str_trim(w->name);
			w->raw = str_trim(w->raw);
			return true;
		}
	} while (next_header(w));
	return false;
}

struct str cookie_value(struct arena *arena, struct str raw)
{
	struct str value = raw;

	if (raw.n && raw.p[0] == '"')
		value = raw.n > 1 ? str_of(raw.p + 1, raw.n - 2) : str_of(NULL, 0);
	if (str_find(value, '%') >= 0)
		(void)percent_decode(arena, value, &value); /* or it stays as it is */
	return value;
}

size_t cookie_count(const struct request *request, struct str name)
{
	size_t n = 0;

	for (struct cookie_walk w = cookie_walk(request); cookie_next(&w);)
		n += str_eq(w.name, name);
	return n;
}

static void put_text_attribute(struct buf *b, const char *before, struct str text)
{
	if (text.n == 0)
		return;
	buf_z(b, before);
	buf_str(b, text);
}

void cookie_put(struct buf *b, const struct cookie *cookie)
{
	static const char *const same_site[] = {
		[COOKIE_SAME_SITE_STRICT] = "; SameSite=Strict",
		[COOKIE_SAME_SITE_LAX] = "; SameSite=Lax",
		[COOKIE_SAME_SITE_NONE] = "; SameSite=None",
	};

	buf_str(b, cookie->name);
	buf_char(b, '=');
	url_put_component(b, cookie->value);
	if (cookie->max_age_s >= 0) {
		buf_z(b, "; Max-Age=");
		buf_i64(b, cookie->max_age_s);
	}
	put_text_attribute(b, "; Domain=", cookie->domain);
	put_text_attribute(b, "; Path=", cookie->path);
	if (!cookie->script_readable)
		buf_z(b, "; HttpOnly");
	if (!cookie->plain_http)
		buf_z(b, "; Secure");
	buf_z(b, same_site[cookie->same_site]);
}

struct cookie cookie_expired(struct cookie cookie)
{
	cookie.value = str_of(NULL, 0);
	cookie.max_age_s = 0;
	return cookie;
}
