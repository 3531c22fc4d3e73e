#include "route/issuer/cache_cookies.h"

#include "auth/session/cookie_cache.h"
#include "core/limits.h"
#include "http/cookie.h"
#include "route/app.h"
#include "route/issuer/cookies.h"

/* Pieces beyond this number are ignored and expire in the browser; a request's head of the usual
 * size holds four. */
#define PIECES_MAX 16

/* The longest cookie with its name and attributes: some browsers accept only 4,093 bytes. */
#define COOKIE_MAX 4050

/* The longest total of all cookies: servers and proxies refuse a header line of more than 8 KiB,
 * which would lock the user out. The rest of the 8 KiB is for the session cookie. */
#define COOKIES_MAX 7680

/* More of them are only needed when a long domain leaves little of each for the value. */
#define COOKIES_WRITTEN_MAX 7

#define INDEX_MAX ((UINT64_C(1) << 53) - 1)

/* One cookie of the request: the whole cache, or a piece with its number. */
struct piece {
	struct str name, raw;
	uint64_t index;
};

struct pieces {
	struct piece of[PIECES_MAX];
	size_t n;
	size_t others; /* bytes of all other cookies */
};

static struct str data_name(const struct call *call)
{
	return auth_cookie_name(call->app, AUTH_COOKIE_DATA);
}

static bool is_piece(struct str name, struct str data, uint64_t *index)
{
	*index = 0;
	if (!str_starts(name, data))
		return false;
	return name.n == data.n ||
	       (name.p[data.n] == '.' && str_to_u64(str_tail(name, data.n + 1), INDEX_MAX, index));
}

/* Which of two cookies of one name counts. */
enum which_twin {
	TWIN_FIRST = 0,
	TWIN_LAST,
};

static void add_piece(struct pieces *pieces, struct piece piece, enum which_twin which)
{
	for (size_t i = 0; i < pieces->n; i++)
		if (str_eq(pieces->of[i].name, piece.name)) {
			if (which == TWIN_LAST)
				pieces->of[i].raw = piece.raw;
			return;
		}
	if (pieces->n < PIECES_MAX)
		pieces->of[pieces->n++] = piece;
}

/* In the order of the request. */
static void find_pieces(const struct call *call, enum which_twin which, struct pieces *out)
{
	struct str data = data_name(call);

	*out = (struct pieces){ .n = 0 };
	for (struct cookie_walk w = cookie_walk(call->request); cookie_next(&w);) {
		struct piece piece = { .name = w.name, .raw = w.raw };

		if (is_piece(w.name, data, &piece.index))
			add_piece(out, piece, which);
		else
			out->others += w.name.n + w.raw.n + 3;
	}
}

/* --- reading ---------------------------------------------------------------------------------- */

static void sort_pieces(struct pieces *pieces)
{
	for (size_t i = 1; i < pieces->n; i++)
		for (size_t k = i; k && pieces->of[k].index < pieces->of[k - 1].index; k--) {
			struct piece earlier = pieces->of[k];

			pieces->of[k] = pieces->of[k - 1];
			pieces->of[k - 1] = earlier;
		}
}

static struct str join_pieces(const struct call *call, enum which_twin which)
{
	struct arena *a = call->request->arena;
	struct pieces pieces;
	struct buf text;

	find_pieces(call, which, &pieces);
	sort_pieces(&pieces);
	arena_buf(a, &text, COOKIE_MAX, LIMIT_HEAD_BYTES);
	for (size_t i = 0; i < pieces.n; i++)
		if (!str_eq(pieces.of[i].name, data_name(call)))
			buf_str(&text, cookie_value(a, pieces.of[i].raw));
	return buf_text(&text);
}

static size_t add_value(struct str out[CACHE_COOKIES_READ], size_t n, struct str value)
{
	if (!value.n || n == CACHE_COOKIES_READ || (n && str_eq(out[n - 1], value)))
		return n;
	out[n] = value;
	return n + 1;
}

size_t cache_cookies_read(const struct call *call, struct str out[CACHE_COOKIES_READ])
{
	struct str name = data_name(call);
	size_t n = 0;

	for (struct cookie_walk w = cookie_walk(call->request);
	     n < CACHE_COOKIES_READ - 2 && cookie_next(&w);)
		if (str_eq(w.name, name))
			n = add_value(out, n, cookie_value(call->request->arena, w.raw));
	n = add_value(out, n, join_pieces(call, TWIN_FIRST));
	return add_value(out, n, join_pieces(call, TWIN_LAST));
}

/* --- writing ---------------------------------------------------------------------------------- */

/* Half of the reply's headers stay free for the session's own cookies: an attacker with a
 * neighbouring host can plant many pieces. The next answer expires more. */
static void expire_piece(struct call *call, struct str name)
{
	if (call->reply->n_headers >= REPLY_HEADERS_MAX / 2)
		return;
	struct cookie cookie = { .name = arena_copy(call->request->arena, name) };

	auth_cookie_put(call, cookie_expired(cookie));
}

void cache_cookies_expire_stray(struct call *call)
{
	struct pieces pieces;

	find_pieces(call, TWIN_LAST, &pieces);
	for (size_t i = 0; i < pieces.n; i++)
		expire_piece(call, pieces.of[i].name);
}

/* The bytes of a cookie without its value; the longest name of a piece counts for all. */
static size_t overhead(const struct call *call, int64_t max_age_s)
{
	struct arena *a = call->request->arena;
	const struct cookie empty = {
		.name = arena_fmt(a, "%.*s.99", STR_FMT(data_name(call))),
		.max_age_s = max_age_s,
	};

	return auth_cookie_text(call, empty).n;
}

/* How a value is cut into cookies. */
struct plan {
	size_t n, bytes_each; /* number of cookies, and bytes of the value in each */
};

static struct str name_in(const struct call *call, const struct plan *plan, size_t i)
{
	if (plan->n == 1)
		return data_name(call);
	return arena_fmt(call->request->arena, "%.*s.%zu", STR_FMT(data_name(call)), i);
}

/* n is 0 when all cookies together would be too long. */
static struct plan make_plan(const struct call *call, struct str value, int64_t max_age_s,
			     const struct pieces *pieces)
{
	size_t taken = overhead(call, max_age_s);
	struct plan plan = { .n = 0 };

	if (!value.n || taken >= COOKIE_MAX)
		return plan;
	plan.bytes_each = COOKIE_MAX - taken;
	plan.n = (value.n + plan.bytes_each - 1) / plan.bytes_each;
	if (plan.n > COOKIES_WRITTEN_MAX ||
	    pieces->others + value.n + plan.n * (data_name(call).n + 5) > COOKIES_MAX)
		plan.n = 0;
	return plan;
}

static void put_piece(struct call *call, const struct plan *plan, size_t i, struct str value,
		      int64_t max_age_s)
{
	const struct cookie cookie = {
		.name = name_in(call, plan, i),
		.value = str_head(str_tail(value, i * plan->bytes_each), plan->bytes_each),
		.max_age_s = max_age_s,
	};

	auth_cookie_put(call, cookie);
}

/* The index of the name in the plan; plan->n when it is not in it. */
static size_t piece_index(const struct call *call, const struct plan *plan, struct str name)
{
	size_t i = 0;

	while (i < plan->n && !str_eq(name_in(call, plan, i), name))
		i++;
	return i;
}

/* First the cookies of the request in their order, expired or with a new value; then the new
 * ones. */
static void put_all(struct call *call, const struct plan *plan, const struct pieces *pieces,
		    struct str value, int64_t max_age_s)
{
	bool done[COOKIES_WRITTEN_MAX] = { false };

	for (size_t k = 0; k < pieces->n; k++) {
		size_t i = piece_index(call, plan, pieces->of[k].name);

		if (i == plan->n) {
			expire_piece(call, pieces->of[k].name);
			continue;
		}
		put_piece(call, plan, i, value, max_age_s);
		done[i] = true;
	}
	for (size_t i = 0; i < plan->n; i++)
		if (!done[i])
			put_piece(call, plan, i, value, max_age_s);
}

void cache_cookies_set(struct call *call, const struct signed_in *signed_in, enum remember remember)
{
	const struct issuer *issuer = call_issuer(call);
	const struct cookie_cache_rules *rules = &issuer->settings.cache;
	int64_t max_age_s = remember == REMEMBER_YES ? rules->max_age_s : COOKIE_OF_THE_SESSION;
	struct pieces pieces;
	struct plan plan;
	struct buf value;

	if (rules->form == COOKIE_CACHE_OFF)
		return;
	if (signed_in->session.impersonated_by.n) { /* is looked up each time */
		auth_cookie_expire_sent(call, AUTH_COOKIE_DATA);
		cache_cookies_expire_stray(call);
		return;
	}
	arena_buf(call->request->arena, &value, 1024, COOKIES_MAX);
	cookie_cache_put(issuer->cache, call->request->arena, signed_in, remember, &value);
	find_pieces(call, TWIN_LAST, &pieces);
	plan = make_plan(call, buf_text(&value), max_age_s, &pieces);
	put_all(call, &plan, &pieces, buf_text(&value), max_age_s);
}
