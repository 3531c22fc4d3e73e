#include "crypto/id.h"

#include "base/cleanup.h"

static const struct {
	const char *characters;
	unsigned count;
	unsigned accept_below; /* the largest multiple of count that a byte can be below */
} alphabets[] = {
	[ID_LETTERS_AND_DIGITS] = { "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ012345678"
				    "9",
				    62, 248 },
	[ID_LOWER_AND_DIGITS] = { "0123456789abcdefghijklmnopqrstuvwxyz", 36, 252 },
};

void id_fill(const struct random *random, enum id_alphabet alphabet, char *out, size_t n)
{
	unsigned char bytes[48]; /* 32 characters come from one filling but once in a million */
	size_t done = 0;

	while (done < n) {
		random_fill(random, bytes, sizeof(bytes));
		for (size_t i = 0; i < sizeof(bytes) && done < n; i++)
			if (bytes[i] < alphabets[alphabet].accept_below)
				out[done++] =
					alphabets[alphabet]
						.characters[bytes[i] % alphabets[alphabet].count];
	}
	explicit_bzero(bytes, sizeof(bytes)); /* a session token can be read off them */
}

struct str id_new(const struct random *random, struct arena *a, enum id_alphabet alphabet, size_t n)
{
	char *text = arena_alloc(a, n);

	id_fill(random, alphabet, text, n);
	return str_of(text, n);
}
