#include "remote/http/fetch.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/cleanup.h"
#include "remote/http/url.h"

#define POLL_MS    1000
#define LINE_BYTES (RESPONSE_VALIDATOR_MAX + 32)

struct fetcher {
	const struct ost_remote_settings *settings;
	CURLM *multi;
	atomic_bool stopping;
};

struct transfer {
	struct fetcher *fetcher;
	CURL *curl;
	struct fetch *fetch;
	enum ost_remote_outcome
		fault; /* why a callback aborted it; OST_REMOTE_OUTCOME_NONE: none did */
	struct curl_slist *lines;
	char error[CURL_ERROR_SIZE];
};

struct fetcher *fetcher_new(const struct ost_remote_settings *settings)
{
	struct fetcher *fetcher = calloc(1, sizeof(*fetcher));

	if (!fetcher)
		return NULL;
	fetcher->settings = settings;
	atomic_init(&fetcher->stopping, false);
	fetcher->multi = curl_multi_init();
	if (fetcher->multi)
		return fetcher;
	free(fetcher);
	return NULL;
}

void fetcher_free(struct fetcher *fetcher)
{
	if (!fetcher)
		return;
	curl_multi_cleanup(fetcher->multi);
	free(fetcher);
}

void fetcher_stop(struct fetcher *fetcher)
{
	atomic_store(&fetcher->stopping, true);
	curl_multi_wakeup(fetcher->multi);
}

static size_t on_head(char *bytes, size_t size, size_t count, void *arg)
{
	struct transfer *t = arg;

	if (response_head_line(&t->fetch->head, str_of(bytes, size * count)))
		return size * count;
	t->fault = OST_REMOTE_OUTCOME_TOO_LARGE;
	return 0;
}

/* The outcome by the head alone. libcurl decodes only a Content-Encoding that the request asked
 * for, so the body is never larger than what came over the network. */
static enum ost_remote_outcome judge_head(const struct fetch *fetch)
{
	if (fetch->status == 304 && fetch->validators)
		return OST_REMOTE_OUTCOME_NOT_MODIFIED;
	if (fetch->status >= 300 && fetch->status <= 399 && fetch->status != 304)
		return OST_REMOTE_OUTCOME_REDIRECTED;
	if (fetch->status != 200)
		return OST_REMOTE_OUTCOME_WRONG_STATUS;
	if (fetch->head.encoded)
		return OST_REMOTE_OUTCOME_ENCODED;
	return fetch->head.type == fetch->type ? OST_REMOTE_OUTCOME_NEW
					       : OST_REMOTE_OUTCOME_WRONG_TYPE;
}

static void read_status(struct transfer *t)
{
	long status = 0;

	curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &status);
	t->fetch->status = (int)status;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *arg)
{
	struct transfer *t = arg;
	struct buf *body = &t->fetch->body;
	size_t n = size * count;

	read_status(t);
	t->fault = judge_head(t->fetch);
	if (t->fault != OST_REMOTE_OUTCOME_NEW)
		return 0; /* the body of any other answer is not needed */
	t->fault = OST_REMOTE_OUTCOME_NONE;
	if (n > t->fetch->max_bytes - body->n)
		t->fault = OST_REMOTE_OUTCOME_TOO_LARGE;
	else
		buf_str(body, str_of(bytes, n));
	if (!buf_ok(body))
		t->fault = OST_REMOTE_OUTCOME_NO_MEMORY;
	return t->fault == OST_REMOTE_OUTCOME_NONE ? n : 0;
}

/* The URL promises that http stays on this machine; the address that the host resolved to must keep
 * it. */
static curl_socket_t on_open(void *arg, curlsocktype purpose, struct curl_sockaddr *to)
{
	struct transfer *t = arg;

	if (purpose != CURLSOCKTYPE_IPCXN)
		return CURL_SOCKET_BAD;
	if (t->fetcher->settings->http == OST_REMOTE_HTTP_LOOPBACK &&
	    str_eq_nocase(str_head(str_z(t->fetch->url), 5), STR("http:")) &&
	    !remote_url_is_loopback(&to->addr))
		return CURL_SOCKET_BAD;
	return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static void set_trust(CURL *curl, const struct ost_remote_settings *s)
{
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	if (!s->ca_file)
		return;
	curl_easy_setopt(curl, CURLOPT_CAINFO, s->ca_file);
	curl_easy_setopt(curl, CURLOPT_CAPATH,
			 NULL); /* otherwise the system's would be trusted as well */
}

static void set_bounds(CURL *curl, const struct ost_remote_settings *s, size_t max_bytes)
{
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)s->connect_ms);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)s->total_ms);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, (long)FETCH_STALL_BYTES);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)s->stall_s);
	curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)max_bytes);
}

/* Ignores the environment: no proxy, no .netrc, no cookies, no stored state. */
static void set_isolation(CURL *curl)
{
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "libostiary-remote");
}

static bool add_line(struct transfer *t, const char *name, const char *value)
{
	char line[LINE_BYTES];
	struct curl_slist *longer;

	if (!value[0])
		return true;
	snprintf(line, sizeof(line), "%s: %s", name, value);
	longer = curl_slist_append(t->lines, line);
	if (longer)
		t->lines = longer;
	return longer != NULL;
}

static bool set_request(struct transfer *t)
{
	const struct validators *v = t->fetch->validators;
	bool good = add_line(t, "Accept",
			     t->fetch->type == RESPONSE_TYPE_JWT
				     ? "application/jwt"
				     : "application/jwk-set+json, application/json");

	if (v)
		good = good && add_line(t, "If-None-Match", v->etag) &&
		       add_line(t, "If-Modified-Since", v->last_modified);
	return good && curl_easy_setopt(t->curl, CURLOPT_URL, t->fetch->url) == CURLE_OK &&
	       curl_easy_setopt(t->curl, CURLOPT_HTTPHEADER, t->lines) == CURLE_OK;
}

static void set_callbacks(struct transfer *t)
{
	curl_easy_setopt(t->curl, CURLOPT_HEADERFUNCTION, on_head);
	curl_easy_setopt(t->curl, CURLOPT_HEADERDATA, t);
	curl_easy_setopt(t->curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(t->curl, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(t->curl, CURLOPT_OPENSOCKETFUNCTION, on_open);
	curl_easy_setopt(t->curl, CURLOPT_OPENSOCKETDATA, t);
	curl_easy_setopt(t->curl, CURLOPT_ERRORBUFFER, t->error);
}

/* libcurl's result when no transfer runs any more; CURLE_ABORTED_BY_CALLBACK when it has none. */
static CURLcode result_of(CURLM *multi)
{
	CURLcode code = CURLE_ABORTED_BY_CALLBACK;
	const CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(multi, &left)))
		if (message->msg == CURLMSG_DONE)
			code = message->data.result;
	return code;
}

static CURLcode perform(struct fetcher *fetcher, CURL *curl)
{
	CURLcode code = CURLE_ABORTED_BY_CALLBACK;
	int running = 1;

	if (curl_multi_add_handle(fetcher->multi, curl) != CURLM_OK)
		return CURLE_OUT_OF_MEMORY;
	while (running && !atomic_load(&fetcher->stopping)) {
		if (curl_multi_perform(fetcher->multi, &running) != CURLM_OK)
			break;
		if (running)
			curl_multi_poll(fetcher->multi, NULL, 0, POLL_MS, NULL);
	}
	if (!running)
		code = result_of(fetcher->multi);
	curl_multi_remove_handle(fetcher->multi, curl);
	return code;
}

static const struct {
	CURLcode code;
	enum ost_remote_outcome outcome;
} curl_outcomes[] = {
	{ CURLE_OPERATION_TIMEDOUT, OST_REMOTE_OUTCOME_TIMED_OUT },
	{ CURLE_PEER_FAILED_VERIFICATION, OST_REMOTE_OUTCOME_UNTRUSTED },
	{ CURLE_SSL_CONNECT_ERROR, OST_REMOTE_OUTCOME_UNTRUSTED },
	{ CURLE_SSL_CACERT_BADFILE, OST_REMOTE_OUTCOME_UNTRUSTED },
	{ CURLE_SSL_ISSUER_ERROR, OST_REMOTE_OUTCOME_UNTRUSTED },
	{ CURLE_SSL_CERTPROBLEM, OST_REMOTE_OUTCOME_UNTRUSTED },
	{ CURLE_PARTIAL_FILE, OST_REMOTE_OUTCOME_TRUNCATED },
	{ CURLE_FILESIZE_EXCEEDED, OST_REMOTE_OUTCOME_TOO_LARGE },
	{ CURLE_UNSUPPORTED_PROTOCOL, OST_REMOTE_OUTCOME_UNREADABLE }, /* HTTP/0.9 */
	{ CURLE_WEIRD_SERVER_REPLY, OST_REMOTE_OUTCOME_UNREADABLE },
	{ CURLE_BAD_CONTENT_ENCODING, OST_REMOTE_OUTCOME_ENCODED }, /* of the transfer */
	{ CURLE_OUT_OF_MEMORY, OST_REMOTE_OUTCOME_NO_MEMORY },
};

static enum ost_remote_outcome judge_transfer(struct transfer *t, CURLcode code)
{
	read_status(t);
	if (t->fault != OST_REMOTE_OUTCOME_NONE)
		return t->fault;
	if (code == CURLE_OK)
		return judge_head(t->fetch);
	snprintf(t->fetch->detail, sizeof(t->fetch->detail), "%s",
		 t->error[0] ? t->error : curl_easy_strerror(code));
	for (size_t i = 0; i < ARRAY_LEN(curl_outcomes); i++)
		if (curl_outcomes[i].code == code)
			return curl_outcomes[i].outcome;
	/* The connection was lost: after a head the answer is truncated. */
	return t->fetch->status ? OST_REMOTE_OUTCOME_TRUNCATED : OST_REMOTE_OUTCOME_UNREACHABLE;
}

static enum ost_remote_outcome transfer_get(struct transfer *t)
{
	if (!t->curl)
		return OST_REMOTE_OUTCOME_NO_MEMORY;
	set_trust(t->curl, t->fetcher->settings);
	set_bounds(t->curl, t->fetcher->settings, t->fetch->max_bytes);
	set_isolation(t->curl);
	set_callbacks(t);
	return set_request(t) ? judge_transfer(t, perform(t->fetcher, t->curl))
			      : OST_REMOTE_OUTCOME_NO_MEMORY;
}

enum ost_remote_outcome fetcher_get(struct fetcher *fetcher, struct fetch *fetch)
{
	struct transfer t = { .fetcher = fetcher, .curl = curl_easy_init(), .fetch = fetch };
	enum ost_remote_outcome outcome;

	response_head_init(&fetch->head);
	buf_init_heap(&fetch->body, fetch->max_bytes);
	outcome = transfer_get(&t);
	curl_easy_cleanup(t.curl);
	curl_slist_free_all(t.lines);
	return outcome;
}

void fetch_done(struct fetch *fetch)
{
	buf_done(&fetch->body);
}
