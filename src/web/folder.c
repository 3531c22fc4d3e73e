#include "web/folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
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
	{ STR_INIT(".webmanifest"), STR_INIT("application/manifest+json") },
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

/* Paths are not decoded, so that only a dot can lead out of the folder or to a hidden file
 * (".git"). */
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

static bool is_text(struct str type)
{
	return !str_starts(type, STR("font/")) && !str_eq(type, STR("image/png")) &&
	       !str_eq(type, STR("image/x-icon")) && !str_eq(type, STR("application/octet-stream"));
}

/* The home page is "/", also where a page links to the root alone. */
static bool is_link_home(struct str before, struct str after)
{
	return str_ends(before, STR("href=\"")) && str_starts(after, STR("\""));
}

struct mark {
	struct str mark, text;
};

/* The first of the three with which the text begins; NULL: it begins with none. */
static const struct mark *mark_at(const struct mark marks[3], struct str text)
{
	for (size_t i = 0; text.p[0] == '/' && i < 3; i++)
		if (str_starts(text, marks[i].mark))
			return &marks[i];
	return NULL;
}

bool folder_place(struct arena *a, const struct web_texts *texts, struct folder_file *file)
{
	const struct mark marks[3] = {
		{ STR("/__root__"), texts->root },
		{ STR("/__issuer__"), texts->issuer },
		{ STR("/__features__"), texts->features },
	};
	struct str text = file->body;
	size_t done = 0;
	struct buf b;

	if (!is_text(file->type) || !str_contains(text, STR("/__")))
		return true;
	arena_buf(a, &b, text.n + 1, LIMIT_REPLY_BYTES);
	for (size_t at = 0; at < text.n; at++) {
		struct str rest = str_tail(text, at);
		const struct mark *found = mark_at(marks, rest);

		if (!found)
			continue;
		buf_str(&b, str_of(text.p + done, at - done));
		buf_str(&b, found->text);
		if (found == &marks[0] &&
		    is_link_home(str_head(text, at), str_tail(rest, found->mark.n)))
			buf_char(&b, '/');
		done = at + found->mark.n;
		at = done - 1;
	}
	buf_str(&b, str_tail(text, done));
	if (!buf_ok(&b))
		return false;
	file->body = buf_text(&b);
	return true;
}

const char *folder_csp(const struct folder_file *file, struct str path)
{
	/* The service worker fetches the site's own files, and nothing else. */
	if (str_eq(path, STR("/service-worker.js")))
		return "default-src 'none'; connect-src 'self'";
	return str_starts(file->type, STR("text/html"))
		       ? "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self'; "
			 "img-src 'self' data:; base-uri 'none'; form-action 'none'; "
			 "frame-ancestors 'none'"
		       : "";
}
