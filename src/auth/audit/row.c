#include "auth/audit/row.h"

#include "crypto/id.h"

struct audit_row audit_row_new(const struct random *random, struct arena *a, int64_t at_ms,
			       struct audit_row what)
{
	what.id = id_new(random, a, ID_LETTERS_AND_DIGITS, ID_CHARS);
	what.at_ms = at_ms;
	if (!what.origin.n)
		what.origin = str_starts(what.actor, STR("uid ")) ? STR("command line")
								  : STR("routes of admins");
	return what;
}
