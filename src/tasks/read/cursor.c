#include "tasks/read/cursor.h"

#include "base/b64url.h"
#include "base/hash.h"

#define CHECK_BYTES sizeof(uint64_t)
#define HEAD_BYTES  (CHECK_BYTES + sizeof(int64_t))
#define KEY_MAX     1024 /* more than any key has */

static void put_number(struct buf *b, uint64_t number)
{
	for (int shift = 56; shift >= 0; shift -= 8)
		buf_char(b, (char)(number >> shift & 0xFF));
}

static uint64_t get_number(const char *p)
{
	uint64_t number = 0;

	for (size_t i = 0; i < sizeof(number); i++)
		number = number << 8 | (unsigned char)p[i];
	return number;
}

static uint64_t check_of(uint64_t query, enum task_key key, struct str rest)
{
	char kind = (char)key;

	return hash_mix(hash_str(hash_str(hash_mix(query), str_of(&kind, 1)), rest));
}

struct str cursor_make(struct arena *a, uint64_t query, enum task_key key,
		       const struct task_place *place)
{
	struct buf bytes, text;

	arena_buf(a, &bytes, 64, HEAD_BYTES + KEY_MAX);
	put_number(&bytes, 0);
	put_number(&bytes, (uint64_t)place->id);
	if (key == TASK_KEY_TEXT)
		buf_str(&bytes, place->text);
	else if (key != TASK_KEY_ID)
		put_number(&bytes, (uint64_t)place->number);
	arena_buf(a, &text, 128, b64url_encoded_len(HEAD_BYTES + KEY_MAX));
	if (buf_ok(&bytes)) {
		struct buf check;

		buf_init_fixed(&check, bytes.p, CHECK_BYTES);
		put_number(&check, check_of(query, key, str_tail(buf_text(&bytes), CHECK_BYTES)));
	}
	b64url_write(&text, bytes.p, bytes.n);
	return buf_text(&text);
}

static bool read_key(struct arena *a, struct str rest, enum task_key key, struct task_place *out)
{
	switch (key) {
	case TASK_KEY_ID:
		return rest.n == 0;
	case TASK_KEY_TEXT:
		out->text = arena_copy(a, rest);
		return str_is_utf8(rest) && str_find(rest, '\0') < 0;
	case TASK_KEY_TIME:
	case TASK_KEY_NUMBER:
		if (rest.n != sizeof(uint64_t))
			return false;
		out->number = (int64_t)get_number(rest.p);
		return true;
	}
	return false;
}

bool cursor_read(struct arena *a, struct str text, uint64_t query, enum task_key key,
		 struct task_place *out)
{
	size_t n = b64url_decoded_len(text.n);
	struct task_place place = { 0 };
	unsigned char *bytes;
	struct str rest;

	if (n < HEAD_BYTES || n > HEAD_BYTES + KEY_MAX)
		return false;
	bytes = arena_alloc(a, n);
	if (!b64url_decode(text, bytes))
		return false;
	rest = str_tail(str_of(bytes, n), CHECK_BYTES);
	if (get_number((char *)bytes) != check_of(query, key, rest))
		return false;
	place.id = (int64_t)get_number(rest.p);
	if (!read_key(a, str_tail(rest, sizeof(int64_t)), key, &place))
		return false;
	*out = place;
	return true;
}
