/* The address that a person signs up with, against zod 4's pattern run by the C library, and its
 * bound. */
#include <regex.h>

#include "auth/address/address.h"
#include "core/limits.h"
#include "fuzz.h"
#include "mail/mime.h"

static const char pattern[] =
	"^([A-Za-z0-9_'+-]+\\.)*[A-Za-z0-9_'+-]*[A-Za-z0-9_+-]@([A-Za-z0-9][A-Za-z0-9-]*\\.)+"
	"[A-Za-z]{2,}$";

static const regex_t *compiled(void)
{
	static regex_t regex;
	static bool ready;

	if (!ready)
		HOLDS(regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB) == 0);
	ready = true;
	return &regex;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str text = str_of(data, n);
	bool good = email_is_valid(text);
	struct arena arena;
	const char *z;

	arena_init(&arena, NULL, 0);
	z = arena_z(&arena, text);
	if (str_find(text, '\0') >= 0)
		HOLDS(!good);
	else
		HOLDS(good ==
		      (text.n <= LIMIT_EMAIL_BYTES && regexec(compiled(), z, 0, NULL, 0) == 0));
	if (good) /* a letter can be sent there, unless it is too long */
		HOLDS(mime_is_address(text) || text.n > 64);
	HOLDS(!good || email_is_valid(email_lower(&arena, text)));
	arena_done(&arena);
	return 0;
}
