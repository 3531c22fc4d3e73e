#include "remote/address.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/cleanup.h"

OWNER(CURLU *, curl_url_cleanup)
OWNER(char *, curl_free)

static CURLU *read_url(const char *url)
{
	OWNED(curl_url_cleanup) CURLU *parts = curl_url();

	if (!parts || !url || strlen(url) > ADDRESS_MAX_BYTES)
		return NULL;
	if (curl_url_set(parts, CURLUPART_URL, url, CURLU_DISALLOW_USER) != CURLUE_OK)
		return NULL;
	return TAKE(parts);
}

/* A part as libcurl spells it, freed by curl_free(); NULL when it is not there. */
static char *part(CURLU *parts, CURLUPart which)
{
	char *text = NULL;

	if (!parts || curl_url_get(parts, which, &text, CURLU_DEFAULT_PORT) != CURLUE_OK)
		return NULL;
	return text;
}

static bool has_part(CURLU *parts, CURLUPart which)
{
	OWNED(curl_free) char *text = part(parts, which);

	return text != NULL;
}

static bool part_is(CURLU *parts, CURLUPart which, const char *wanted)
{
	OWNED(curl_free) char *text = part(parts, which);

	return text && str_eq_nocase(str_z(text), str_z(wanted));
}

static bool is_loopback_v6(const struct in6_addr *to)
{
	return IN6_IS_ADDR_LOOPBACK(to) || (IN6_IS_ADDR_V4MAPPED(to) && to->s6_addr[12] == 127);
}

static bool is_loopback_host(CURLU *parts)
{
	OWNED(curl_free) char *host = part(parts, CURLUPART_HOST);
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

/* libcurl is generous: with blanks and control characters in a path, with one slash or three. */
static bool is_strict(const char *url)
{
	const char *authority = strstr(url, "://");

	for (const char *p = url; *p; p++)
		if (*p <= 0x20 || *p == 0x7F)
			return false;
	return authority && authority[3] != '/';
}

enum address_rc address_judge(const char *url)
{
	OWNED(curl_url_cleanup) CURLU *parts = read_url(url);

	if (!parts || !is_strict(url) || has_part(parts, CURLUPART_FRAGMENT) ||
	    !has_part(parts, CURLUPART_HOST))
		return ADDRESS_BAD;
	if (part_is(parts, CURLUPART_SCHEME, "https"))
		return ADDRESS_OK;
	if (!part_is(parts, CURLUPART_SCHEME, "http"))
		return ADDRESS_BAD;
	return is_loopback_host(parts) ? ADDRESS_OK : ADDRESS_CLEAR;
}

bool address_has_query(const char *url)
{
	return str_find(str_z(url), '?') >= 0;
}

bool address_same_origin(const char *a, const char *b)
{
	static const CURLUPart origin[] = { CURLUPART_SCHEME, CURLUPART_HOST, CURLUPART_PORT };
	OWNED(curl_url_cleanup) CURLU *parts_a = read_url(a);
	OWNED(curl_url_cleanup) CURLU *parts_b = read_url(b);

	if (!parts_a || !parts_b)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(origin); i++) {
		OWNED(curl_free) char *wanted = part(parts_a, origin[i]);

		if (!wanted || !part_is(parts_b, origin[i], wanted))
			return false;
	}
	return true;
}

bool address_is_loopback(const struct sockaddr *to)
{
	const void *address = to;

	if (to->sa_family == AF_INET)
		return ntohl(((const struct sockaddr_in *)address)->sin_addr.s_addr) >> 24 == 127;
	return to->sa_family == AF_INET6 &&
	       is_loopback_v6(&((const struct sockaddr_in6 *)address)->sin6_addr);
}
