#include "cli/nodes/ready.h"

#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/json.h"
#include "build_version.h"

#define TASKS_PATH "/api/users/{user_id}/tasks"

static void put_millis(struct buf *b, int64_t micros)
{
	buf_fmt(b, "%lld.%lld", (long long)(micros / 1000), (long long)(micros % 1000 / 100));
}

static void put_banner(struct buf *b, const struct ready *ready)
{
	const struct public_address *outside = ready->outside;

	buf_z(b, "\n  Ostiary " OSTIARY_VERSION ", ready in ");
	put_millis(b, ready->micros);
	buf_z(b, " ms\n\n");
	if (!ready->keys_url)
		buf_fmt(b, "  Auth API   %.*s\n", STR_FMT(outside->base_url));
	if (!ready->no_tasks)
		buf_fmt(b, "  Task API   %.*s%.*s" TASKS_PATH "\n", STR_FMT(outside->origin),
			STR_FMT(outside->root));
	if (ready->keys_url)
		buf_fmt(b, "  Keys of    %s\n", ready->keys_url);
	else
		buf_fmt(b, "  JWKS       %.*s/jwks\n", STR_FMT(outside->base_url));
	buf_fmt(b, "  Data       %.*s\n\n", STR_FMT(ready->data_dir));
	buf_z(b, "  Ctrl-C stops it.\n\n");
}

static void put_text(struct buf *b, const char *name, struct str text)
{
	buf_fmt(b, ",\"%s\":", name);
	json_put_string(b, text);
}

static void put_url(struct buf *b, const char *name, struct str base, const char *path)
{
	char url[1024];
	struct buf text;

	buf_init_fixed(&text, url, sizeof(url));
	buf_str(&text, base);
	buf_z(&text, path);
	put_text(b, name, buf_text(&text));
}

/* Where the web UI is. */
static struct str site_url(const struct public_address *outside, char *room, size_t bytes)
{
	struct buf b;

	buf_init_fixed(&b, room, bytes);
	buf_str(&b, outside->origin);
	buf_str(&b, outside->root);
	return buf_text(&b);
}

/* "127.0.0.1:8080", "[::1]:8080" */
static void put_address(struct buf *b, const char *name, const struct listen_address *address)
{
	char memory[128];
	struct buf text;

	buf_init_fixed(&text, memory, sizeof(memory));
	buf_fmt(&text, str_find(address->host, ':') < 0 ? "%.*s:%u" : "[%.*s]:%u",
		STR_FMT(address->host), address->port);
	put_text(b, name, buf_text(&text));
}

static void put_json(struct buf *b, const struct ready *ready)
{
	const struct public_address *outside = ready->outside;
	char memory[1024];
	struct str site = site_url(outside, memory, sizeof(memory));

	buf_z(b, "{\"event\":\"ready\",\"version\":\"" OSTIARY_VERSION "\",\"ready_ms\":");
	put_millis(b, ready->micros);
	put_url(b, "url", site, "");
	if (!ready->keys_url)
		put_url(b, "auth", outside->base_url, "");
	if (!ready->no_tasks)
		put_url(b, "tasks", site, TASKS_PATH);
	if (ready->keys_url)
		put_text(b, "keys", str_z(ready->keys_url));
	else
		put_url(b, "jwks", outside->base_url, "/jwks");
	put_address(b, "listening", ready->listening);
	if (ready->metrics)
		put_address(b, "metrics", ready->metrics);
	put_text(b, "data", ready->data_dir);
	buf_fmt(b, ",\"pid\":%ld}\n", (long)getpid());
}

void ready_print(const struct ready *ready)
{
	char text[8192];
	struct buf b;

	buf_init_fixed(&b, text, sizeof(text));
	if (isatty(STDOUT_FILENO))
		put_banner(&b, ready);
	else
		put_json(&b, ready);
	fwrite(b.p, 1, b.n, stdout);
	fflush(stdout);
}
