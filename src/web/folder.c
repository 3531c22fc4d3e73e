#include "web/folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "core/limits.h"

static const struct {
	struct str ending;
	struct str type;
} types[] = {
	{ STR_INIT(".html"), STR_INIT("text/html; charset=utf-8") },
	{ STR_INIT(".js"), STR_INIT("text/javascript; charset=utf-8") },
	{ STR_INIT(".css"), STR_INIT("text/css; charset=utf-8") },
	{ STR_INIT(".svg"), STR_INIT("image/svg+xml") },
	{ STR_INIT(".json"), STR_INIT("application/json") },
	{ STR_INIT(".txt"), STR_INIT("text/x-component") },
	{ STR_INIT(".yaml"), STR_INIT("application/yaml") },
	{ STR_INIT(".woff2"), STR_INIT("font/woff2") },
	{ STR_INIT(".ico"), STR_INIT("image/x-icon") },
	{ STR_INIT(".png"), STR_INIT("image/png") },
};

static struct str type_of(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (str_ends(name, types[i].ending))
			return types[i].type;
	return STR("application/octet-stream");
}

/* Paths are not decoded, so only these could lead out, or to what is nobody's business (".git", ".env"). */
static bool is_harmless(struct str path)
{
	const struct str public = STR("/.well-known/");
	struct str rest = str_starts(path, public) ? str_tail(path, public.n - 1) : path;

	return str_starts(path, STR("/")) && !str_contains(rest, STR("/.")) &&
	       !str_contains(path, STR("//")) && str_find(path, '\0') < 0;
}

static bool read_whole(struct arena *a, int fd, struct str *out)
{
	struct stat info;
	size_t done = 0;
	char *body;

	if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size > LIMIT_REPLY_BYTES)
		return false;
	body = arena_alloc(a, (size_t)info.st_size);
	while (done < (size_t)info.st_size) {
		ssize_t n = read(fd, body + done, (size_t)info.st_size - done);

		if (n <= 0)
			return false;
		done += (size_t)n;
	}
	*out = str_of(body, done);
	return true;
}

static bool read_named(struct arena *a, const char *folder, struct str path, const char *ending,
		       struct folder_file *out)
{
	struct str name = arena_fmt(a, "%s%.*s%s", folder, STR_FMT(path), ending);
	int fd = open(name.p, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	bool ok;

	if (fd < 0)
		return false;
	ok = read_whole(a, fd, &out->body);
	close(fd);
	out->type = type_of(name);
	return ok;
}

bool folder_read(struct arena *a, const char *folder, struct str path, struct folder_file *out)
{
	if (!is_harmless(path))
		return false;
	if (str_eq(path, STR("/")))
		return read_named(a, folder, path, "index.html", out);
	return read_named(a, folder, path, "", out) || read_named(a, folder, path, ".html", out);
}

const char *folder_csp(const struct folder_file *file)
{
	return str_starts(file->type, STR("text/html"))
		       ? "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self'; "
			 "img-src 'self' data:; base-uri 'none'; form-action 'none'; "
			 "frame-ancestors 'none'"
		       : "";
}
