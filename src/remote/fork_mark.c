#include "remote/fork_mark.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

static size_t page_bytes(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

bool fork_mark_init(struct fork_mark *mark)
{
	unsigned char *page = mmap(NULL, page_bytes(), PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		return false;
	(void)madvise(page, page_bytes(), MADV_WIPEONFORK);
	*page = 1;
	mark->page = page;
	return true;
}

void fork_mark_done(struct fork_mark *mark)
{
	if (mark->page)
		munmap((void *)(uintptr_t)mark->page, page_bytes());
	mark->page = NULL;
}
