#include "cli/client/client.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/b64url.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "base/url.h"
#include "cli/resolve/address.h"
#include "cli/tree/output.h"
#include "core/err.h"
#include "core/limits.h"

#define TOKEN_BYTES    ((size_t)64 << 10)
#define CLAIMS_DEPTH   16
#define ANSWER_BYTES   ((size_t)64 << 20)
#define CONNECT_S      15L
#define STALL_S        60L /* without a byte, after which the server is given up */
#define REDIRECTS_NONE 0L

OWNER(CURL *, curl_easy_cleanup)
OWNER(struct curl_slist *, curl_slist_free_all)

/* --- the token -------------------------------------------------------------------------------- */

static bool read_all(int fd, size_t most, struct buf *b)
{
	char piece[8192];
	ssize_t n;

	while ((n = read(fd, piece, sizeof(piece))) > 0) {
		if (b->n + (size_t)n > most)
			return false;
		buf_str(b, str_of(piece, (size_t)n));
	}
	return n == 0 && buf_ok(b);
}

int client_read_file(struct arena *a, const char *path, size_t most, struct str *out)
{
	bool is_input = strcmp(path, "-") == 0;
	int fd = is_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	struct buf b;
	bool whole;

	if (fd < 0)
		return cli_fail(EX_NOINPUT, "%s: %s", path, strerror(errno));
	arena_buf(a, &b, 16384, most + 1);
	whole = read_all(fd, most, &b);
	if (!is_input)
		close(fd);
	if (!whole)
		return cli_fail(EX_IOERR, "%s cannot be read, or is larger than %zu bytes", path,
				most);
	*out = buf_text(&b);
	return EX_OK;
}

static struct str subject_of(struct arena *a, struct str token)
{
	OWNED(json_free) struct json *claims = NULL;
	struct str payload, rest;
	size_t n;
	unsigned char *text;

	if (!str_cut(token, '.', &rest, &payload) || !str_cut(payload, '.', &payload, &rest))
		return str_of(NULL, 0);
	n = b64url_decoded_len(payload.n);
	text = arena_alloc(a, n + 1);
	if (!b64url_decode(payload, text) ||
	    json_parse(str_of(text, n), CLAIMS_DEPTH, &claims) != JSON_OK)
		return str_of(NULL, 0);
	return arena_copy(a, json_to_str(json_member(claims, "sub")));
}

static int find_token(struct client *client, const char *file)
{
	const char *variable = getenv("OSTIARY_TOKEN");
	int code = EX_OK;

	if (file)
		code = client_read_file(client->arena, file, TOKEN_BYTES, &client->token);
	else
		client->token = str_z(variable);
	if (code != EX_OK)
		return code;
	client->token = str_trim_unicode(client->token);
	if (!client->token.n)
		return cli_fail(EX_USAGE,
				"there is no access token: set OSTIARY_TOKEN, or name its "
				"file with --token FILE");
	client->user_id = subject_of(client->arena, client->token);
	if (!client->user_id.n)
		return cli_fail(EX_DATAERR, "the access token is no JSON Web Token with a subject");
	return EX_OK;
}

/* --- the server ------------------------------------------------------------------------------- */

static int find_server(struct client *client, const struct settings *settings)
{
	struct listen_address listening;
	struct public_address outside;
	struct err err = { 0 };

	if (!address_to_listen(settings, &listening, &err) ||
	    !address_to_outside(client->arena, settings, &listening, &outside, &err))
		return cli_fail(EX_CONFIG, "%s", err.text);
	if (!outside.https && !address_is_loopback(client->arena, address_host_of(outside.origin)))
		return cli_fail(EX_CONFIG,
				"the access token would be sent without encryption to "
				"%.*s: use https",
				STR_FMT(outside.origin));
	client->url = arena_fmt(client->arena, "%.*s%.*s", STR_FMT(outside.origin),
				STR_FMT(outside.root));
	return EX_OK;
}

int client_open(struct arena *a, const struct settings *settings, const char *token_file,
		struct client *out)
{
	int code;

	*out = (struct client){ .arena = a };
	code = find_server(out, settings);
	return code == EX_OK ? find_token(out, token_file) : code;
}

/* --- a request -------------------------------------------------------------------------------- */

static size_t on_body(char *bytes, size_t size, size_t count, void *arg)
{
	struct buf *body = arg;

	buf_str(body, str_of(bytes, size * count));
	return buf_ok(body) ? size * count : 0;
}

static struct curl_slist *headers_of(const struct client *client,
				     const struct client_request *request)
{
	struct arena *a = client->arena;
	struct buf line;
	struct curl_slist *list, *longer;

	arena_buf(a, &line, client->token.n + 64, client->token.n + 64);
	buf_z(&line, "Authorization: Bearer ");
	buf_str(&line, client->token);
	list = curl_slist_append(NULL, buf_cstr(&line));
	if (!list || !request->content_type)
		return list;
	longer = curl_slist_append(list, arena_fmt(a, "Content-Type: %s", request->content_type).p);
	return longer ? longer : list;
}

static const char *url_of(const struct client *client, const struct client_request *request)
{
	struct buf url;

	arena_buf(client->arena, &url, 512, LIMIT_URL_BYTES);
	buf_str(&url, client->url);
	buf_z(&url, "/api/users/");
	url_put_component(&url, client->user_id);
	buf_char(&url, '/');
	buf_str(&url, request->path);
	return buf_cstr(&url);
}

static void set_up(CURL *curl, const struct client_request *request, struct buf *body,
		   struct curl_slist *headers, char error[CURL_ERROR_SIZE])
{
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, REDIRECTS_NONE);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_S);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, STALL_S);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, body);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
	if (!request->content_type)
		return;
	curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.n);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body.n ? request->body.p : "");
}

/* The server's own sentence, or the number of the status. */
static int report(const struct client *client, long status, struct str body)
{
	OWNED(json_free) struct json *problem = NULL;
	struct str detail = str_of(NULL, 0);
	struct buf safe;

	arena_buf(client->arena, &safe, 256, LIMIT_BODY_BYTES);
	if (json_parse(body, LIMIT_BODY_DEPTH, &problem) == JSON_OK)
		detail = json_to_str(json_member(problem, "detail"));
	cli_put_safe(&safe, detail);
	if (status == 401)
		return cli_fail(EX_NOPERM, "the server does not accept the access token: it may "
					   "have expired");
	if (!safe.n)
		return cli_fail(EX_UNAVAILABLE, "the server answered with status %ld", status);
	return cli_fail(status >= 500 ? EX_UNAVAILABLE : EX_DATAERR, "%.*s",
			STR_FMT(buf_text(&safe)));
}

static int transfer(const struct client *client, const struct client_request *request, CURL *curl,
		    struct buf *body)
{
	OWNED(curl_slist_free_all) struct curl_slist *headers = headers_of(client, request);
	char error[CURL_ERROR_SIZE] = "";
	const char *url = url_of(client, request);
	CURLcode rc;
	long status = 0;

	if (!headers || !url || curl_easy_setopt(curl, CURLOPT_URL, url) != CURLE_OK)
		return cli_fail(EX_OSERR, "the request cannot be made");
	set_up(curl, request, body, headers, error);
	rc = curl_easy_perform(curl);
	if (rc != CURLE_OK)
		return cli_fail(EX_UNAVAILABLE, "%.*s: %s", STR_FMT(client->url),
				error[0] ? error : curl_easy_strerror(rc));
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	return status / 100 == 2 ? EX_OK : report(client, status, buf_text(body));
}

int client_send(const struct client *client, const struct client_request *request, struct str *out)
{
	OWNED(curl_easy_cleanup) CURL *curl = curl_easy_init();
	struct buf body;
	int code;

	if (!curl)
		return cli_fail(EX_OSERR, "no memory");
	arena_buf(client->arena, &body, 4096, ANSWER_BYTES);
	code = transfer(client, request, curl, &body);
	*out = buf_text(&body);
	return code;
}
