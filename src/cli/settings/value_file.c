#include "cli/settings/value_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/private_file.h"

/* A file that is too long is refused: its first part would be another value. */
static const char unreadable[] = "it cannot be read, is empty or too long";

/* Reads to the end: a pipe, such as that of a process substitution, comes in pieces. -1: a
 * fault. */
static ssize_t read_to_end(int fd, char room[VALUE_FILE_MAX + 1])
{
	size_t done = 0;
	ssize_t n = 1;

	while (n != 0 && done < VALUE_FILE_MAX + 1) {
		n = read(fd, room + done, VALUE_FILE_MAX + 1 - done);
		if (n < 0 && errno != EINTR)
			return -1;
		done += n > 0 ? (size_t)n : 0;
	}
	return (ssize_t)done;
}

/* n as of read_to_end(). */
static const char *take(const char *room, ssize_t n, struct str *out)
{
	if (n < 0 || n > VALUE_FILE_MAX)
		return unreadable;
	*out = str_of(room, (size_t)n);
	while (out->n && (out->p[out->n - 1] == '\n' || out->p[out->n - 1] == '\r'))
		out->n--;
	return out->n ? NULL : unreadable;
}

const char *value_stdin_read(char room[VALUE_FILE_MAX + 1], struct str *out)
{
	return take(room, read_to_end(STDIN_FILENO, room), out);
}

const char *value_file_read(const char *path, bool secret, char room[VALUE_FILE_MAX + 1],
			    struct str *out)
{
	const char *fault = secret ? private_link_fault(path) : NULL;
	struct stat info;
	const char *unread;
	ssize_t n = -1;
	int fd;

	if (fault)
		return fault;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return unreadable;
	if (fstat(fd, &info) == 0) {
		fault = secret ? private_file_fault(&info) : NULL;
		n = read_to_end(fd, room);
	}
	close(fd);
	unread = take(room, n, out);
	return unread ? unread : fault;
}
