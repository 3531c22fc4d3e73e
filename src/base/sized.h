/* Public structs that may grow at their end without breaking compiled callers.
 *
 * Such a struct starts with `size_t size`, which the caller sets to the sizeof that it was compiled
 * with. The functions below take `known`, the sizeof of this build, and `first`, the size that the
 * struct had when it was published. A size from first to below known is that of an older caller:
 * members that it does not have count as zero, and are not written. A larger size is that of a
 * newer caller, who may mean something by members that this build does not know, and no caller was
 * ever compiled with a smaller one, which would drop members that the caller has set: both are
 * refused.
 */
#ifndef OSTIARY_BASE_SIZED_H
#define OSTIARY_BASE_SIZED_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Sizes that end within a word are refused as well. */
static inline bool sized_is_known(size_t size, size_t known, size_t first)
{
	return size >= first && size <= known && size % sizeof(size) == 0;
}

static inline size_t sized_of(const void *sized)
{
	size_t size;

	memcpy(&size, sized, sizeof(size));
	return size;
}

/* Copies the struct given to out, which has `known` bytes, and fills what given lacks with zeros;
 * out's size becomes known. False, with out untouched, when given's size is refused. */
static inline bool sized_read(void *out, size_t known, size_t first, const void *given)
{
	size_t size = sized_of(given);

	if (!sized_is_known(size, known, first))
		return false;
	memset(out, 0, known);
	memcpy(out, given, size);
	memcpy(out, &known, sizeof(known));
	return true;
}

/* Copies as much of made, which has `known` bytes, as the size of out says; that size stays.
 * False, with out untouched, when out's size is refused. */
static inline bool sized_write(void *out, size_t known, size_t first, const void *made)
{
	size_t size = sized_of(out);

	if (!sized_is_known(size, known, first))
		return false;
	memcpy(out, made, size);
	memcpy(out, &size, sizeof(size));
	return true;
}

#endif
