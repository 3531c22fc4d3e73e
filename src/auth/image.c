#include "auth/image.h"

#include "base/buf.h"
#include "base/cleanup.h"

#define SCHEME_MAX 16 /* of what is looked for, with the word behind it */

/* As the URL standard reads an address: blanks and control characters before it, and tabs and line breaks
 * anywhere, do not count. */
static struct str beginning(struct str text, char memory[SCHEME_MAX])
{
	size_t n = 0;

	while (text.n && (unsigned char)text.p[0] <= ' ')
		text = str_tail(text, 1);
	for (size_t i = 0; i < text.n && n < SCHEME_MAX; i++)
		if (text.p[i] != '\t' && text.p[i] != '\n' && text.p[i] != '\r')
			memory[n++] = text.p[i];
	return str_of(memory, n);
}

static bool begins(struct str text, struct str word)
{
	return str_eq_nocase(str_head(text, word.n), word);
}

bool image_is_harmless(struct str text)
{
	static const struct str refused[] = { STR_INIT("javascript:"), STR_INIT("vbscript:"),
					      STR_INIT("data:") };
	char memory[SCHEME_MAX];
	struct str start = beginning(text, memory);

	if (begins(start, STR("data:image/")))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(refused); i++)
		if (begins(start, refused[i]))
			return false;
	return true;
}
