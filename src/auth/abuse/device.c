#include "auth/abuse/device.h"

#include "crypto/id.h"

#define PREFIX          STR("device~")
#define DEVICE_ID_CHARS 22
#define TAG_BYTES       8
#define TAG_CHARS       ((size_t)2 * TAG_BYTES)
#define VALUE_MAX       256

struct tag {
	char text[TAG_CHARS];
};

static struct str tag_of(const struct cookie_key *key, struct str user_id, struct tag *out)
{
	unsigned char mac[COOKIE_MAC_BYTES];
	char text[128];
	struct buf b;

	buf_init_fixed(&b, text, sizeof(text));
	buf_z(&b, "device of ");
	buf_str(&b, str_head(user_id, 96));
	cookie_mac(key, buf_text(&b), mac);
	buf_init_fixed(&b, out->text, sizeof(out->text));
	buf_hex(&b, mac, TAG_BYTES);
	return buf_text(&b);
}

/* Splits a valid value into the device's id and its tags. */
static bool read_value(const struct cookie_key *key, struct str value, struct str *out_id,
		       struct str *out_tags)
{
	struct str text;

	if (!cookie_verify(key, value, &text) || !str_starts(text, PREFIX))
		return false;
	return str_cut(str_tail(text, PREFIX.n), '~', out_id, out_tags) && out_id->n;
}

static bool has_tag(struct str tags, struct str tag)
{
	struct str one;

	while (tags.n) {
		str_cut(tags, '~', &one, &tags);
		if (str_eq_constant_time(one, tag))
			return true;
	}
	return false;
}

struct cookie_read {
	struct str id, tags;
};

/* True when a cookie has the tag: *out is the first of these; else *out is the first one that is
 * valid, and its id is empty when none is. */
static bool find_cookie(const struct cookie_key *key, struct str values, struct str tag,
			struct cookie_read *out)
{
	struct cookie_read first = { 0 }, one;
	struct str value;

	while (values.n) {
		str_cut(values, ' ', &value, &values);
		if (!read_value(key, value, &one.id, &one.tags))
			continue;
		if (!first.id.n)
			first = one;
		if (has_tag(one.tags, tag)) {
			*out = one;
			return true;
		}
	}
	*out = first;
	return false;
}

struct str device_of(const struct cookie_key *key, struct str values, struct str user_id)
{
	struct cookie_read cookie;
	struct tag memory;
	struct str tag = tag_of(key, user_id, &memory);

	return find_cookie(key, values, tag, &cookie) ? cookie.id : str_of(NULL, 0);
}

struct str device_with(const struct cookie_key *key, const struct random *random, struct arena *a,
		       struct str values, struct str user_id)
{
	struct cookie_read cookie;
	struct tag memory;
	struct str tag = tag_of(key, user_id, &memory), one;
	struct buf text, signed_text;
	size_t n = 1;

	(void)find_cookie(key, values, tag, &cookie);
	if (!cookie.id.n)
		cookie.id = id_new(random, a, ID_LETTERS_AND_DIGITS, DEVICE_ID_CHARS);
	arena_buf(a, &text, VALUE_MAX, VALUE_MAX);
	arena_buf(a, &signed_text, VALUE_MAX, (size_t)2 * VALUE_MAX);
	buf_str(&text, PREFIX);
	buf_str(&text, cookie.id);
	buf_char(&text, '~');
	buf_str(&text, tag);
	while (cookie.tags.n && n < DEVICE_USERS_MAX) {
		str_cut(cookie.tags, '~', &one, &cookie.tags);
		if (str_eq(one, tag))
			continue;
		buf_char(&text, '~');
		buf_str(&text, one);
		n++;
	}
	cookie_sign(key, buf_text(&text), &signed_text);
	return buf_text(&signed_text);
}
