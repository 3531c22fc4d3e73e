/* The packed site below another path: its texts, their policy, and what stays as it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/cleanup.h"
#include "web/place.h"

/* 0: a page, where "/@" is the issuer and "#" are the features; 34: a script; 43: another file. */
static const char blob[] = "<a href=\"/t\"><script>s</script>/@#"
			   "let r=\"\";"
			   "plain";

static const struct web_file rows[] = {
	{ "/",
	  "text/html; charset=utf-8",
	  WEB_CACHE_REVALIDATE,
	  "default-src 'none'; script-src 'self' 'sha256-old='; style-src 'self'",
	  "aa",
	  { { 0, 34 }, { 0, 1 }, { 0, 2 } } },
	{ "/a.js", "text/javascript; charset=utf-8", WEB_CACHE_IMMUTABLE, "", "bb", { { 34, 9 } } },
	{ "/b.css",
	  "text/css; charset=utf-8",
	  WEB_CACHE_IMMUTABLE,
	  "",
	  "cc",
	  { { 43, 5 }, { 1, 1 } } },
};

static const struct web_mark marks[] = {
	{ 0, WEB_MARK_ROOT, 9, 0 },    { 0, WEB_MARK_SCRIPT, 21, 1 },
	{ 0, WEB_MARK_ISSUER, 31, 2 }, { 0, WEB_MARK_FEATURES, 33, 1 },
	{ 1, WEB_MARK_ROOT, 7, 0 },
};

static const struct web_files files = { .rows = rows,
					.n = ARRAY_LEN(rows),
					.blob = blob,
					.blob_bytes = sizeof(blob) - 1,
					.marks = marks,
					.n_marks = ARRAY_LEN(marks) };

static struct web_files place(struct arena *a, const char *root, const char *issuer,
			      const char *features)
{
	return web_place(a, &files,
			 &(struct web_texts){ str_z(root), str_z(issuer), str_z(features) });
}

static struct str body_of(const struct web_files *from, size_t file)
{
	uint32_t at = from->rows[file].body[WEB_IDENTITY].at;
	const char *p =
		at < from->blob_bytes ? from->blob + at : from->placed + (at - from->blob_bytes);

	return str_of(p, from->rows[file].body[WEB_IDENTITY].n);
}

static void assert_body(const struct web_files *from, size_t file, const char *wanted)
{
	struct str got = body_of(from, file);

	if (!str_eq(got, str_z(wanted)))
		fail_msg("%.*s", STR_FMT(got));
}

static void texts_are_written_into_the_files_that_have_marks(void **state)
{
	struct web_files placed;
	struct arena a;

	(void)state;
	arena_init(&a, NULL, 0);
	placed = place(&a, "/sub", "/sub/api/auth", WEB_FEATURES);
	assert_int_equal(placed.n, ARRAY_LEN(rows));
	assert_body(&placed, 0, "<a href=\"/sub/t\"><script>s</script>/sub/api/auth" WEB_FEATURES);
	assert_body(&placed, 1, "let r=\"/sub\";");
	assert_body(&placed, 2, "plain");
	assert_int_equal(placed.rows[0].body[WEB_GZIP].n, 0);
	assert_int_equal(placed.rows[2].body[WEB_GZIP].n, 1);
	assert_string_not_equal(placed.rows[0].etag, "aa");
	assert_string_not_equal(placed.rows[1].etag, "bb");
	assert_string_equal(placed.rows[2].etag, "cc");
	/* base64(SHA-256("s")) */
	assert_string_equal(placed.rows[0].csp,
			    "default-src 'none'; script-src 'self' "
			    "'sha256-BDpxh3TFcr2KJa2+sb/NXAJWrhHOz5+cP5JdDlK+r4k='; "
			    "style-src 'self'");
	assert_string_equal(placed.rows[1].csp, "");
	arena_done(&a);
}

static void at_the_usual_place_nothing_is_copied(void **state)
{
	struct web_files placed;
	struct arena a;

	(void)state;
	arena_init(&a, NULL, 0);
	placed = place(&a, "", WEB_ISSUER_PATH, WEB_FEATURES);
	assert_ptr_equal(placed.rows, rows);
	arena_done(&a);
}

static void a_file_whose_marks_stay_as_they_are_is_not_written_again(void **state)
{
	static const struct {
		const char *issuer, *features, *page;
	} cases[] = {
		{ "/auth", WEB_FEATURES, "<a href=\"/t\"><script>s</script>/auth" WEB_FEATURES },
		{ "/@", "", "<a href=\"/t\"><script>s</script>/@" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct web_files placed;
		struct arena a;

		arena_init(&a, NULL, 0);
		placed = place(&a, "", cases[i].issuer, cases[i].features);
		assert_body(&placed, 0, cases[i].page);
		assert_string_not_equal(placed.rows[0].etag, "aa");
		assert_body(&placed, 1, "let r=\"\";");
		assert_string_equal(placed.rows[1].etag, "bb");
		arena_done(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_written_into_the_files_that_have_marks),
		cmocka_unit_test(at_the_usual_place_nothing_is_copied),
		cmocka_unit_test(a_file_whose_marks_stay_as_they_are_is_not_written_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
