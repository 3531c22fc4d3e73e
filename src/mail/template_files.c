#include "mail/template.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/cleanup.h"

#define FILE_BYTES_MAX (64 << 10)

static void template_closedir(DIR *dir)
{
	if (dir)
		closedir(dir);
}
OWNER(DIR *, template_closedir)

static const struct str endings[TEMPLATE_PARTS] = {
	[TEMPLATE_SUBJECT] = STR_INIT(".subject"),
	[TEMPLATE_TEXT] = STR_INIT(".txt"),
	[TEMPLATE_HTML] = STR_INIT(".html"),
};

enum file_is {
	FILE_IS_OTHER,   /* no template: a README, a hidden file */
	FILE_IS_UNKNOWN, /* named like a template, but of an unknown kind */
	FILE_IS_TEMPLATE,
};

static enum file_is judge_name(struct str name, enum mail_kind *kind, enum template_part *part)
{
	if (name.n == 0 || name.p[0] == '.')
		return FILE_IS_OTHER;
	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		if (!str_ends(name, endings[i]))
			continue;
		*part = (enum template_part)i;
		return mail_kind_parse(str_head(name, name.n - endings[i].n), kind)
			       ? FILE_IS_TEMPLATE
			       : FILE_IS_UNKNOWN;
	}
	return FILE_IS_OTHER;
}

static bool read_all(int fd, char *out, size_t room, size_t *out_n)
{
	size_t n = 0;

	for (;;) {
		ssize_t got = read(fd, out + n, room - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 || n + (size_t)got == room)
			return false; /* a full buffer: the file may be longer */
		if (got == 0)
			break;
		n += (size_t)got;
	}
	*out_n = n;
	return true;
}

static bool template_read_file(struct arena *a, int folder, const char *name, struct str *out)
{
	char *text = arena_alloc(a, FILE_BYTES_MAX + 1);
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	size_t n = 0;
	bool read;

	if (fd < 0)
		return false;
	read = read_all(fd, text, FILE_BYTES_MAX + 1, &n);
	close(fd);
	*out = str_of(text, n);
	return read;
}

static bool template_take_file(struct arena *a, int folder, const char *name, struct templates *out,
			       struct err *err)
{
	enum mail_kind kind = MAIL_KINDS;
	enum template_part part = TEMPLATE_PARTS;
	struct str text;

	switch (judge_name(str_z(name), &kind, &part)) {
	case FILE_IS_OTHER:
		return true;
	case FILE_IS_UNKNOWN:
		err_set(err, "is no template; the kinds are reset-password, invitation, "
			     "verify-email, change-email, delete-account, sign-in-changed, "
			     "sign-in-code and reminder");
		return false;
	case FILE_IS_TEMPLATE:
		break;
	}
	if (!template_read_file(a, folder, name, &text)) {
		err_set(err, "cannot be read, or is longer than %d bytes", FILE_BYTES_MAX);
		return false;
	}
	while (part == TEMPLATE_SUBJECT && text.n &&
	       (text.p[text.n - 1] == '\n' || text.p[text.n - 1] == '\r'))
		text.n--;
	if (!template_check(text, part, err))
		return false;
	out->of[kind][part] = text;
	return true;
}

bool templates_read(struct arena *a, struct str folder, struct templates *out, struct err *err)
{
	const char *path = arena_z(a, folder);
	OWNED(template_closedir) DIR *dir = opendir(path);
	struct dirent *entry;

	if (!dir) {
		err_set(err, "the folder %.200s cannot be read: %s", path, strerror(errno));
		return false;
	}
	while ((entry = readdir(dir)))
		if (!template_take_file(a, dirfd(dir), entry->d_name, out, err)) {
			err_prefix(err, arena_fmt(a, "%.200s/%.100s", path, entry->d_name).p);
			return false;
		}
	return true;
}
