/* Tells whether we are still in the process that made the mark, for the price of one load: the kernel
 * gives a child made by fork() a page of zeros in its place (MADV_WIPEONFORK, Linux 4.14). */
#ifndef OSTIARY_REMOTE_FORK_MARK_H
#define OSTIARY_REMOTE_FORK_MARK_H

#include <stdbool.h>

struct fork_mark {
	const unsigned char *page;
};

/* False when there is no memory. Where the kernel cannot wipe, the mark holds everywhere. */
bool fork_mark_init(struct fork_mark *mark);
void fork_mark_done(struct fork_mark *mark);

static inline bool fork_mark_holds(const struct fork_mark *mark)
{
	return *mark->page != 0;
}

#endif
