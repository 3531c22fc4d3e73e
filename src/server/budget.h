/* Something of which there is a bounded amount for all clients together, and a smaller one for each
 * address, so that one client cannot take what is there for all: connections, requests, the memory
 * of bodies and of long answers. */
#ifndef OSTIARY_SERVER_BUDGET_H
#define OSTIARY_SERVER_BUDGET_H

#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/str.h"

struct budget;
struct budget_share; /* what one address has reserved */

/* Whether the bound of one address applies. It does not to a proxy, which stands for many
 * clients. */
enum budget_bound {
	BUDGET_BOTH = 0,
	BUDGET_TOTAL,
};

/* Two bounds: of everything, and of one address. seed is random, so that an attacker cannot choose
 * addresses that share a bucket. NULL: no memory. Safe for use by many threads. */
struct budget *budget_new(size_t max, size_t max_per_address, uint64_t seed);

/* Only when nothing is reserved. NULL is fine. */
void budget_free(struct budget *budget);
OWNER(struct budget *, budget_free)

/* Reserves an amount for this address. NULL when a bound would be exceeded or there is no memory. A
 * share is given back with budget_release() and the same amount. */
struct budget_share *budget_reserve(struct budget *budget, struct str address, size_t amount,
				    enum budget_bound bound);
void budget_release(struct budget *budget, struct budget_share *share, size_t amount);

/* What is reserved in all. */
size_t budget_used(struct budget *budget);

/* The address of a share, while anything of it is reserved. */
struct str budget_address(const struct budget_share *share);

#endif
