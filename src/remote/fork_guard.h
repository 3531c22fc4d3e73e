/* Tells, for the price of one load, whether this is the process that made the guard: in a child
 * made by fork() the kernel replaces the guard's page by zeros (MADV_WIPEONFORK, Linux 4.14). */
#ifndef OSTIARY_REMOTE_FORK_GUARD_H
#define OSTIARY_REMOTE_FORK_GUARD_H

#include <stdbool.h>

struct fork_guard {
	const unsigned char *page;
};

/* False when there is no memory. On a kernel that cannot wipe the page the guard holds in children,
 * too. */
bool fork_guard_init(struct fork_guard *guard);
void fork_guard_done(struct fork_guard *guard);

static inline bool fork_guard_holds(const struct fork_guard *guard)
{
	return *guard->page != 0;
}

#endif
