#include "web/site.h"

#include "base/buf.h"
#include "base/cleanup.h"
#include "core/limits.h"
#include "web/coding.h"
#include "web/folder.h"

static const struct web_file *site_find(const struct web_files *files, struct str path)
{
	size_t low = 0, high = files->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct str at = str_z(files->rows[middle].path);
		size_t common = at.n < path.n ? at.n : path.n;
		int order = memcmp(path.p, at.p, common);

		if (order == 0 && path.n == at.n)
			return &files->rows[middle];
		if (order < 0 || (order == 0 && path.n < at.n))
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* --- headers ---------------------------------------------------------------------------------- */

static void site_add_header(struct reply *reply, const char *name, const char *value)
{
	reply_header(reply, str_z(name), str_z(value));
}

static void page_headers(struct reply *reply, const char *csp)
{
	static const char *const headers[][2] = {
		{ "x-content-type-options", "nosniff" },
		{ "x-frame-options", "DENY" },
		{ "referrer-policy", "no-referrer" },
		{ "cross-origin-opener-policy", "same-origin" },
		{ "cross-origin-resource-policy", "same-origin" },
		{ "permissions-policy",
		  "accelerometer=(), autoplay=(), camera=(), display-capture=(), "
		  "encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), "
		  "magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), "
		  "publickey-credentials-create=(self), publickey-credentials-get=(self), "
		  "screen-wake-lock=(), usb=(), xr-spatial-tracking=()" },
	};

	for (size_t i = 0; i < ARRAY_LEN(headers); i++)
		site_add_header(reply, headers[i][0], headers[i][1]);
	if (*csp)
		site_add_header(reply, "content-security-policy", csp);
}

static void cache_headers(struct reply *reply, enum web_cache cache)
{
	site_add_header(reply, "cache-control",
			cache == WEB_CACHE_IMMUTABLE ? "public, max-age=31536000, immutable"
						     : "no-cache");
}

/* RFC 9110 section 13.1.2: weak comparison against each listed tag. */
static bool none_match(struct str header, struct str etag)
{
	struct str one;

	while (header.n) {
		str_cut(header, ',', &one, &header);
		one = str_trim(one);
		if (str_eq(one, STR("*")))
			return true;
		if (str_starts(one, STR("W/")))
			one = str_tail(one, 2);
		if (str_eq(one, etag))
			return true;
	}
	return false;
}

/* --- answers ---------------------------------------------------------------------------------- */

static enum web_coding best_coding(const struct web_file *file, const struct request *request)
{
	struct str accepted = request_header(request, STR("accept-encoding"));

	if (file->body[WEB_BROTLI].n && coding_accepted(accepted, STR("br")))
		return WEB_BROTLI;
	if (file->body[WEB_GZIP].n && coding_accepted(accepted, STR("gzip")))
		return WEB_GZIP;
	return WEB_IDENTITY;
}

static bool has_variants(const struct web_file *file)
{
	return file->body[WEB_BROTLI].n || file->body[WEB_GZIP].n;
}

static struct str body_of(const struct web_files *files, const struct web_file *file,
			  enum web_coding coding)
{
	uint32_t at = file->body[coding].at, n = file->body[coding].n;

	if (at >= files->blob_bytes && files->placed)
		return str_of(files->placed + (at - files->blob_bytes), n);
	return str_of(files->blob + at, n);
}

static void send_file(const struct site *site, const struct request *request,
		      const struct web_file *file, unsigned status, struct reply *reply)
{
	static const char *const suffixes[] = { "", "-gz", "-br" };
	static const char *const names[] = { NULL, "gzip", "br" };
	enum web_coding coding = best_coding(file, request);
	struct str etag = arena_fmt(request->arena, "\"%s%s\"", file->etag, suffixes[coding]);

	page_headers(reply, file->csp);
	cache_headers(reply, file->cache);
	if (has_variants(file))
		site_add_header(reply, "vary", "accept-encoding");
	if (status == 200)
		reply_header(reply, STR("etag"), etag);
	if (status == 200 && none_match(request_header(request, STR("if-none-match")), etag)) {
		reply->status = 304;
		return;
	}
	if (names[coding])
		site_add_header(reply, "content-encoding", names[coding]);
	reply_body(reply, status, str_z(file->type), body_of(&site->files, file, coding));
}

static void send_nothing(struct reply *reply, unsigned status)
{
	page_headers(reply, "default-src 'none'; frame-ancestors 'none'");
	site_add_header(reply, "cache-control", "no-store");
	reply_body(reply, status, STR("text/plain; charset=utf-8"),
		   status == 405 ? STR("Method Not Allowed\n") : STR("Not Found\n"));
}

static bool is_script_path(struct str path)
{
	return str_starts(path, STR("/_next/"));
}

static struct str without_slash(struct str path)
{
	return path.n > 1 && str_ends(path, STR("/")) ? str_head(path, path.n - 1)
						      : str_of(NULL, 0);
}

static void redirect(const struct site *site, const struct request *request, struct str path,
		     struct reply *reply)
{
	struct buf target;

	arena_buf(request->arena, &target, 128, LIMIT_HEAD_BYTES);
	buf_str(&target, site->texts.root);
	buf_str(&target, path);
	if (request->query.n) {
		buf_char(&target, '?');
		buf_str(&target, request->query);
	}
	reply_header(reply, STR("location"), buf_text(&target));
	send_nothing(reply, 308);
	reply->body = str_of(NULL, 0);
}

static void answer_from_table(const struct site *site, const struct request *request,
			      struct reply *reply)
{
	struct str shorter = without_slash(request->path);
	const struct web_file *file = site_find(&site->files, request->path);

	if (file && !str_eq(request->path, STR("/404"))) {
		send_file(site, request, file, 200, reply);
	} else if (shorter.n && site_find(&site->files, shorter)) {
		redirect(site, request, shorter, reply);
	} else {
		file = is_script_path(request->path) ? NULL : site_find(&site->files, STR("/404"));
		if (file)
			send_file(site, request, file, 404, reply);
		else
			send_nothing(reply, 404);
	}
}

static bool read_from_folder(const struct site *site, const struct request *request,
			     struct str path, struct folder_file *out)
{
	return folder_read(request->arena, site->folder, path, out) &&
	       folder_place(request->arena, &site->texts, out);
}

static void send_from_folder(const struct folder_file *file, struct str path, unsigned status,
			     struct reply *reply)
{
	page_headers(reply, folder_csp(file, path));
	site_add_header(reply, "cache-control", "no-store");
	reply_body(reply, status, file->type, file->body);
}

static void answer_from_folder(const struct site *site, const struct request *request,
			       struct reply *reply)
{
	struct str shorter = without_slash(request->path);
	struct folder_file file;

	if (read_from_folder(site, request, request->path, &file))
		send_from_folder(&file, request->path, 200, reply);
	else if (shorter.n && folder_read(request->arena, site->folder, shorter, &file))
		redirect(site, request, shorter, reply);
	else if (!is_script_path(request->path) &&
		 read_from_folder(site, request, STR("/404"), &file))
		send_from_folder(&file, request->path, 404, reply);
	else
		send_nothing(reply, 404);
}

bool site_has(const struct site *site, struct str path)
{
	return !site->folder && site_find(&site->files, path);
}

void site_answer(const struct site *site, const struct request *request, struct reply *reply)
{
	reply->route = STR("(site)");
	if (request->method != HTTP_GET && request->method != HTTP_HEAD) {
		site_add_header(reply, "allow", "GET, HEAD");
		send_nothing(reply, 405);
	} else if (site->folder) {
		answer_from_folder(site, request, reply);
	} else {
		answer_from_table(site, request, reply);
	}
}
