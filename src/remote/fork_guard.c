#include "remote/fork_guard.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

static size_t page_bytes(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

bool fork_guard_init(struct fork_guard *guard)
{
	unsigned char *page = mmap(NULL, page_bytes(), PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		return false;
	(void)madvise(page, page_bytes(), MADV_WIPEONFORK);
	*page = 1;
	guard->page = page;
	return true;
}

void fork_guard_done(struct fork_guard *guard)
{
	if (guard->page)
		munmap((void *)(uintptr_t)guard->page, page_bytes());
	guard->page = NULL;
}
