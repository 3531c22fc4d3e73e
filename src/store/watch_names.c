#include "store/watch_names.h"

#include <stdint.h>
#include <string.h>

/* Each name stands behind its length. */
#define LENGTH_BYTES sizeof(uint16_t)

bool watch_names_next(const struct watch_names *names, size_t *at, struct str *out)
{
	uint16_t length;

	if (*at >= names->n)
		return false;
	memcpy(&length, names->text + *at, LENGTH_BYTES);
	*out = str_of(names->text + *at + LENGTH_BYTES, length);
	*at += LENGTH_BYTES + length;
	return true;
}

void watch_names_add(struct watch_names *names, struct str name)
{
	uint16_t length = (uint16_t)name.n;
	struct str other;

	for (size_t at = 0; watch_names_next(names, &at, &other);)
		if (str_eq(other, name))
			return;
	if (!name.n || name.n > sizeof(names->text) - LENGTH_BYTES ||
	    names->n > sizeof(names->text) - LENGTH_BYTES - name.n) {
		names->overflown = true;
		return;
	}
	memcpy(names->text + names->n, &length, LENGTH_BYTES);
	memcpy(names->text + names->n + LENGTH_BYTES, name.p, name.n);
	names->n += LENGTH_BYTES + name.n;
}

void watch_names_clear(struct watch_names *names)
{
	names->n = 0;
	names->overflown = false;
}

bool watch_names_are_none(const struct watch_names *names)
{
	return !names->n && !names->overflown;
}
