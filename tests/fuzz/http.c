/* Percent-encoding, forms, cookies, bearer tokens and addresses: what is written reads as what it
 * was, and what is read keeps its bounds. */
#include "base/cleanup.h"
#include "base/url.h"
#include "fuzz.h"
#include "http/address.h"
#include "http/bearer.h"
#include "http/cookie.h"
#include "http/form.h"
#include "http/media_type.h"
#include "http/percent.h"
#include "server/wire/chunks.h"
#include "server/wire/framing.h"
#include "server/wire/head.h"

#define WRITTEN_MAX ((size_t)1 << 20)

static void percent_comes_back(struct arena *arena, struct str text)
{
	struct str decoded, again;
	struct buf b;

	arena_buf(arena, &b, 64, WRITTEN_MAX);
	url_put_component(&b, text);
	HOLDS(buf_ok(&b));
	HOLDS(percent_decode(arena, buf_text(&b), &again) == str_is_utf8(text));
	HOLDS(!str_is_utf8(text) || str_eq(again, text));
	if (percent_decode(arena, text, &decoded))
		HOLDS(decoded.n <= text.n && str_is_utf8(decoded));
}

/* Written again, a form has the same fields. */
static void form_comes_back(struct arena *arena, struct str text)
{
	struct form form, again;
	struct buf b;

	if (!form_parse(arena, text, &form))
		return;
	HOLDS(form.n <= FORM_FIELDS_MAX);
	arena_buf(arena, &b, 64, WRITTEN_MAX);
	for (size_t i = 0; i < form.n; i++) {
		HOLDS(form_count(&form, form.fields[i].name) > 0);
		HOLDS(form_first(&form, form.fields[i].name) != NULL);
		HOLDS(str_is_utf8(form.fields[i].name) && str_is_utf8(form.fields[i].value));
		buf_z(&b, i ? "&" : "");
		url_put_component(&b, form.fields[i].name);
		buf_char(&b, '=');
		url_put_component(&b, form.fields[i].value);
	}
	HOLDS(form_parse(arena, buf_text(&b), &again) && again.n == form.n);
	for (size_t i = 0; i < form.n; i++)
		HOLDS(str_eq(form.fields[i].name, again.fields[i].name) &&
		      str_eq(form.fields[i].value, again.fields[i].value));
}

static struct request request_of(struct arena *arena, struct http_header *header)
{
	return (struct request){ .arena = arena, .headers = header, .n_headers = 1 };
}

static void cookies_are_pieces(struct arena *arena, struct str text)
{
	struct http_header header = { STR("Cookie"), text };
	struct request request = request_of(arena, &header);
	struct str value;

	for (struct cookie_walk w = cookie_walk(&request); cookie_next(&w);) {
		HOLDS(str_find(w.name, ';') < 0 && str_find(w.name, '=') < 0);
		HOLDS(str_find(w.raw, ';') < 0 && w.name.n + w.raw.n < text.n);
		HOLDS(str_eq(w.name, str_trim(w.name)) && str_eq(w.raw, str_trim(w.raw)));
		value = cookie_value(arena, w.raw);
		HOLDS(value.n <= w.raw.n);
		HOLDS(cookie_count(&request, w.name) > 0);
	}
}

/* A cookie that we set holds nothing that could begin another attribute, and comes back. */
static void cookie_comes_back(struct arena *arena, struct str text)
{
	struct cookie cookie = { .name = STR("name"), .value = text, .max_age_s = -1 };
	struct http_header header = { STR("Cookie"), { NULL, 0 } };
	struct request request = request_of(arena, &header);
	struct str attributes, value;
	struct cookie_walk w;
	struct buf b;

	arena_buf(arena, &b, 64, WRITTEN_MAX);
	cookie_put(&b, &cookie);
	str_cut(buf_text(&b), ';', &header.value, &attributes);
	HOLDS(str_eq(attributes, STR(" HttpOnly; Secure; SameSite=Strict")));
	w = cookie_walk(&request);
	HOLDS(cookie_next(&w) && str_eq(w.name, STR("name")));
	value = cookie_value(arena, w.raw);
	HOLDS(!str_is_utf8(text) || str_eq(value, text));
}

static void bearer_is_one_token(struct arena *arena, struct str text)
{
	struct http_header header = { STR("Authorization"), text };
	struct request request = request_of(arena, &header);
	struct str token;

	if (bearer_token(&request, &token) != BEARER_TOKEN)
		return;
	HOLDS(token.n && str_ends(text, token) && str_eq_nocase(str_head(text, 7), STR("bearer ")));
	for (size_t i = 0; i < token.n; i++)
		HOLDS(token.p[i] > ' ' && token.p[i] < 0x7f && token.p[i] != ',');
}

/* One client, one text: the text of an address is an address of the same text. */
static void addresses_have_one_text(struct str text)
{
	char first[ADDRESS_TEXT_MAX], second[ADDRESS_TEXT_MAX];
	struct address address;
	struct buf a, b;

	buf_init_fixed(&a, first, sizeof(first));
	buf_init_fixed(&b, second, sizeof(second));
	if (!address_read(text, &address))
		return;
	address_put(&a, &address, 64);
	HOLDS(buf_ok(&a) && address_read(buf_text(&a), &address));
	address_put(&b, &address, 64);
	HOLDS(str_eq(buf_text(&a), buf_text(&b)));
}

static void targets_are_cut_in_place(struct str text)
{
	struct str path, query, authority;

	if (!framing_target(text, &path, &query, &authority))
		return;
	HOLDS(path.n && (path.p[0] == '/' || str_eq(path, STR("*")) || authority.n));
	HOLDS(str_find(path, '?') < 0 && str_find(path, '#') < 0);
	HOLDS(query.n == 0 || str_ends(text, query));
}

/* What head_scan() says of the text when it comes in pieces of that many bytes. */
static enum head_rc scan_in_pieces(struct str text, size_t piece, size_t *bytes)
{
	struct head_scan scan = { 0 };
	enum head_rc rc = HEAD_MORE;

	for (size_t n = piece; rc == HEAD_MORE; n += piece) {
		rc = head_scan(&scan, str_head(text, n), bytes);
		if (n >= text.n)
			break;
	}
	return rc;
}

/* A head ends in one place however its bytes are cut, and its parts are parts of the text. */
static void heads_end_in_one_place(struct arena *arena, struct str text)
{
	size_t whole_bytes = 0, bytes = 0;
	enum head_rc whole = scan_in_pieces(text, text.n + 1, &whole_bytes);
	struct head head;
	struct str first;

	for (size_t piece = 1; piece < 8; piece += 3) {
		HOLDS(scan_in_pieces(text, piece, &bytes) == whole);
		HOLDS(whole != HEAD_WHOLE || bytes == whole_bytes);
	}
	if (whole != HEAD_WHOLE)
		return;
	first = str_head(text, whole_bytes);
	while (str_starts(first, STR("\r\n")))
		first = str_tail(first, 2);
	if (head_parse(first, arena, &head) != HEAD_WHOLE)
		return;
	HOLDS(http_is_token(head.method) && head.method.p == first.p);
	for (size_t i = 0; i < head.n_headers; i++) {
		HOLDS(http_is_token(head.headers[i].name));
		HOLDS(str_find(head.headers[i].value, '\n') < 0);
		HOLDS(str_find(head.headers[i].value, '\0') < 0);
	}
}

/* Decodes chunks that come in pieces of that many bytes; *rest is what is left behind them. */
static enum chunks_rc decode_in_pieces(struct str text, size_t piece, struct buf *body,
				       size_t *rest)
{
	struct chunks chunks = { 0 };
	enum chunks_rc rc = CHUNKS_MORE;
	size_t at = 0;

	while (at < text.n && rc == CHUNKS_MORE) {
		struct str input = str_head(str_tail(text, at), piece), data;
		size_t given = input.n;

		do {
			rc = chunks_take(&chunks, &input, &data);
			if (rc == CHUNKS_DATA)
				buf_str(body, data);
		} while (rc == CHUNKS_DATA || rc == CHUNKS_SIZE);
		at += given - input.n;
	}
	*rest = text.n - at;
	return rc;
}

static void chunks_end_in_one_place(struct arena *arena, struct str text)
{
	struct buf whole, pieces;
	size_t whole_rest, rest;
	enum chunks_rc rc;

	arena_buf(arena, &whole, 64, text.n + 64);
	rc = decode_in_pieces(text, text.n + 1, &whole, &whole_rest);
	for (size_t piece = 1; piece < 8; piece += 3) {
		arena_buf(arena, &pieces, 64, text.n + 64);
		HOLDS(decode_in_pieces(text, piece, &pieces, &rest) == rc);
		HOLDS(rc != CHUNKS_DONE ||
		      (rest == whole_rest && str_eq(buf_text(&pieces), buf_text(&whole))));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str text = str_of(data, n);
	struct arena arena;

	arena_init(&arena, NULL, 0);
	percent_comes_back(&arena, text);
	form_comes_back(&arena, text);
	cookies_are_pieces(&arena, text);
	cookie_comes_back(&arena, text);
	bearer_is_one_token(&arena, text);
	addresses_have_one_text(text);
	targets_are_cut_in_place(text);
	heads_end_in_one_place(&arena, text);
	chunks_end_in_one_place(&arena, text);
	HOLDS(!media_type_is_json(text) || media_type_reads_as_json(text));
	arena_done(&arena);
	return 0;
}
