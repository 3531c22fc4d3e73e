#include "server/wire/head.h"

#include "base/ascii.h"
#include "base/cleanup.h"
#include "core/limits.h"

#define EMPTY_LINES_MAX 4

/* --- where it ends ---------------------------------------------------------------------------- */

static enum head_rc too_long(const struct head_scan *scan)
{
	return scan->begun ? HEAD_TOO_LARGE : HEAD_TARGET_TOO_LONG;
}

/* What a line without its end says already: another protocol, such as TLS, need not be waited
 * for. */
static enum head_rc judge_unfinished(const struct head_scan *scan, struct str input)
{
	struct str line = str_tail(input, scan->start);

	if (line.n > LIMIT_HEAD_BYTES)
		return too_long(scan);
	if (!scan->begun && line.n && line.p[0] != '\r' && !http_is_token(str_head(line, 1)))
		return HEAD_REFUSED;
	return HEAD_MORE;
}

/* Takes one complete line. HEAD_MORE: it was not the last. */
static enum head_rc take_line(struct head_scan *scan, struct str line)
{
	if (!str_ends(line, STR("\r")))
		return HEAD_REFUSED;
	if (line.n > 1) {
		bool sound = scan->begun || http_is_token(str_head(line, 1));

		scan->begun = true;
		return sound ? HEAD_MORE : HEAD_REFUSED;
	}
	if (scan->begun)
		return HEAD_WHOLE;
	return ++scan->empty_lines > EMPTY_LINES_MAX ? HEAD_REFUSED : HEAD_MORE;
}

enum head_rc head_scan(struct head_scan *scan, struct str input, size_t *out_bytes)
{
	for (;;) {
		ptrdiff_t lf = str_find(str_tail(input, scan->at), '\n');
		size_t end = scan->at + (size_t)(lf + 1);
		enum head_rc rc;

		if (lf < 0)
			break;
		if (end - scan->start > LIMIT_HEAD_BYTES)
			return too_long(scan);
		rc = take_line(scan, str_of(input.p + scan->line, end - 1 - scan->line));
		scan->at = scan->line = end;
		if (!scan->begun)
			scan->start = end;
		*out_bytes = end;
		if (rc != HEAD_MORE)
			return rc;
	}
	scan->at = input.n;
	return judge_unfinished(scan, input);
}

/* --- what it says ----------------------------------------------------------------------------- */

static struct str cut_line(struct str *text)
{
	struct str line;

	str_cut(*text, '\n', &line, text);
	return str_head(line, line.n - 1); /* head_scan() has seen the CR */
}

/* HEAD_WHOLE for the two versions that are spoken here. */
static enum head_rc judge_version(struct str version, bool *out_is_1_1)
{
	*out_is_1_1 = str_eq(version, STR("HTTP/1.1"));
	if (*out_is_1_1 || str_eq(version, STR("HTTP/1.0")))
		return HEAD_WHOLE;
	if (version.n == 8 && str_starts(version, STR("HTTP/")) && ascii_is_digit(version.p[5]) &&
	    version.p[5] != '1' && version.p[6] == '.' && ascii_is_digit(version.p[7]))
		return HEAD_OTHER_VERSION;
	return HEAD_REFUSED;
}

static enum head_rc read_first_line(struct str line, struct head *out)
{
	struct str rest, version;

	if (!str_cut(line, ' ', &out->method, &rest) || !http_is_token(out->method)) {
		out->method = str_of(NULL, 0);
		return HEAD_REFUSED;
	}
	if (!str_cut(rest, ' ', &out->target, &version))
		return HEAD_REFUSED;
	return judge_version(version, &out->is_1_1);
}

/* A tab is the one control that may be in a value. */
static bool value_is_sound(struct str value)
{
	if (!str_has_control(value))
		return true;
	for (size_t i = 0; i < value.n; i++)
		if (ascii_is_control(value.p[i]) && value.p[i] != '\t')
			return false;
	return true;
}

/* A folded line begins with white space, and so has no name. */
static bool read_header(struct str line, struct http_header *out)
{
	bool has_colon = str_cut(line, ':', &out->name, &out->value);

	out->value = str_trim(out->value);
	return has_colon && value_is_sound(out->value) && http_is_token(out->name);
}

/* At most as many as there are lines, of which one is the first and one is empty. */
static size_t headers_in(struct str text)
{
	size_t lines = 0;

	for (ptrdiff_t lf; (lf = str_find(text, '\n')) >= 0; lines++)
		text = str_tail(text, (size_t)lf + 1);
	return lines < LIMIT_HEADERS ? lines : LIMIT_HEADERS;
}

enum head_rc head_parse(struct str text, struct arena *a, struct head *out)
{
	enum head_rc rc;

	*out = (struct head){ 0 };
	rc = read_first_line(cut_line(&text), out);
	if (rc != HEAD_WHOLE)
		return rc;
	out->headers = arena_array(a, headers_in(text), sizeof(*out->headers));
	while (text.n > STR("\r\n").n) {
		if (out->n_headers == LIMIT_HEADERS)
			rc = HEAD_TOO_LARGE;
		else if (!read_header(cut_line(&text), &out->headers[out->n_headers++]))
			rc = HEAD_REFUSED;
		if (rc != HEAD_WHOLE) {
			out->n_headers = 0;
			return rc;
		}
	}
	return rc;
}
