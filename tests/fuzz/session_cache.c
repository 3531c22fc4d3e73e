/* The cookie cache: the input as a cookie's value, which nobody has signed; and as a payload that somebody has, in
 * each of the three forms. They agree, and what was read and is written again reads the same. */
#include "auth/session_cache.h"

#include "../unit/auth/fixture.h"
#include "auth/hs256.h"
#include "base/b64url.h"
#include "crypto/jwe_dir.h"
#include "fuzz.h"

#define SESSION_TOKEN "AbCdEfGhIjKlMnOpQrStUvWxYz012345"
#define LIFE_S        300
#define TEXT_MAX      ((size_t)1 << 18)
#define INPUT_MAX     3000

#define FORMS (SESSION_CACHE_JWE + 1)

struct desk {
	struct test_clock clock;
	struct test_random random;
	struct secrets secrets;
	struct cookie_key *cookie_key;
	struct jwe_key jwe_key;
	struct session_cache *of[FORMS];
};

static void make_desk(struct desk *d)
{
	d->clock.clock.now_ms = test_now_ms;
	atomic_init(&d->clock.now_ms, TEST_NOW_MS);
	d->random.random.fill = test_fill;
	d->secrets = secrets_plain(STR(TEST_SECRET));
	d->cookie_key = cookie_key_new(STR(TEST_SECRET));
	HOLDS(jwe_key_init(&d->jwe_key, STR(TEST_SECRET), STR("better-auth-session"),
			   STR("BetterAuth.js Generated Encryption Key")));
	for (int form = SESSION_CACHE_COMPACT; form < FORMS; form++) {
		const struct session_cache_config config = {
			.rules = { .form = (enum session_cache_form)form,
				   .max_age_s = LIFE_S,
				   .version = STR("1") },
			.cookie_key = d->cookie_key,
			.secrets = &d->secrets,
			.clock = &d->clock.clock,
			.random = &d->random.random,
		};

		d->of[form] = session_cache_new(&config);
		HOLDS(d->of[form] != NULL);
	}
}

static const struct desk *desk(void)
{
	static struct desk desk;

	if (!desk.of[SESSION_CACHE_JWE])
		make_desk(&desk);
	return &desk;
}

static enum session_cache_rc read_value(const struct desk *d, int form, struct arena *a,
					struct str value, struct signed_in *out)
{
	enum session_cache_rc rc =
		session_cache_read(d->of[form], a, value, STR(SESSION_TOKEN), out);

	if (rc == SESSION_CACHE_GOOD) {
		HOLDS(str_eq(out->session.token, STR(SESSION_TOKEN)));
		HOLDS(out->session.expires_ms >= TEST_NOW_MS);
	}
	return rc;
}

/* --- signing what the input says ---------------------------------------------------------------- */

/* {"session":PAYLOAD,"expiresAt":MS,"signature":S}; open is the payload without its closing brace. */
static void sign_compact(const struct desk *d, struct arena *a, struct str open, struct buf *out)
{
	unsigned char mac[COOKIE_MAC_BYTES];
	struct buf text, whole;

	arena_buf(a, &text, 512, TEXT_MAX);
	buf_str(&text, open);
	buf_fmt(&text, ",\"expiresAt\":%lld}", (long long)TEST_NOW_MS + LIFE_S * 1000);
	cookie_mac(d->cookie_key, buf_text(&text), mac);
	arena_buf(a, &whole, 512, TEXT_MAX);
	buf_z(&whole, "{\"session\":");
	buf_str(&whole, open);
	buf_fmt(&whole, "},\"expiresAt\":%lld,\"signature\":\"",
		(long long)TEST_NOW_MS + LIFE_S * 1000);
	b64url_write(&whole, mac, sizeof(mac));
	buf_z(&whole, "\"}");
	b64url_write(out, whole.p, whole.n);
}

static struct str with_exp(struct arena *a, struct str open)
{
	struct buf text;

	arena_buf(a, &text, 512, TEXT_MAX);
	buf_str(&text, open);
	buf_fmt(&text, ",\"exp\":%lld}", (long long)TEST_NOW_MS / 1000 + LIFE_S);
	return buf_text(&text);
}

static struct str sign(const struct desk *d, int form, struct arena *a, struct str open)
{
	struct buf out;

	arena_buf(a, &out, 512, TEXT_MAX);
	if (form == SESSION_CACHE_COMPACT)
		sign_compact(d, a, open, &out);
	else if (form == SESSION_CACHE_JWT)
		hs256_put(d->cookie_key, with_exp(a, open), &out);
	else
		jwe_dir_put(&d->jwe_key, &d->random.random, with_exp(a, open), &out);
	HOLDS(buf_ok(&out));
	return buf_text(&out);
}

static void same_person(const struct signed_in *a, const struct signed_in *b)
{
	HOLDS(str_eq(a->user.id, b->user.id) && str_eq(a->user.name, b->user.name) &&
	      str_eq(a->user.email, b->user.email) && str_eq(a->user.image, b->user.image));
	HOLDS(a->user.email_verified == b->user.email_verified);
	HOLDS(a->user.created_ms == b->user.created_ms && a->user.updated_ms == b->user.updated_ms);
	HOLDS(str_eq(a->session.id, b->session.id) &&
	      str_eq(a->session.user_id, b->session.user_id) &&
	      str_eq(a->session.ip_address, b->session.ip_address) &&
	      str_eq(a->session.user_agent, b->session.user_agent));
	HOLDS(a->session.expires_ms == b->session.expires_ms &&
	      a->session.created_ms == b->session.created_ms);
}

static void comes_back(const struct desk *d, int form, struct arena *a, const struct signed_in *who)
{
	struct signed_in again;
	struct buf value;

	arena_buf(a, &value, 512, TEXT_MAX);
	session_cache_put(d->of[form], a, who, REMEMBER_YES, &value);
	HOLDS(buf_ok(&value));
	HOLDS(read_value(d, form, a, buf_text(&value), &again) == SESSION_CACHE_GOOD);
	same_person(who, &again);
}

/* Times of its own at the top would mean different things in the forms. */
static bool says_nothing_of_time(struct str text)
{
	const struct str session_time = STR("\"expiresAt\"");
	size_t times = 0;

	for (size_t i = 0; i < text.n; i++)
		times += str_starts(str_tail(text, i), session_time);
	return times <= 1 && !str_contains(text, STR("\"exp\"")) &&
	       !str_contains(text, STR("\"nbf\"")) && str_find(text, '\\') < 0;
}

static void forms_agree(const struct desk *d, struct arena *a, struct str open)
{
	enum session_cache_rc rcs[FORMS];
	struct signed_in who[FORMS];

	for (int form = SESSION_CACHE_COMPACT; form < FORMS; form++) {
		rcs[form] = read_value(d, form, a, sign(d, form, a, open), &who[form]);
		if (rcs[form] == SESSION_CACHE_GOOD)
			comes_back(d, form, a, &who[form]);
		if (rcs[form] == SESSION_CACHE_GOOD && rcs[SESSION_CACHE_COMPACT] == rcs[form])
			same_person(&who[SESSION_CACHE_COMPACT], &who[form]);
		if (says_nothing_of_time(open))
			HOLDS(rcs[form] == rcs[SESSION_CACHE_COMPACT]);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str input = str_of(data, n);
	struct signed_in who;
	struct arena arena;

	if (n > INPUT_MAX)
		return 0;
	arena_init(&arena, NULL, 0);
	for (int form = SESSION_CACHE_COMPACT; form < FORMS; form++)
		(void)read_value(desk(), form, &arena, input, &who);
	if (str_ends(input, STR("}")))
		input.n--;
	forms_agree(desk(), &arena, input);
	arena_done(&arena);
	return 0;
}
