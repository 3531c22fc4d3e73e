#include "metrics/process.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/cleanup.h"

void metric_process_open(struct metric_process *process, int64_t now_ms)
{
	process->memory = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	process->descriptors = open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	process->started_ms = now_ms;
}

static void close_one(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void metric_process_close(struct metric_process *process)
{
	close_one(&process->memory);
	close_one(&process->descriptors);
}

static int64_t micros_of(struct timeval time)
{
	return (int64_t)time.tv_sec * 1000000 + time.tv_usec;
}

static void put_time(struct metric_text *text, const struct metric_process *process)
{
	struct rusage usage;

	if (getrusage(RUSAGE_SELF, &usage) == 0)
		metric_counter(
			text, "process_cpu_seconds",
			"Processor time of the user and of the system.",
			metric_micros(micros_of(usage.ru_utime) + micros_of(usage.ru_stime)));
	metric_gauge(text, "process_start_time_seconds", "Start of the process, since 1970.",
		     metric_ms(process->started_ms));
}

/* "<pages of the address space> <resident pages> ..." */
static void put_memory(struct metric_text *text, const struct metric_process *process)
{
	char line[256];
	ssize_t n = process->memory < 0 ? -1 : pread(process->memory, line, sizeof(line), 0);
	uint64_t size, resident, page = (uint64_t)sysconf(_SC_PAGESIZE);
	struct str rest, first, second;

	if (n <= 0)
		return;
	rest = str_of(line, (size_t)n);
	str_cut(rest, ' ', &first, &rest);
	str_cut(rest, ' ', &second, &rest);
	if (!str_to_u64(first, INT64_MAX, &size) || !str_to_u64(second, INT64_MAX, &resident))
		return;
	metric_gauge(text, "process_virtual_memory_bytes", "Size of the address space.",
		     metric_u64(size * page));
	metric_gauge(text, "process_resident_memory_bytes", "Memory in use.",
		     metric_u64(resident * page));
}

/* The descriptor of the folder stays open, so a copy of it is read; the copy is none of those that
 * count, nor are "." and "..". -1: not known. */
static int64_t count_descriptors(const struct metric_process *process)
{
	int copy = process->descriptors < 0 ? -1 : fcntl(process->descriptors, F_DUPFD_CLOEXEC, 0);
	DIR *folder = copy < 0 ? NULL : fdopendir(copy);
	int64_t n = -3;

	if (!folder) {
		close_one(&copy);
		return -1;
	}
	rewinddir(folder);
	while (readdir(folder))
		n++;
	closedir(folder);
	return n;
}

static void put_descriptors(struct metric_text *text, const struct metric_process *process)
{
	int64_t open_now = count_descriptors(process);
	struct rlimit limit;

	if (open_now >= 0)
		metric_gauge(text, "process_open_fds", "Open file descriptors.",
			     metric_i64(open_now));
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0)
		metric_gauge(text, "process_max_fds", "Most file descriptors that may be open.",
			     metric_u64(limit.rlim_cur));
}

void metric_process_put(struct metric_text *text, const struct metric_process *process)
{
	put_time(text, process);
	put_memory(text, process);
	put_descriptors(text, process);
}
