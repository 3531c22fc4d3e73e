#include "server/wire/framing.h"

#include "base/ascii.h"
#include "base/cleanup.h"

/* RFC 9112 section 3.2: one Host header with a host and an optional port. */
static bool host_is_sound(const struct request *request, bool required)
{
	struct str host = request_header(request, STR("host"));
	size_t count = request_header_count(request, STR("host"));

	for (size_t i = 0; i < host.n; i++)
		if (ascii_is_control(host.p[i]) || strchr(" ,/\\?#@<>\"", host.p[i]))
			return false;
	return count == 1 || (count == 0 && !required);
}

/* Decimal digits without a leading zero. Lengths that no body has are one length. */
static bool read_length(struct str text, uint64_t *out)
{
	for (size_t i = 0; i < text.n; i++)
		if (!ascii_is_digit(text.p[i]))
			return false;
	if (text.n == 0 || (text.p[0] == '0' && text.n > 1))
		return false;
	if (!str_to_u64(text, FRAMING_CHUNKED - 1, out))
		*out = FRAMING_CHUNKED - 1;
	return true;
}

/* RFC 9112 section 6.3. Two lengths are refused even when they are equal, because another reader of
 * the request may have used only one of them. */
static bool body_length(const struct request *request, bool chunks_allowed, uint64_t *out)
{
	struct str coding = request_header(request, STR("transfer-encoding"));
	struct str length = request_header(request, STR("content-length"));
	size_t codings = request_header_count(request, STR("transfer-encoding"));
	size_t lengths = request_header_count(request, STR("content-length"));

	if (codings + lengths > 1)
		return false;
	*out = 0;
	if (codings) {
		*out = FRAMING_CHUNKED;
		return chunks_allowed && str_eq_nocase(coding, STR("chunked"));
	}
	return lengths == 0 || read_length(length, out);
}

/* False when a header of this name has another value. An empty one counts as none. */
static bool is_only(const struct request *request, struct str name, struct str value)
{
	for (size_t i = 0; i < request->n_headers; i++) {
		const struct http_header *header = &request->headers[i];

		if (str_eq_nocase(header->name, name) && header->value.n &&
		    !str_eq_nocase(header->value, value))
			return false;
	}
	return true;
}

/* Whether the value of a Connection header, a list, has this word. */
static bool connection_says(const struct request *request, struct str word)
{
	for (size_t i = 0; i < request->n_headers; i++) {
		struct str rest = request->headers[i].value, one;

		if (!str_eq_nocase(request->headers[i].name, STR("connection")))
			continue;
		while (rest.n) {
			str_cut(rest, ',', &one, &rest);
			if (str_eq_nocase(str_trim(one), word))
				return true;
		}
	}
	return false;
}

enum framing_rc framing_judge(const struct request *request, bool is_1_1, struct framing *out)
{
	struct framing framing = { 0 };
	const struct str expect = STR("expect"), go_on = STR("100-continue");

	if (!host_is_sound(request, is_1_1) || !body_length(request, is_1_1, &framing.bytes))
		return FRAMING_REFUSED;
	if (is_1_1 && !is_only(request, expect, go_on))
		return FRAMING_EXPECTATION;
	if (framing.bytes && !is_only(request, STR("content-encoding"), STR("identity")))
		return FRAMING_CODED;
	framing.waits = is_1_1 && framing.bytes && request_header(request, expect).n;
	framing.closes = connection_says(request, STR("close")) ||
			 (!is_1_1 && !connection_says(request, STR("keep-alive")));
	*out = framing;
	return FRAMING_OK;
}

/* Removes "http://authority" from the front; false when the target does not start so. */
static bool cut_authority(struct str *target, struct str *out_authority)
{
	static const struct str schemes[] = { STR_INIT("http://"), STR_INIT("https://") };

	for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
		struct str rest;
		size_t n = 0;

		if (!str_eq_nocase(str_head(*target, schemes[i].n), schemes[i]))
			continue;
		rest = str_tail(*target, schemes[i].n);
		while (n < rest.n && rest.p[n] != '/' && rest.p[n] != '?')
			n++;
		*out_authority = str_head(rest, n);
		*target = str_tail(rest, n);
		return n > 0;
	}
	return false;
}

bool framing_target(struct str target, struct str *out_path, struct str *out_query,
		    struct str *out_authority)
{
	struct str authority = str_of(NULL, 0);
	struct str path, query;
	bool absolute = false;

	for (size_t i = 0; i < target.n; i++)
		if (ascii_is_control(target.p[i]) || target.p[i] == ' ' || target.p[i] == '#')
			return false;
	if (target.n == 0)
		return false;
	if (target.p[0] != '/' && !str_eq(target, STR("*"))) {
		absolute = cut_authority(&target, &authority);
		if (!absolute)
			return false;
	}
	str_cut(target, '?', &path, &query);
	*out_path = absolute && path.n == 0 ? STR("/") : path;
	*out_query = query;
	*out_authority = authority;
	return true;
}
