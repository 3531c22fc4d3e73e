#include "http/percent.h"

#include "base/url.h"

bool percent_decode(struct arena *arena, struct str text, struct str *out)
{
	struct str decoded = text;

	if (str_find(text, '%') >= 0 &&
	    !url_decode(text, arena_alloc(arena, text.n), text.n, &decoded))
		return false;
	if (!str_is_utf8(decoded))
		return false;
	*out = decoded;
	return true;
}
