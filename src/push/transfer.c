#include "push/transfer.h"

#include <stdio.h>
#include <sys/socket.h>

#define ANSWER_MAX ((size_t)16 << 10) /* of a body, which is not read further */
#define LINE_BYTES 2304
#define DAY_S      (24 * 3600)

struct push_transfer {
	CURL *curl;
	struct curl_slist *lines;
	bool https;
	enum push_targets targets;
	bool kept_away; /* the name leads to an address that is not allowed */
	size_t heard;
	char error[CURL_ERROR_SIZE];
};

/* --- callbacks -------------------------------------------------------------------------------- */

static size_t pass_over(char *bytes, size_t size, size_t count, void *arg)
{
	struct push_transfer *t = arg;

	(void)bytes;
	t->heard += size * count;
	return t->heard <= ANSWER_MAX ? size * count : 0;
}

/* Judges the address that the name has been resolved to, and so the one that is used. */
static curl_socket_t open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *to)
{
	struct push_transfer *t = arg;
	struct address address = address_of_socket(&to->addr);

	if (purpose != CURLSOCKTYPE_IPCXN)
		return CURL_SOCKET_BAD;
	if (!push_address_is_allowed(&address, t->https, t->targets)) {
		t->kept_away = true;
		return CURL_SOCKET_BAD;
	}
	return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

/* --- preparing -------------------------------------------------------------------------------- */

static bool add_line(struct push_transfer *t, const char *name, const char *value)
{
	char line[LINE_BYTES];
	struct curl_slist *longer;

	snprintf(line, sizeof(line), "%s: %s", name, value);
	longer = curl_slist_append(t->lines, line);
	if (longer)
		t->lines = longer;
	return longer != NULL;
}

/* RFC 8030 sections 5.2 to 5.4. */
static bool add_lines(struct push_transfer *t, const struct push_request *request)
{
	char ttl[24];

	snprintf(ttl, sizeof(ttl), "%lld", (long long)request->ttl_s);
	return add_line(t, "Content-Type", "application/octet-stream") &&
	       add_line(t, "Content-Encoding", "aes128gcm") && add_line(t, "TTL", ttl) &&
	       add_line(t, "Urgency", request->urgent ? "high" : "normal") &&
	       add_line(t, "Topic", request->topic) &&
	       add_line(t, "Authorization", request->authorization) &&
	       curl_easy_setopt(t->curl, CURLOPT_HTTPHEADER, t->lines) == CURLE_OK;
}

static void push_set_trust(CURL *curl, const char *ca_file)
{
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	if (!ca_file)
		return;
	curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file);
	curl_easy_setopt(curl, CURLOPT_CAPATH,
			 NULL); /* otherwise the system's would be trusted as well */
}

/* Ignores the environment, and follows no redirect. */
static void push_set_isolation(CURL *curl)
{
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "ostiary");
	curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L); /* does not wait for a slow name server */
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)PUSH_CONNECT_MS);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)PUSH_TOTAL_MS);
}

static void push_set_callbacks(struct push_transfer *t)
{
	curl_easy_setopt(t->curl, CURLOPT_WRITEFUNCTION, pass_over);
	curl_easy_setopt(t->curl, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(t->curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(t->curl, CURLOPT_OPENSOCKETDATA, t);
	curl_easy_setopt(t->curl, CURLOPT_ERRORBUFFER, t->error);
	curl_easy_setopt(t->curl, CURLOPT_PRIVATE, t);
}

static bool set_content(struct push_transfer *t, const struct push_request *request)
{
	return curl_easy_setopt(t->curl, CURLOPT_URL, request->endpoint) == CURLE_OK &&
	       curl_easy_setopt(t->curl, CURLOPT_POSTFIELDSIZE_LARGE,
				(curl_off_t)request->content.n) == CURLE_OK &&
	       curl_easy_setopt(t->curl, CURLOPT_COPYPOSTFIELDS, request->content.p) == CURLE_OK;
}

struct push_transfer *push_transfer_new(const struct push_request *request)
{
	OWNED(push_transfer_free) struct push_transfer *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	t->curl = curl_easy_init();
	t->targets = request->targets;
	t->https = str_starts(str_z(request->endpoint), STR("https://"));
	if (!t->curl || !set_content(t, request) || !add_lines(t, request))
		return NULL;
	push_set_trust(t->curl, request->ca_file);
	push_set_isolation(t->curl);
	push_set_callbacks(t);
	return TAKE(t);
}

void push_transfer_free(struct push_transfer *transfer)
{
	if (!transfer)
		return;
	curl_easy_cleanup(transfer->curl);
	curl_slist_free_all(transfer->lines);
	free(transfer);
}

CURL *push_transfer_handle(const struct push_transfer *transfer)
{
	return transfer->curl;
}

/* A body of no interest is left unread. */
void push_transfer_read(struct push_transfer *transfer, CURLcode code, struct push_answer *out)
{
	curl_off_t seconds = 0;

	*out = (struct push_answer){ 0 };
	if (code == CURLE_OK || (code == CURLE_WRITE_ERROR && transfer->heard > ANSWER_MAX)) {
		curl_easy_getinfo(transfer->curl, CURLINFO_RESPONSE_CODE, &out->status);
		curl_easy_getinfo(transfer->curl, CURLINFO_RETRY_AFTER, &seconds);
		out->retry_after_ms = (int64_t)(seconds < DAY_S ? seconds : DAY_S) * 1000;
		return;
	}
	if (transfer->kept_away)
		err_set(&out->why, "the push service is at an address that is not allowed");
	else
		err_set(&out->why, "%s",
			transfer->error[0] ? transfer->error : curl_easy_strerror(code));
}
