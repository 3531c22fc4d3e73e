#include "route/auth_cookie_data.h"

#include "core/limits.h"
#include "http/cookie.h"
#include "route/app.h"
#include "route/auth_cookie.h"

/* A client with more of them keeps the rest until they expire; a head of the usual size holds four. */
#define PIECES_MAX 16

/* No cookie with its name and attributes is longer: some browsers take 4,093 bytes. */
#define COOKIE_MAX 4050

/* All cookies together: servers and proxies refuse a header line of more than 8 KiB, and then the user
 * could do nothing any more. The session cookie has its room besides. */
#define COOKIES_MAX 7680

#define INDEX_MAX ((UINT64_C(1) << 53) - 1)

/* One cookie of the request: the whole, or a piece with its place. */
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

static bool is_ours(struct str name, struct str data, uint64_t *index)
{
	*index = 0;
	if (!str_starts(name, data))
		return false;
	return name.n == data.n ||
	       (name.p[data.n] == '.' && str_to_u64(str_tail(name, data.n + 1), INDEX_MAX, index));
}

/* Of two cookies of one name the later one counts. */
static void add_piece(struct pieces *pieces, struct piece piece)
{
	for (size_t i = 0; i < pieces->n; i++)
		if (str_eq(pieces->of[i].name, piece.name)) {
			pieces->of[i].raw = piece.raw;
			return;
		}
	if (pieces->n < PIECES_MAX)
		pieces->of[pieces->n++] = piece;
}

/* In the order of the request. */
static void find_pieces(const struct call *call, struct pieces *out)
{
	struct str data = data_name(call);

	*out = (struct pieces){ .n = 0 };
	for (struct cookie_walk w = cookie_walk(call->request); cookie_next(&w);) {
		struct piece piece = { .name = w.name, .raw = w.raw };

		if (is_ours(w.name, data, &piece.index))
			add_piece(out, piece);
		else
			out->others += w.name.n + w.raw.n + 3;
	}
}

/* --- reading ------------------------------------------------------------------------------------ */

static void sort_pieces(struct pieces *pieces)
{
	for (size_t i = 1; i < pieces->n; i++)
		for (size_t k = i; k && pieces->of[k].index < pieces->of[k - 1].index; k--) {
			struct piece earlier = pieces->of[k];

			pieces->of[k] = pieces->of[k - 1];
			pieces->of[k - 1] = earlier;
		}
}

struct str auth_data_of(const struct call *call)
{
	struct arena *a = call->request->arena;
	struct pieces pieces;
	struct str whole;
	struct buf text;

	if (cookie_first(call->request, data_name(call), &whole) && whole.n)
		return whole;
	find_pieces(call, &pieces);
	sort_pieces(&pieces);
	arena_buf(a, &text, COOKIE_MAX, LIMIT_HEAD_BYTES);
	for (size_t i = 0; i < pieces.n; i++)
		buf_str(&text, cookie_value(a, pieces.of[i].raw));
	return buf_text(&text);
}

/* --- writing ------------------------------------------------------------------------------------ */

static void expire(struct call *call, struct str name)
{
	struct cookie cookie = { .name = arena_copy(call->request->arena, name) };

	auth_put_cookie(call, cookie_expired(cookie));
}

void auth_data_expire_stray(struct call *call)
{
	struct pieces pieces;

	find_pieces(call, &pieces);
	for (size_t i = 0; i < pieces.n; i++)
		expire(call, pieces.of[i].name);
}

/* What a cookie takes without its value; the longest name of a piece is reckoned for all. */
static size_t overhead(const struct call *call, int64_t max_age_s)
{
	struct arena *a = call->request->arena;
	const struct cookie empty = {
		.name = arena_fmt(a, "%.*s.99", STR_FMT(data_name(call))),
		.max_age_s = max_age_s,
	};

	return auth_cookie_text(call, empty).n;
}

/* The cookies that hold a value of n bytes. */
struct plan {
	size_t n, bytes_each; /* how many, and how much of the value each holds */
};

static struct str name_in(const struct call *call, const struct plan *plan, size_t i)
{
	if (plan->n == 1)
		return data_name(call);
	return arena_fmt(call->request->arena, "%.*s.%zu", STR_FMT(data_name(call)), i);
}

/* None when they would be too many. */
static struct plan make_plan(const struct call *call, struct str value, int64_t max_age_s,
			     const struct pieces *pieces)
{
	size_t taken = overhead(call, max_age_s);
	struct plan plan = { .n = 0 };

	if (!value.n || taken >= COOKIE_MAX)
		return plan;
	plan.bytes_each = COOKIE_MAX - taken;
	plan.n = (value.n + plan.bytes_each - 1) / plan.bytes_each;
	if (pieces->others + value.n + plan.n * (data_name(call).n + 5) > COOKIES_MAX)
		plan.n = 0;
	return plan;
}

static void put(struct call *call, const struct plan *plan, size_t i, struct str value,
		int64_t max_age_s)
{
	const struct cookie cookie = {
		.name = name_in(call, plan, i),
		.value = str_head(str_tail(value, i * plan->bytes_each), plan->bytes_each),
		.max_age_s = max_age_s,
	};

	auth_put_cookie(call, cookie);
}

/* Where the name stands in the plan; plan->n when it does not. */
static size_t place_of(const struct call *call, const struct plan *plan, struct str name)
{
	size_t i = 0;

	while (i < plan->n && !str_eq(name_in(call, plan, i), name))
		i++;
	return i;
}

/* First what the request carries, in its order, expired or with its new value; then what is new. */
static void put_all(struct call *call, const struct plan *plan, const struct pieces *pieces,
		    struct str value, int64_t max_age_s)
{
	bool done[COOKIES_MAX / 1024] = { false };

	for (size_t k = 0; k < pieces->n; k++) {
		size_t i = place_of(call, plan, pieces->of[k].name);

		if (i == plan->n) {
			expire(call, pieces->of[k].name);
			continue;
		}
		put(call, plan, i, value, max_age_s);
		done[i] = true;
	}
	for (size_t i = 0; i < plan->n; i++)
		if (!done[i])
			put(call, plan, i, value, max_age_s);
}

void auth_data_set(struct call *call, const struct signed_in *who, enum remember remember)
{
	const struct issuer *issuer = call->app->config.issuer;
	const struct session_cache_rules *rules = &issuer->settings.cache;
	int64_t max_age_s = remember == REMEMBER_YES ? rules->max_age_s : COOKIE_OF_THE_SESSION;
	struct pieces pieces;
	struct plan plan;
	struct buf value;

	if (rules->form == SESSION_CACHE_OFF)
		return;
	arena_buf(call->request->arena, &value, 1024, COOKIES_MAX);
	session_cache_put(issuer->cache, call->request->arena, who, remember, &value);
	find_pieces(call, &pieces);
	plan = make_plan(call, buf_text(&value), max_age_s, &pieces);
	put_all(call, &plan, &pieces, buf_text(&value), max_age_s);
}
