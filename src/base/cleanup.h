/* Owners that release what they own when their scope is left: OWNED on the line that acquires, TAKE
 * where ownership moves elsewhere. */
#ifndef OSTIARY_BASE_CLEANUP_H
#define OSTIARY_BASE_CLEANUP_H

#include <stdlib.h>

/* Defines the cleanup function for OWNED(free_fn). Write it once, beside the free function of the
 * type, or at the top of a file that uses a library's type:
 *     OWNER(EVP_MD_CTX *, EVP_MD_CTX_free)
 * free_fn must accept NULL.
 */
#define OWNER(type, free_fn)                                                                       \
	__attribute__((unused)) static inline void owned_##free_fn(type *slot)                     \
	{                                                                                          \
		free_fn(*slot);                                                                    \
	}

/* Declares a pointer that free_fn() releases when the scope is left. It must be initialised. */
#define OWNED(free_fn) __attribute__((cleanup(owned_##free_fn)))

/* Moves the pointer out of its owner, which then holds NULL and frees nothing. */
#define TAKE(p)                                                                                    \
	__extension__({                                                                            \
		__typeof__(p) taken_ = (p);                                                        \
		(p) = NULL;                                                                        \
		taken_;                                                                            \
	})

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

static inline void owned_free(void *slot)
{
	free(*(void **)slot);
}

#endif
