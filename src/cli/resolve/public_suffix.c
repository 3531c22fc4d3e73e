#include "cli/resolve/public_suffix.h"

#include <libpsl.h>

#include "base/ascii.h"
#include "base/cleanup.h"

OWNER(psl_ctx_t *, psl_free)

#define NAME_MAX_BYTES 253 /* of a domain (RFC 1035 section 2.3.4) */

bool public_suffix_is(struct str domain)
{
	OWNED(psl_free) psl_ctx_t *list = NULL;
	char name[NAME_MAX_BYTES + 1];

	if (domain.n == 0 || domain.n >= sizeof(name))
		return false;
	for (size_t i = 0; i < domain.n; i++)
		name[i] = ascii_to_lower(domain.p[i]);
	name[domain.n] = '\0';
	list = psl_latest(NULL);
	return list && psl_is_public_suffix2(list, name, PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE) == 1;
}
