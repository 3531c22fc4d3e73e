/* The cookie cache: the first byte says in which form the rest is a value as a client may send it
 * (small letter), or a payload that is well signed (capital). What is believed is the session that
 * was asked for, and comes back when it is written again. */
#include "crypto/cookie_mac.h"
#include "crypto/hs256.h"
#include "auth/session/cookie_cache.h"
#include "base/b64url.h"
#include "crypto/jwe/jwe_dir.h"
#include "fuzz.h"

#define SECRET    "ostiary-fuzz-test-secret-0123456789abcd"
#define TOKEN     "AbCdEfGhIjKlMnOpQrStUvWxYz012345"
#define NOW_MS    INT64_C(1795148913595) /* 2026-11-20T04:28:33.595Z */
#define INPUT_MAX 8192                   /* a head has no more */

static int64_t now_ms(const struct clock *clock)
{
	(void)clock;
	return NOW_MS;
}

static const struct clock standing = { now_ms };

/* Made once: deriving keys is slow. */
static struct world {
	struct cookie_key *key;
	struct jwe_key jwe;
	struct cookie_cache *caches[COOKIE_CACHE_JWE + 1];
} * the_world(void)
{
	static struct world w;
	const struct secrets secrets = secrets_plain(STR(SECRET));
	struct cookie_cache_config config = { .rules = { .max_age_s = 300, .version = STR("1") },
					      .secrets = &secrets,
					      .clock = &standing,
					      .random = &random_kernel };

	if (w.key)
		return &w;
	w.key = cookie_key_new(STR(SECRET));
	config.cookie_key = w.key;
	HOLDS(w.key && jwe_key_init(&w.jwe, STR(SECRET), STR("better-auth-session"),
				    STR("BetterAuth.js Generated Encryption Key")));
	for (size_t form = 0; form <= COOKIE_CACHE_JWE; form++) {
		config.rules.form = (enum cookie_cache_form)form;
		w.caches[form] = cookie_cache_new(&config);
		HOLDS(w.caches[form]);
	}
	return &w;
}

/* {"session":PAYLOAD,"expiresAt":MS,"signature":S} where PAYLOAD,"expiresAt":MS} is the given text,
 * cut at its last comma as the server will do. */
static void sign_compact(const struct world *w, struct str text, struct buf *out)
{
	ptrdiff_t comma = str_rfind(text, ',');
	unsigned char mac[COOKIE_MAC_BYTES];
	char memory[INPUT_MAX + 256];
	struct buf b;

	if (comma < 0 || !str_ends(text, STR("}")))
		return;
	cookie_mac(w->key, text, mac);
	buf_init_fixed(&b, memory, sizeof(memory));
	buf_z(&b, "{\"session\":");
	buf_str(&b, str_head(text, (size_t)comma));
	buf_char(&b, '}');
	buf_str(&b, str_tail(str_head(text, text.n - 1), (size_t)comma));
	buf_z(&b, ",\"signature\":\"");
	b64url_write(&b, mac, sizeof(mac));
	buf_z(&b, "\"}");
	b64url_write(out, b.p, b.n);
}

static void sign(const struct world *w, enum cookie_cache_form form, struct str text,
		 struct buf *out)
{
	if (form == COOKIE_CACHE_COMPACT)
		sign_compact(w, text, out);
	else if (form == COOKIE_CACHE_JWT)
		hs256_put(w->key, text, out);
	else
		jwe_dir_put(&w->jwe, &random_kernel, text, out);
}

static void read_both_ways(const struct world *w, enum cookie_cache_form form, struct arena *a,
			   struct str value)
{
	const struct cookie_cache *cache = w->caches[form];
	struct signed_in who, again;
	struct buf out;

	if (cookie_cache_read(cache, a, value, STR(TOKEN), &who) != COOKIE_CACHE_GOOD)
		return;
	HOLDS(str_eq(who.session.token, STR(TOKEN)));
	HOLDS(str_eq(who.session.user_id, who.user.id) && who.session.expires_ms >= NOW_MS);
	arena_buf(a, &out, 1024, 65536);
	cookie_cache_put(cache, a, &who, REMEMBER_YES, &out);
	HOLDS(buf_ok(&out));
	HOLDS(cookie_cache_read(cache, a, buf_text(&out), STR(TOKEN), &again) == COOKIE_CACHE_GOOD);
	HOLDS(str_eq(who.user.name, again.user.name) && str_eq(who.user.email, again.user.email));
	HOLDS(str_eq(who.session.id, again.session.id));
	HOLDS(who.session.expires_ms == again.session.expires_ms);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct str forms = STR_INIT("-cwe"); /* by their numbers */
	const struct world *w = the_world();
	struct arena arena;
	struct buf value;
	ptrdiff_t form;

	if (n < 1 || n > INPUT_MAX)
		return 0;
	form = str_find(forms, (char)(data[0] | 0x20));
	if (form < 1)
		return 0;
	arena_init(&arena, NULL, 0);
	arena_buf(&arena, &value, 1024, 65536);
	if (data[0] & 0x20)
		buf_str(&value, str_of(data + 1, n - 1));
	else
		sign(w, (enum cookie_cache_form)form, str_of(data + 1, n - 1), &value);
	read_both_ways(w, (enum cookie_cache_form)form, &arena, buf_text(&value));
	arena_done(&arena);
	return 0;
}
