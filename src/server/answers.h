/* Memory of the long answers that are under way. Their readers may be slow, so all of them together have a
 * bound, and so have those of one address: nobody shall take what is everybody's. */
#ifndef OSTIARY_SERVER_ANSWERS_H
#define OSTIARY_SERVER_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/str.h"

struct answers;
struct answers_share; /* of one address */

/* seed is random: nobody can choose addresses that are kept in one place. NULL: no memory. Safe from many
 * threads. */
struct answers *answers_new(size_t most, size_t most_per_address, uint64_t seed);

/* Only when nothing is held. NULL is fine. */
void answers_free(struct answers *answers);
OWNER(struct answers *, answers_free)

/* Counts bytes that an answer to that address holds. NULL when that would be too much. What is answered is
 * given back with answers_release(), with the same bytes. */
struct answers_share *answers_hold(struct answers *answers, struct str address, size_t bytes);
void answers_release(struct answers *answers, struct answers_share *share, size_t bytes);

#endif
