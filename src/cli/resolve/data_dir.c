#include "cli/resolve/data_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/b64url.h"
#include "core/limits.h"
#include "core/private_file.h"

#define SECRET_RANDOM_BYTES 32
#define SECRET_FILE_MAX     4096

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

static bool is_private_folder(const char *path, const struct stat *info, struct err *err)
{
	const char *link = private_link_fault(path), *owner = private_owner_fault(info);

	if (!S_ISDIR(info->st_mode))
		err_set(err, "%s is not a folder; choose another with --data", path);
	else if (link || owner)
		err_set(err, "the data folder %s cannot be trusted: %s", path, link ? link : owner);
	else if (access(path, W_OK | X_OK) != 0)
		err_set(err,
			"the data folder %s cannot be written to: %s; choose another with "
			"--data or run as its owner",
			path, strerror(errno));
	else if (info->st_mode & (S_IWGRP | S_IWOTH))
		err_set(err, "others may write to the data folder %s; chmod go-w %s", path, path);
	else
		return true;
	return false;
}

static bool cannot_be_made(const char *path, struct err *err)
{
	err_set(err, "the data folder %s cannot be made: %s; choose another with --data", path,
		strerror(errno));
	return false;
}

/* With a slash at its end a link would be followed unseen. */
static struct str without_slashes(struct str path)
{
	while (path.n > 1 && str_ends(path, STR("/")))
		path.n--;
	return path;
}

static struct str parent_of(struct str path)
{
	ptrdiff_t slash = str_rfind(path, '/');

	if (slash < 0)
		return STR(".");
	return slash ? without_slashes(str_head(path, (size_t)slash)) : STR("/");
}

bool data_dir_look(struct arena *a, struct str path, struct err *err)
{
	struct str above = without_slashes(path);
	const char *z = arena_z(a, above);
	struct stat info;

	if (stat(z, &info) == 0)
		return is_private_folder(z, &info, err);
	while (errno == ENOENT && !str_eq(above, STR("/"))) {
		above = parent_of(above);
		if (stat(arena_z(a, above), &info) == 0 && S_ISDIR(info.st_mode) &&
		    access(arena_z(a, above), W_OK | X_OK) == 0)
			return true;
	}
	return cannot_be_made(z, err);
}

bool data_dir_make(struct arena *a, struct str path, struct err *err)
{
	const char *z = arena_z(a, without_slashes(path));
	struct stat info;

	path = without_slashes(path);
	if (!make_path(a, path) || stat(z, &info) != 0)
		return cannot_be_made(z, err);
	return is_private_folder(z, &info, err);
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
	if (!S_ISREG(info.st_mode) || (info.st_mode & (S_IRWXG | S_IRWXO))) {
		err_set(err, "others may read the secret in %s; chmod 600 %s", path, path);
		return SECRET_UNUSABLE;
	}
	if (private_owner_fault(&info)) {
		err_set(err, "the secret in %s cannot be trusted: %s", path,
			private_owner_fault(&info));
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

static int open_secret(const char *path)
{
	return open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
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
	int fd = open_secret(path);

	if (fd < 0 && errno != ENOENT) {
		err_set(err, "%s cannot be read: %s", path,
			errno == ELOOP ? "it is a symbolic link" : strerror(errno));
		return SECRET_UNUSABLE;
	}
	if (fd < 0 && missing == SECRET_LEAVE)
		return SECRET_MISSING;
	if (fd < 0) {
		rc = make_secret(a, data_dir, path, random, out, err);
		if (rc != SECRET_MISSING)
			return rc;
		fd = open_secret(path); /* another process was faster */
		if (fd < 0)
			return SECRET_UNUSABLE;
	}
	rc = read_open(a, fd, path, out, err);
	close(fd);
	return rc;
}
