#include "crypto/id.h"

#include "base/cleanup.h"

static const struct {
	const char *characters;
	unsigned count;
	unsigned accept_below; /* the largest multiple of count up to 256 */
} alphabets[] = {
	[ID_LETTERS_AND_DIGITS] = { "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ012345678"
				    "9",
				    62, 248 },
	[ID_LOWER_AND_DIGITS] = { "0123456789abcdefghijklmnopqrstuvwxyz", 36, 252 },
};

void id_fill(const struct random *random, enum id_alphabet alphabet, char *out, size_t n)
{
	unsigned char bytes[48]; /* enough for 32 characters, except once in a million */
	size_t done = 0;

	while (done < n) {
		random_fill(random, bytes, sizeof(bytes));
		for (size_t i = 0; i < sizeof(bytes) && done < n; i++)
			if (bytes[i] < alphabets[alphabet].accept_below)
				out[done++] =
					alphabets[alphabet]
						.characters[bytes[i] % alphabets[alphabet].count];
	}
	explicit_bzero(bytes, sizeof(bytes)); /* they reveal a session token */
}

struct str id_new(const struct random *random, struct arena *a, enum id_alphabet alphabet, size_t n)
{
	char *text = arena_alloc(a, n);

	id_fill(random, alphabet, text, n);
	return str_of(text, n);
}

#define UUID_BYTES 16
#define UUID_CHARS 36

static struct str uuid_make(const struct random *random, struct arena *a)
{
	unsigned char bytes[UUID_BYTES];
	struct buf text;

	random_fill(random, bytes, sizeof(bytes));
	bytes[6] = (unsigned char)((bytes[6] & 0x0F) | 0x40); /* version 4 */
	bytes[8] = (unsigned char)((bytes[8] & 0x3F) | 0x80); /* variant of RFC 9562 */
	arena_buf(a, &text, UUID_CHARS, UUID_CHARS);
	for (size_t i = 0; i < sizeof(bytes); i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			buf_char(&text, '-');
		buf_hex(&text, &bytes[i], 1);
	}
	return buf_text(&text);
}

struct str id_make(const struct random *random, struct arena *a, enum id_kind kind)
{
	if (kind == ID_KIND_UUID)
		return uuid_make(random, a);
	return id_new(random, a, ID_LETTERS_AND_DIGITS, ID_CHARS);
}
