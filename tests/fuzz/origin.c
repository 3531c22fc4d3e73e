/* A trusted origin, a line feed, an URL: where the browser may be sent is where it was said. */
#include "auth/origin/origin.h"
#include "auth/origin/pattern.h"
#include "base/url.h"
#include "fuzz.h"

#define OWN "https://app.example"

/* The origin of an origin is that origin, and holds nothing but scheme, host and port. */
static struct str origin_is_canonical(struct str url, char out[ORIGIN_MAX])
{
	struct str origin = origin_of_url(url, out);
	char again[ORIGIN_MAX];
	struct str rest;

	if (origin.n == 0)
		return origin;
	HOLDS(str_eq(origin_of_url(origin, again), origin));
	HOLDS(str_starts(origin, STR("http://")) || str_starts(origin, STR("https://")));
	rest = str_tail(origin, (size_t)str_find(origin, ':') + 3);
	for (size_t i = 0; i < rest.n; i++)
		HOLDS(rest.p[i] > ' ' && rest.p[i] < 0x7f && !strchr("/\\@?#%", rest.p[i]) &&
		      !(rest.p[i] >= 'A' && rest.p[i] <= 'Z'));
	return origin;
}

static void relative_stays_here(struct str url)
{
	HOLDS(url.n == 1 || (url.p[1] != '/' && url.p[1] != '\\'));
	for (size_t i = 0; i < url.n; i++)
		HOLDS((unsigned char)url.p[i] >= ' ' && url.p[i] != '\\');
}

/* With no trusted origin but the own one. */
static void only_own_is_own(struct str url, struct str origin)
{
	struct trusted_origins own = { .own = STR(OWN) };
	bool absolute = origin_trusts_url(&own, url, RELATIVE_URLS_REFUSED);
	bool any = origin_trusts_url(&own, url, RELATIVE_URLS_ALLOWED);

	HOLDS(absolute == str_eq(origin, STR(OWN)));
	HOLDS(any || !absolute);
	if (any && !absolute)
		relative_stays_here(url);
}

/* With one more, which vouches for its own origin only when it has no wildcard. */
static void pattern_vouches_for_its_own(struct str pattern, struct str url, struct str origin)
{
	struct trusted_origins trusted = { .own = STR(OWN), .patterns = &pattern, .n_patterns = 1 };
	bool good = origin_trusts_url(&trusted, url, RELATIVE_URLS_REFUSED);

	if (good && origin.n && !pattern_has_wildcard(pattern))
		HOLDS(str_eq(origin, STR(OWN)) || str_eq(origin, pattern));
	if (pattern.n == 0)
		HOLDS(good == str_eq(origin, STR(OWN)));
}

/* No segment is left that would climb. */
static void plain_paths_climb_nowhere(struct str path)
{
	char out[PATTERN_PATH_MAX];
	struct str segment, rest = url_plain_path(path, out, sizeof(out));
	bool more;

	HOLDS(rest.n <= path.n);
	do {
		more = str_cut(rest, '/', &segment, &rest);
		HOLDS(!str_eq(segment, STR(".")) && !str_eq(segment, STR("..")));
	} while (more);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str pattern, url, origin;
	char memory[ORIGIN_MAX];

	if (!str_cut(str_of(data, n), '\n', &pattern, &url))
		return 0;
	origin = origin_is_canonical(url, memory);
	only_own_is_own(url, origin);
	pattern_vouches_for_its_own(pattern, url, origin);
	plain_paths_climb_nowhere(url);
	return 0;
}
