#include "auth/account/image.h"

#include "base/buf.h"
#include "base/cleanup.h"

#define SCHEME_MAX 16 /* longer than every scheme below with the word behind it */

/* Reads as the URL standard does: skips blanks and control characters in front, and tabs and line
 * breaks anywhere. */
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

static bool starts_with(struct str text, struct str word)
{
	return str_eq_nocase(str_head(text, word.n), word);
}

bool image_is_harmless(struct str text)
{
	static const struct str refused[] = { STR_INIT("javascript:"), STR_INIT("vbscript:"),
					      STR_INIT("data:") };
	char memory[SCHEME_MAX];
	struct str start = beginning(text, memory);

	if (starts_with(start, STR("data:image/")))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(refused); i++)
		if (starts_with(start, refused[i]))
			return false;
	return true;
}
