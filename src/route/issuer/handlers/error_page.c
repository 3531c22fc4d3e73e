/* A part of handlers.h: /error, the page that a link leads to when it names no other page for
 * its error. */
#include "route/issuer/handlers/error_page.h"

#include "base/ascii.h"
#include "base/cleanup.h"
#include "base/html.h"
#include "core/limits.h"
#include "route/app.h"
#include "route/issuer/handlers/handlers.h"

/* Anything else is not shown, nor is `error_description`: an attacker who makes a link must not
 * choose the text of this page. */
static bool is_code(struct str text)
{
	static const char others[] = "'_-";

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (!ascii_is_alnum(c) && !memchr(others, c, sizeof(others) - 1))
			return false;
	}
	return text.n > 0;
}

static struct str sentence_for(struct str code)
{
	static const struct {
		struct str code, sentence;
	} known[] = {
		{ STR_INIT("INVALID_TOKEN"),
		  STR_INIT("This link is not valid, or it has been used already. Ask for a new "
			   "one.") },
		{ STR_INIT("TOKEN_EXPIRED"),
		  STR_INIT("This link has expired. Ask for a new one.") },
	};

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (str_eq(known[i].code, code))
			return known[i].sentence;
	return STR("Something went wrong. Go back and try again.");
}

/* Between the two is the path of the site. */
#define PAGE_HEAD                                                                                  \
	"<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"                          \
	"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"               \
	"<title>That did not work · Ostiary</title>\n<style>" ERROR_PAGE_STYLE "</style>\n"        \
	"<main>\n<a class=\"brand\" href=\""
#define PAGE_BRAND                                                                                 \
	"/\"><svg viewBox=\"0 0 32 32\" aria-hidden=\"true\">"                                     \
	"<rect class=\"door\" width=\"32\" height=\"32\" rx=\"8\"/>"                               \
	"<path class=\"arch\" d=\"M9 26V14a7 7 0 0 1 14 0v12M16 18.5V23\"/>"                       \
	"<circle class=\"key\" cx=\"16\" cy=\"17.5\" r=\"2.3\"/></svg>Ostiary</a>\n"               \
	"<div>\n<h1>That did not work</h1>\n<p>"

void auth_error_page(struct call *call)
{
	struct arena *a = call->request->arena;
	struct str code;
	struct buf page;

	code = call_query_text(call, STR("error"));
	if (!is_code(code))
		code = STR("UNKNOWN");
	arena_buf(a, &page, 4096, 8 * LIMIT_HEAD_BYTES);
	buf_z(&page, PAGE_HEAD);
	html_put_text(&page, call->app->config.root);
	buf_z(&page, PAGE_BRAND);
	html_put_text(&page, sentence_for(code));
	buf_z(&page, "</p>\n<p><small>Code: <code>");
	html_put_text(&page, code);
	buf_z(&page, "</code></small></p>\n</div>\n<a class=\"btn\" href=\"");
	html_put_text(&page, call->app->config.root);
	buf_z(&page, "/\">Go to the start page</a>\n</main>\n</html>\n");
	reply_header(call->reply, STR("content-security-policy"),
		     STR("default-src 'none'; style-src '" ERROR_PAGE_STYLE_HASH
			 "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"));
	reply_header(call->reply, STR("x-frame-options"), STR("DENY"));
	reply_body(call->reply, 200, STR("text/html; charset=utf-8"), buf_text(&page));
}
