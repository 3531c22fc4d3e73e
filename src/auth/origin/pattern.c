#include "auth/origin/pattern.h"

#include "base/ascii.h"
#include "base/url.h"

bool pattern_has_wildcard(struct str pattern)
{
	return str_find(pattern, '*') >= 0 || str_find(pattern, '?') >= 0;
}

static bool is_separator(char c)
{
	return c == '/' || c == '\\';
}

/* Matches within one segment. After a mismatch, the last `*` takes one character more. */
static bool segment_matches(struct str pattern, struct str text)
{
	size_t p = 0, t = 0, star = SIZE_MAX, resume = 0;

	while (t < text.n) {
		if (p < pattern.n && pattern.p[p] == '*') {
			star = p++;
			resume = t;
		} else if (p < pattern.n && (pattern.p[p] == text.p[t] ||
					     (pattern.p[p] == '?' && !is_separator(text.p[t])))) {
			p++;
			t++;
		} else if (star != SIZE_MAX && !is_separator(text.p[resume])) {
			p = star + 1;
			t = ++resume;
		} else {
			return false;
		}
	}
	while (p < pattern.n && pattern.p[p] == '*')
		p++;
	return p == pattern.n;
}

/* Matches the remaining segments; text_more: the text has another one, which may be empty. */
static bool rest_matches(struct str pattern, bool pattern_more, struct str text, bool text_more)
{
	struct str head, text_head;

	if (!pattern_more)
		return !text_more;
	pattern_more = str_cut(pattern, '/', &head, &pattern);
	if (!str_eq(head, STR("**"))) {
		if (!text_more)
			return false;
		text_more = str_cut(text, '/', &text_head, &text);
		return segment_matches(head, text_head) &&
		       rest_matches(pattern, pattern_more, text, text_more);
	}
	for (;;) {
		if (rest_matches(pattern, pattern_more, text, text_more))
			return true;
		if (!text_more)
			return false;
		text_more = str_cut(text, '/', &text_head, &text);
	}
}

bool pattern_matches(struct str pattern, struct str text)
{
	if (pattern.n > PATTERN_PATH_MAX || text.n > PATTERN_PATH_MAX)
		return false;
	return rest_matches(pattern, true, text, true);
}

static bool is_ipv4_pattern(struct str host_pattern)
{
	bool digit = false;

	for (size_t i = 0; i < host_pattern.n; i++) {
		char c = host_pattern.p[i];

		if (ascii_is_digit(c))
			digit = true;
		else if (c != '.' && c != '*' && c != '?')
			return false;
	}
	return digit;
}

bool pattern_matches_authority(struct str pattern, struct str authority)
{
	if (is_ipv4_pattern(url_host(pattern)) && !url_is_ipv4(url_host(authority)))
		return false;
	return pattern_matches(pattern, authority);
}
