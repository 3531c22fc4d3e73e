#include "remote/http/url.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/ascii.h"
#include "base/cleanup.h"
#include "base/str.h"

OWNER(CURLU *, curl_url_cleanup)
OWNER(char *, curl_free)

static CURLU *url_parse(const char *url)
{
	OWNED(curl_url_cleanup) CURLU *parts = curl_url();

	if (!parts || !url || strlen(url) > REMOTE_URL_MAX_BYTES)
		return NULL;
	if (curl_url_set(parts, CURLUPART_URL, url, CURLU_DISALLOW_USER) != CURLUE_OK)
		return NULL;
	return TAKE(parts);
}

/* The part as libcurl spells it, freed by curl_free(); NULL when the URL does not have it. */
static char *url_part(CURLU *parts, CURLUPart which)
{
	char *text = NULL;

	if (!parts || curl_url_get(parts, which, &text, CURLU_DEFAULT_PORT) != CURLUE_OK)
		return NULL;
	return text;
}

static bool url_has_part(CURLU *parts, CURLUPart which)
{
	OWNED(curl_free) char *text = url_part(parts, which);

	return text != NULL;
}

static bool url_part_is(CURLU *parts, CURLUPart which, const char *wanted)
{
	OWNED(curl_free) char *text = url_part(parts, which);

	return text && str_eq_nocase(str_z(text), str_z(wanted));
}

static bool is_loopback_v6(const struct in6_addr *to)
{
	return IN6_IS_ADDR_LOOPBACK(to) || (IN6_IS_ADDR_V4MAPPED(to) && to->s6_addr[12] == 127);
}

static bool is_loopback_host(CURLU *parts)
{
	OWNED(curl_free) char *host = url_part(parts, CURLUPART_HOST);
	struct str bare = str_z(host);
	struct in_addr v4;
	struct in6_addr v6;

	if (!host)
		return false;
	if (str_eq_nocase(bare, STR("localhost")))
		return true;
	if (inet_pton(AF_INET, host, &v4) == 1)
		return ntohl(v4.s_addr) >> 24 == 127;
	if (bare.n < 3 || host[0] != '[')
		return false;
	host[bare.n - 1] = '\0';
	return inet_pton(AF_INET6, host + 1, &v6) == 1 && is_loopback_v6(&v6);
}

/* Refuses what libcurl accepts beyond RFC 3986: blanks, control characters and bytes beyond ASCII
 * in a path, and one or three slashes before the host. */
static bool is_strict(const char *url)
{
	const char *authority = strstr(url, "://");

	for (const char *p = url; *p; p++)
		if (!ascii_is_visible(*p))
			return false;
	return authority && authority[3] != '/';
}

enum remote_url_rc remote_url_judge(const char *url)
{
	OWNED(curl_url_cleanup) CURLU *parts = url_parse(url);

	if (!parts || !is_strict(url) || url_has_part(parts, CURLUPART_FRAGMENT) ||
	    !url_has_part(parts, CURLUPART_HOST))
		return REMOTE_URL_BAD;
	if (url_part_is(parts, CURLUPART_SCHEME, "https"))
		return REMOTE_URL_OK;
	if (!url_part_is(parts, CURLUPART_SCHEME, "http"))
		return REMOTE_URL_BAD;
	return is_loopback_host(parts) ? REMOTE_URL_OK : REMOTE_URL_CLEAR;
}

bool remote_url_has_query(const char *url)
{
	return str_find(str_z(url), '?') >= 0;
}

bool remote_url_same_origin(const char *a, const char *b)
{
	static const CURLUPart origin[] = { CURLUPART_SCHEME, CURLUPART_HOST, CURLUPART_PORT };
	OWNED(curl_url_cleanup) CURLU *parts_a = url_parse(a);
	OWNED(curl_url_cleanup) CURLU *parts_b = url_parse(b);

	if (!parts_a || !parts_b)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(origin); i++) {
		OWNED(curl_free) char *wanted = url_part(parts_a, origin[i]);

		if (!wanted || !url_part_is(parts_b, origin[i], wanted))
			return false;
	}
	return true;
}

bool remote_url_is_loopback(const struct sockaddr *to)
{
	const void *address = to;

	if (to->sa_family == AF_INET)
		return ntohl(((const struct sockaddr_in *)address)->sin_addr.s_addr) >> 24 == 127;
	return to->sa_family == AF_INET6 &&
	       is_loopback_v6(&((const struct sockaddr_in6 *)address)->sin6_addr);
}
