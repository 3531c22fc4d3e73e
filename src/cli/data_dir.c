#include "cli/data_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/b64url.h"
#include "core/limits.h"

#define SECRET_RANDOM_BYTES 32
#define SECRET_FILE_MAX     4096

struct str data_dir_choose(struct arena *a, struct str given)
{
	struct str state = str_z(getenv("STATE_DIRECTORY"));
	const char *data_home = getenv("XDG_DATA_HOME");
	const char *home = getenv("HOME");

	if (given.n)
		return arena_copy(a, given);
	if (state.n) {
		str_cut(state, ':', &state, &given); /* systemd lists several */
		return arena_copy(a, state);
	}
	if (data_home && *data_home)
		return arena_fmt(a, "%s/ostiary", data_home);
	if (home && *home)
		return arena_fmt(a, "%s/.local/share/ostiary", home);
	return str_of(NULL, 0);
}

/* Every folder of the path that is not there yet. The last one's outcome counts. */
static bool make_path(struct arena *a, struct str path)
{
	for (size_t i = 1; i <= path.n; i++) {
		if (i < path.n && path.p[i] != '/')
			continue;
		if (mkdir(arena_z(a, str_head(path, i)), 0700) != 0 && errno != EEXIST &&
		    i == path.n)
			return false;
	}
	return true;
}

bool data_dir_make(struct arena *a, struct str path, struct err *err)
{
	const char *z = arena_z(a, path);
	struct stat info;

	if (!make_path(a, path) || stat(z, &info) != 0) {
		err_set(err, "the data folder %s cannot be made: %s; choose another with --data", z,
			strerror(errno));
		return false;
	}
	if (!S_ISDIR(info.st_mode)) {
		err_set(err, "%s is not a folder; choose another with --data", z);
		return false;
	}
	if (access(z, W_OK | X_OK) != 0) {
		err_set(err,
			"the data folder %s cannot be written to: %s; choose another with "
			"--data or run as its owner",
			z, strerror(errno));
		return false;
	}
	if (info.st_mode & (S_IWGRP | S_IWOTH)) {
		err_set(err, "others may write to the data folder %s; chmod go-w %s", z, z);
		return false;
	}
	return true;
}

/* The secret in the open file. */
static enum secret_rc read_open(struct arena *a, int fd, const char *path, struct str *out,
				struct err *err)
{
	char *text = arena_alloc(a, SECRET_FILE_MAX);
	struct stat info;
	ssize_t n;

	if (fstat(fd, &info) != 0 || (n = read(fd, text, SECRET_FILE_MAX)) < 0) {
		err_set(err, "%s cannot be read: %s", path, strerror(errno));
		return SECRET_UNUSABLE;
	}
	if (info.st_mode & (S_IRWXG | S_IRWXO)) {
		err_set(err, "others may read the secret in %s; chmod 600 %s", path, path);
		return SECRET_UNUSABLE;
	}
	*out = str_of(text, (size_t)n);
	while (out->n && (out->p[out->n - 1] == '\n' || out->p[out->n - 1] == '\r'))
		out->n--;
	if (out->n >= LIMIT_SECRET_MIN_BYTES)
		return SECRET_READ;
	err_set(err,
		"%s holds %zu bytes where a secret has at least %d; put the right one back, or "
		"set BETTER_AUTH_SECRET",
		path, out->n, LIMIT_SECRET_MIN_BYTES);
	return SECRET_UNUSABLE;
}

static bool write_and_sync(int fd, struct str text)
{
	return write(fd, text.p, text.n) == (ssize_t)text.n && fsync(fd) == 0;
}

static bool sync_folder(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return ok;
}

/* Written beside its place and linked into it, so that there is never half a secret, and so that of
 * two programs that start at once one wins and the other reads. */
static enum secret_rc make_secret(struct arena *a, struct str data_dir, const char *path,
				  const struct random *random, struct str *out, struct err *err)
{
	const char *draft = arena_fmt(a, "%s.%ld", path, (long)getpid()).p;
	unsigned char bytes[SECRET_RANDOM_BYTES];
	struct buf text;
	bool written;
	int fd, why;

	random_fill(random, bytes, sizeof(bytes));
	arena_buf(a, &text, 64, 64);
	b64url_write(&text, bytes, sizeof(bytes));
	explicit_bzero(bytes, sizeof(bytes));
	*out = buf_text(&text);
	fd = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0) {
		err_set(err, "%s cannot be made: %s", path, strerror(errno));
		return SECRET_UNUSABLE;
	}
	written = write_and_sync(fd, *out);
	close(fd);
	written = written && link(draft, path) == 0;
	why = errno;
	unlink(draft);
	if (written && sync_folder(arena_z(a, data_dir)))
		return SECRET_MADE;
	err_set(err, "%s cannot be written: %s", path, strerror(why));
	return !written && why == EEXIST ? SECRET_MISSING : SECRET_UNUSABLE;
}

enum secret_rc secret_read(struct arena *a, struct str data_dir, enum secret_if_missing missing,
			   const struct random *random, struct str *out, struct err *err)
{
	const char *path = arena_fmt(a, "%.*s/secret", STR_FMT(data_dir)).p;
	enum secret_rc rc = SECRET_MISSING;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 && errno != ENOENT) {
		err_set(err, "%s cannot be read: %s", path, strerror(errno));
		return SECRET_UNUSABLE;
	}
	if (fd < 0 && missing == SECRET_LEAVE)
		return SECRET_MISSING;
	if (fd < 0) {
		rc = make_secret(a, data_dir, path, random, out, err);
		if (rc != SECRET_MISSING)
			return rc;
		fd = open(path, O_RDONLY | O_CLOEXEC); /* another process was faster */
		if (fd < 0)
			return SECRET_UNUSABLE;
	}
	rc = read_open(a, fd, path, out, err);
	close(fd);
	return rc;
}
