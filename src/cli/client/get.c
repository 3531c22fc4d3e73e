#include "cli/client/get.h"

#include <curl/curl.h>

#include "base/cleanup.h"

OWNER(CURL *, curl_easy_cleanup)

static size_t on_body(char *bytes, size_t size, size_t count, void *arg)
{
	struct buf *body = arg;
	size_t n = size * count, room = GET_BODY_BYTES - body->n;

	buf_str(body, str_of(bytes, n < room ? n : room));
	return n;
}

bool client_get(struct arena *a, const char *url, struct got *out, struct err *err)
{
	OWNED(curl_easy_cleanup) CURL *curl = curl_easy_init();
	char error[CURL_ERROR_SIZE] = "";
	struct buf body;
	CURLcode rc = CURLE_OUT_OF_MEMORY;

	arena_buf(a, &body, 1024, GET_BODY_BYTES);
	if (curl) {
		curl_easy_setopt(curl, CURLOPT_URL, url);
		curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
		curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
		curl_easy_setopt(curl, CURLOPT_TIMEOUT, GET_TIMEOUT_S);
		curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
		curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
		curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
		curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
		curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
		rc = curl_easy_perform(curl);
	}
	if (rc != CURLE_OK) {
		err_set(err, "%s", error[0] ? error : curl_easy_strerror(rc));
		return false;
	}
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &out->status);
	out->body = buf_text(&body);
	return true;
}
