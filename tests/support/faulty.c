/* A library that is loaded before the C library's (LD_PRELOAD) and lets calls of a server fail. The
 * file that FAULTS names is read at each call; while it is empty or missing, all calls
 * succeed. Its lines:
 *
 * 	CALL ERRNO WORD  CALL fails with ERRNO on files whose path has the word: pread, pwrite,
 * 	                 sync (fsync and fdatasync), truncate, allocate
 * 	full 28 WORD     the disk of such files is full: bytes that are not allocated cannot be
 * 	                 written, none can be allocated, and statvfs() says so
 * 	clock SECONDS -  the time of day is this number of seconds ahead */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* The number in the first line of this call whose word is in the path; 0: none. */
static long find(const char *call, const char *path)
{
	const char *control = getenv("FAULTS");
	char text[1024], name[32], word[128];
	long number;
	int fd = control ? (int)syscall(SYS_openat, AT_FDCWD, control, O_RDONLY | O_CLOEXEC) : -1;
	long n = fd < 0 ? 0 : syscall(SYS_read, fd, text, sizeof(text) - 1);

	if (fd >= 0)
		syscall(SYS_close, fd);
	text[n > 0 ? n : 0] = '\0';
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		if (sscanf(line, "%31s %ld %127s", name, &number, word) == 3 &&
		    strcmp(name, call) == 0 && (strcmp(word, "-") == 0 || strstr(path, word)))
			return number;
	return 0;
}

/* True, with errno set, when the call is to fail. */
static int fails(const char *call, int fd)
{
	char link[64], path[4096];
	int saved = errno;
	ssize_t n;
	long cause;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path) - 1);
	path[n > 0 ? n : 0] = '\0';
	cause = find(call, path);
	errno = cause ? (int)cause : saved;
	return cause != 0;
}

static int has_no_room(int fd, size_t bytes, off64_t at)
{
	struct stat64 st;

	return fstat64(fd, &st) == 0 && at + (off64_t)bytes > (off64_t)st.st_blocks * 512 &&
	       fails("full", fd);
}

ssize_t pread64(int fd, void *bytes, size_t n, off64_t at)
{
	return fails("pread", fd) ? -1 : REAL(pread64)(fd, bytes, n, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at)
{
	if (fails("pwrite", fd) || has_no_room(fd, n, at))
		return -1;
	return REAL(pwrite64)(fd, bytes, n, at);
}

int fsync(int fd)
{
	return fails("sync", fd) ? -1 : REAL(fsync)(fd);
}

int fdatasync(int fd)
{
	return fails("sync", fd) ? -1 : REAL(fdatasync)(fd);
}

int ftruncate64(int fd, off64_t size)
{
	return fails("truncate", fd) ? -1 : REAL(ftruncate64)(fd, size);
}

int fallocate64(int fd, int mode, off64_t at, off64_t n)
{
	if (fails("allocate", fd) || fails("full", fd))
		return -1;
	return REAL(fallocate64)(fd, mode, at, n);
}

int statvfs64(const char *path, struct statvfs64 *out)
{
	int rc = REAL(statvfs64)(path, out);

	if (rc == 0 && find("full", path))
		out->f_bfree = out->f_bavail = 0;
	return rc;
}

int clock_gettime(clockid_t clock, struct timespec *out)
{
	int rc = (int)syscall(SYS_clock_gettime, clock, out);

	if (rc == 0 && clock == CLOCK_REALTIME)
		out->tv_sec += find("clock", "");
	return rc;
}
