#include "crypto/factor/factor_seal.h"

#include <string.h>

#include "base/ascii.h"
#include "base/cleanup.h"
#include "crypto/sealed.h"

static bool is_sign(char c)
{
	return ascii_is_alnum(c) || c == '-' || c == '_';
}

static bool is_secret(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (!is_sign(text.p[i]))
			return false;
	return text.n == FACTOR_SECRET_CHARS;
}

/* As JSON.stringify() writes it, without escapes. */
static bool is_codes(struct str text)
{
	size_t quotes = 0;

	if (text.n > FACTOR_CODES_MAX || !str_starts(text, STR("[")) || !str_ends(text, STR("]")))
		return false;
	for (size_t i = 1; i + 1 < text.n; i++) {
		char c = text.p[i];

		if (c == '"')
			quotes++;
		else if (quotes % 2 ? !is_sign(c) : c != ',')
			return false;
	}
	return quotes % 2 == 0;
}

static bool has_form(enum factor_text kind, struct str text)
{
	switch (kind) {
	case FACTOR_TEXT_SECRET:
		return is_secret(text);
	case FACTOR_TEXT_CODES:
		return is_codes(text);
	case FACTOR_TEXTS:
		break;
	}
	return false;
}

static bool ask(const struct keeper *keeper, enum keeper_op op, enum factor_text kind,
		struct str text, struct buf *answer)
{
	const uint64_t number = (uint64_t)kind;
	const struct str parts[] = { keeper_number(&number), text };
	size_t before = answer->n;

	if (keeper->call(keeper, op, parts, ARRAY_LEN(parts), answer))
		return true;
	if (buf_ok(answer))
		answer->n = before; /* the reason */
	return false;
}

bool factor_seal_put(const struct secrets *secrets, const struct random *random,
		     enum factor_text kind, struct str plain, struct buf *out)
{
	if (secrets->keeper)
		return ask(secrets->keeper, KEEPER_FACTOR_PUT, kind, plain, out);
	if (!has_form(kind, plain))
		return false;
	sealed_write(secrets, random, plain, out);
	return buf_ok(out);
}

bool factor_seal_open(const struct secrets *secrets, enum factor_text kind, struct str sealed,
		      struct buf *out)
{
	char memory[FACTOR_CODES_MAX + 64]; /* also the tag, while it is opened */
	struct buf plain;
	bool good;

	if (secrets->keeper)
		return ask(secrets->keeper, KEEPER_FACTOR_OPEN, kind, sealed, out);
	buf_init_fixed(&plain, memory, sizeof(memory));
	good = sealed_open(secrets, sealed, &plain) == SEALED_OPENED &&
	       has_form(kind, buf_text(&plain));
	if (good)
		buf_str(out, buf_text(&plain));
	explicit_bzero(memory, sizeof(memory));
	return good && buf_ok(out);
}
