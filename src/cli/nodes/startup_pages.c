#include "cli/nodes/startup_pages.h"

#include <link.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* Only segments that cannot be written: dropping a page of any other would undo relocations and
 * changes of data. */
static int release_pages_of(struct dl_phdr_info *info, size_t size, void *arg)
{
	const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);

	(void)size;
	(void)arg;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
		uintptr_t from = info->dlpi_addr + segment->p_vaddr;
		uintptr_t to = from + segment->p_memsz;

		if (segment->p_type != PT_LOAD || segment->p_flags & PF_W)
			continue;
		from -= from % page;
		/* Only advice: a failure changes nothing. */
		(void)madvise((void *)from, to - from, MADV_DONTNEED);
	}
	return 0;
}

void startup_pages_release(void)
{
	dl_iterate_phdr(release_pages_of, NULL);
}
