#include "auth/session/cookie_cache.h"

#include <stdlib.h>

#include "auth/session/cookie_cache_json.h"
#include "base/b64url.h"
#include "base/json.h"
#include "crypto/hs256.h"
#include "crypto/id.h"

#define TEXT_MAX    (64 << 10) /* of a cookie's value: more than a request's head holds */
#define TEXT_FIRST  2048       /* enough for most values */
#define CLAIMS_DEEP 8          /* users of Better Auth may have nested members */

struct cookie_cache {
	struct cookie_cache_rules rules;
	const struct own_tables *own;
	const struct cookie_key *cookie_key;
	const struct clock *clock;
	const struct random *random;
	const struct keeper *keeper;   /* has the keys; NULL: they are the next member */
	struct cookie_cache_keys keys; /* only with COOKIE_CACHE_JWE */
};

/* --- the keys --------------------------------------------------------------------------------- */

bool cookie_cache_keys_init(struct cookie_cache_keys *keys, const struct secrets *secrets)
{
	struct str all[LIMIT_SECRETS + 1];
	size_t n = secrets_all(secrets, all);

	for (keys->n = 0; keys->n < n; keys->n++)
		if (!jwe_key_init(&keys->of[keys->n], all[keys->n], STR("better-auth-session"),
				  STR("BetterAuth.js Generated Encryption Key")))
			return false;
	return true;
}

void cookie_cache_keys_done(struct cookie_cache_keys *keys)
{
	for (size_t i = 0; i < keys->n; i++)
		jwe_key_done(&keys->of[i]);
	keys->n = 0;
}

struct cookie_cache *cookie_cache_new(const struct cookie_cache_config *config)
{
	struct cookie_cache *cache = calloc(1, sizeof(*cache));

	if (!cache)
		return NULL;
	*cache = (struct cookie_cache){ .rules = config->rules,
					.own = config->own,
					.cookie_key = config->cookie_key,
					.clock = config->clock,
					.random = config->random,
					.keeper = config->secrets->keeper };
	if (config->rules.form == COOKIE_CACHE_JWE && !cache->keeper &&
	    !cookie_cache_keys_init(&cache->keys, config->secrets)) {
		cookie_cache_free(cache);
		return NULL;
	}
	return cache;
}

void cookie_cache_free(struct cookie_cache *cache)
{
	if (!cache)
		return;
	cookie_cache_keys_done(&cache->keys);
	free(cache);
}

/* --- writing ---------------------------------------------------------------------------------- */

/* The parts of a cache that is being written; the payload is without its closing brace. */
struct writing {
	const struct cookie_cache *cache;
	struct arena *a;
	struct str payload;
	int64_t now_ms, life_s;
};

static void put_mac(const struct cookie_cache *cache, struct str text, struct buf *out)
{
	unsigned char mac[COOKIE_MAC_BYTES];

	cookie_mac(cache->cookie_key, text, mac);
	b64url_write(out, mac, sizeof(mac));
}

/* The text that is signed: the payload with the time as its last member. */
static struct str compact_signed(struct arena *a, struct str payload, struct str expires)
{
	struct buf b;

	arena_buf(a, &b, payload.n + expires.n + 16, TEXT_MAX);
	buf_str(&b, payload);
	buf_z(&b, ",\"expiresAt\":");
	buf_str(&b, expires);
	buf_char(&b, '}');
	return buf_text(&b);
}

static void put_compact(const struct writing *w, struct buf *out)
{
	int64_t expires_ms = w->now_ms + w->life_s * 1000;
	struct str expires = arena_fmt(w->a, "%lld", (long long)expires_ms);
	struct buf b;

	arena_buf(w->a, &b, w->payload.n + 128, TEXT_MAX);
	buf_z(&b, "{\"session\":");
	buf_str(&b, w->payload);
	buf_z(&b, "},\"expiresAt\":");
	buf_str(&b, expires);
	buf_z(&b, ",\"signature\":\"");
	put_mac(w->cache, compact_signed(w->a, w->payload, expires), &b);
	buf_z(&b, "\"}");
	out->failed |= !buf_ok(&b);
	b64url_write(out, b.p, b.n);
}

/* The payload as the claims of a token. */
static struct str claims(const struct writing *w, struct str jti)
{
	int64_t now_s = w->now_ms / 1000, exp_s = now_s + w->life_s;
	struct buf b;

	arena_buf(w->a, &b, w->payload.n + 128, TEXT_MAX);
	buf_str(&b, w->payload);
	buf_fmt(&b, ",\"iat\":%lld,\"exp\":%lld", (long long)now_s, (long long)exp_s);
	if (jti.n) {
		buf_z(&b, ",\"jti\":");
		json_put_string(&b, jti);
	}
	buf_char(&b, '}');
	return buf_text(&b);
}

static void put_jwt(const struct writing *w, struct buf *out)
{
	hs256_put(w->cache->cookie_key, claims(w, STR("")), out);
}

static void put_jwe(const struct writing *w, struct buf *out)
{
	struct str jti = id_make(w->cache->random, w->a, ID_KIND_UUID);

	const struct str plain = claims(w, jti);

	if (!w->cache->keeper)
		jwe_dir_put(&w->cache->keys.of[0], w->cache->random, plain, out);
	else if (!w->cache->keeper->call(w->cache->keeper, KEEPER_CACHE_SEAL, &plain, 1, out))
		out->failed = true;
}

/* --- reading ---------------------------------------------------------------------------------- */

static struct json *parse(struct str text)
{
	struct json *value = NULL;

	return json_parse(text, CLAIMS_DEEP, &value) == JSON_OK ? value : NULL;
}

/* Cuts {"session":PAYLOAD,"expiresAt":MS,"signature":"S"} into its values; the payload is without
 * its closing brace. JSON.stringify() has only one spelling of this object, so that the signature
 * can be verified before the JSON is read. */
static bool cut_compact(struct str text, struct str *payload, struct str *expires,
			struct str *signature)
{
	const struct str head = STR("{\"session\":"), time = STR("},\"expiresAt\":"),
			 tail = STR(",\"signature\":\""), end = STR("\"}");
	const size_t mac_n = b64url_encoded_len(COOKIE_MAC_BYTES);
	ptrdiff_t comma;

	if (!str_starts(text, head) || !str_ends(text, end) ||
	    text.n < head.n + tail.n + mac_n + end.n)
		return false;
	text = str_of(text.p + head.n, text.n - head.n - end.n);
	*signature = str_tail(text, text.n - mac_n);
	text = str_head(text, text.n - mac_n);
	if (!str_ends(text, tail))
		return false;
	text = str_head(text, text.n - tail.n);
	comma = str_rfind(text, ',');
	if (comma < 1 || !str_starts(str_tail(text, (size_t)comma - 1), time))
		return false;
	*payload = str_head(text, (size_t)comma - 1);
	*expires = str_tail(text, (size_t)comma - 1 + time.n);
	return true;
}

static struct json *open_compact(const struct cookie_cache *cache, struct arena *a,
				 struct str value)
{
	size_t n = b64url_decoded_len(value.n);
	unsigned char *bytes = arena_alloc(a, n + 1);
	char memory[64];
	struct str payload, expires, signature, text;
	struct buf expected;

	if (value.n > TEXT_MAX || !b64url_decode(value, bytes) ||
	    !cut_compact(str_of(bytes, n), &payload, &expires, &signature))
		return NULL;
	text = compact_signed(a, payload, expires);
	buf_init_fixed(&expected, memory, sizeof(memory));
	put_mac(cache, text, &expected);
	return str_eq_constant_time(signature, buf_text(&expected)) ? parse(text) : NULL;
}

static struct json *open_jwt(const struct cookie_cache *cache, struct arena *a, struct str value)
{
	struct json *claims = NULL;

	(void)a;
	return hs256_open(cache->cookie_key, value, &claims) ? claims : NULL;
}

static struct json *open_jwe(const struct cookie_cache *cache, struct arena *a, struct str value)
{
	struct buf text;

	arena_buf(a, &text, TEXT_FIRST, TEXT_MAX);
	if (cache->keeper ? cache->keeper->call(cache->keeper, KEEPER_CACHE_OPEN, &value, 1, &text)
			  : jwe_dir_open(cache->keys.of, cache->keys.n, value, &text))
		return parse(buf_text(&text));
	return NULL;
}

/* --- both ------------------------------------------------------------------------------------- */

static const struct form {
	void (*put)(const struct writing *w, struct buf *out);
	struct json *(*open)(const struct cookie_cache *cache, struct arena *a, struct str value);
	int64_t brief_s;    /* life of a cache with REMEMBER_NO */
	const char *expiry; /* the member with its end, and the milliseconds of its unit */
	int64_t expiry_ms;
} forms[] = {
	[COOKIE_CACHE_COMPACT] = { put_compact, open_compact, 60, "expiresAt", 1 },
	[COOKIE_CACHE_JWT] = { put_jwt, open_jwt, 300, "exp", 1000 },
	[COOKIE_CACHE_JWE] = { put_jwe, open_jwe, 300, "exp", 1000 },
};

void cookie_cache_put(const struct cookie_cache *cache, struct arena *a,
		      const struct signed_in *signed_in, enum remember remember, struct buf *out)
{
	const struct cookie_cache_rules *rules = &cache->rules;
	struct writing w = { .cache = cache, .a = a, .now_ms = clock_now_ms(cache->clock) };
	struct buf payload;

	if (rules->form == COOKIE_CACHE_OFF)
		return;
	arena_buf(a, &payload, TEXT_FIRST, TEXT_MAX);
	buf_z(&payload, "{\"session\":");
	session_put_json(&payload, &signed_in->session, signed_in->session_order);
	buf_z(&payload, ",\"user\":");
	user_put_json(&payload, &signed_in->user, signed_in->user_order);
	cookie_cache_put_proof(&payload, &signed_in->session.proof);
	buf_z(&payload, ",\"updatedAt\":");
	buf_i64(&payload, w.now_ms);
	buf_z(&payload, ",\"version\":");
	json_put_string(&payload, rules->version);
	out->failed |= !buf_ok(&payload);
	w.payload = buf_text(&payload);
	w.life_s = remember == REMEMBER_YES ? rules->max_age_s : forms[rules->form].brief_s;
	forms[rules->form].put(&w, out);
}

/* The cache's version; a cache without one has version 1. */
static struct str version_of(const struct json *claims)
{
	struct str version = json_to_str(json_member(claims, "version"));

	return version.n ? version : STR("1");
}

static bool is_in_time(const struct form *form, const struct json *claims, int64_t now_ms)
{
	const struct json *end = json_member(claims, form->expiry);
	const struct json *begin = json_member(claims, "nbf");
	int64_t end_ms;

	if (json_kind(end) != JSON_KIND_INTEGER ||
	    __builtin_mul_overflow(json_to_i64(end), form->expiry_ms, &end_ms))
		return false;
	return end_ms > now_ms && (!begin || (json_kind(begin) == JSON_KIND_INTEGER &&
					      json_to_i64(begin) <= now_ms / 1000));
}

enum cookie_cache_rc cookie_cache_read(const struct cookie_cache *cache, struct arena *a,
				       struct str value, struct str token, struct signed_in *out)
{
	const struct form *form = &forms[cache->rules.form];
	int64_t now_ms = clock_now_ms(cache->clock);
	OWNED(json_free) struct json *claims = NULL;
	struct signed_in signed_in;

	if (cache->rules.form == COOKIE_CACHE_OFF)
		return COOKIE_CACHE_REFUSED;
	claims = form->open(cache, a, value);
	if (!is_in_time(form, claims, now_ms) ||
	    !str_eq(version_of(claims), cache->rules.version) ||
	    !cookie_cache_view(claims, cache->own, a, &signed_in) ||
	    !str_eq(signed_in.session.token, token) || signed_in.session.expires_ms < now_ms)
		return COOKIE_CACHE_REFUSED;
	*out = signed_in;
	return COOKIE_CACHE_GOOD;
}
