#include "cli/client/health.h"

#include <curl/curl.h>
#include <sysexits.h>

#include "base/cleanup.h"
#include "cli/nodes/operation.h"
#include "cli/resolve/address.h"
#include "cli/tree/args.h"
#include "cli/tree/output.h"

#define TIMEOUT_S  5L
#define BODY_BYTES ((size_t)4 << 10) /* of an answer that is shown */
#define UNHEALTHY  1                 /* what the checks of containers know */

OWNER(CURL *, curl_easy_cleanup)

/* What does not fit is not shown. */
static size_t on_body(char *bytes, size_t size, size_t count, void *arg)
{
	struct buf *body = arg;
	size_t n = size * count, room = BODY_BYTES - body->n;

	buf_str(body, str_of(bytes, n < room ? n : room));
	return n;
}

static int url_of_settings(const struct args *args, struct str *out)
{
	struct settings settings;
	struct listen_address listening;
	struct err err = { 0 };
	int code = operation_read_but_secret(args, &settings);

	if (code != EX_OK)
		return code;
	if (!address_to_listen(&settings, &listening, &err))
		return cli_fail(EX_USAGE, "%s", err.text);
	*out = arena_fmt(args->arena, "%.*s/readyz",
			 STR_FMT(address_url(args->arena, listening.host, listening.port)));
	return EX_OK;
}

static CURLcode ask(CURL *curl, const char *url, struct buf *body, long *status,
		    char error[CURL_ERROR_SIZE])
{
	CURLcode rc;

	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, TIMEOUT_S);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, body);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
	rc = curl_easy_perform(curl);
	if (rc == CURLE_OK)
		curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, status);
	return rc;
}

static int judge(const struct args *args, const char *url)
{
	OWNED(curl_easy_cleanup) CURL *curl = curl_easy_init();
	char error[CURL_ERROR_SIZE] = "";
	struct buf body, safe;
	long status = 0;
	CURLcode rc;

	if (!curl)
		return cli_fail(EX_OSERR, "no memory");
	arena_buf(args->arena, &body, BODY_BYTES, BODY_BYTES);
	rc = ask(curl, url, &body, &status, error);
	if (rc != CURLE_OK)
		return cli_fail(UNHEALTHY, "%s: %s", url,
				error[0] ? error : curl_easy_strerror(rc));
	arena_buf(args->arena, &safe, BODY_BYTES, 2 * BODY_BYTES);
	cli_put_safe(&safe, buf_text(&body)); /* another program may have answered */
	if (status / 100 != 2)
		return cli_fail(UNHEALTHY, "%s: status %ld: %.*s", url, status,
				STR_FMT(buf_text(&safe)));
	buf_char(&safe, '\n');
	return cli_print(&safe);
}

static int run(const struct args *args)
{
	struct str url = str_z(args_word(args));
	int code = url.n ? EX_OK : url_of_settings(args, &url);

	return code == EX_OK ? judge(args, arena_z(args->arena, url)) : code;
}

const struct command health_command = {
	.name = "health",
	.summary = "ask a server whether it is ready",
	.description =
		"Asks /readyz of the server at the listening address of the settings, or the "
		"URL that is given, and waits for at most five seconds. It exits with 0 when "
		"the answer is of the class 2xx, and with 1 when it is not or there is none, "
		"as the health checks of containers want it.",
	.argument = { .name = "URL",
		      .help = "what to ask instead, such as https://tasks.example/readyz",
		      .most = 1 },
	.settings = COMMAND_TAKES_SETTINGS,
	.examples = (const struct example[]){ { "In a container file",
						"HEALTHCHECK CMD [\"ostiary\", \"health\"]" },
					      { 0 } },
	.run = run,
};
