/* The text of fragments of HTML. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/cleanup.h"
#include "tasks/exchange/read/html_text.h"

static void tags_become_lines(void **state)
{
	static const char *const rows[][2] = {
		{ "", "" },
		{ "plain text", "plain text" },
		{ "1 < 2 && 3 > 2 &amp; so", "1 < 2 && 3 > 2 &amp; so" },
		{ "<p>one</p><p>two</p>", "one\ntwo" },
		{ "a<br>b<br/>c", "a\nb\nc" },
		{ "<ul><li>one</li><li>two</li></ul>", "one\ntwo" },
		{ "<p>x &lt;b&gt; &amp;amp; &quot;y&quot; &#39;z&#39;&nbsp;&eacute;</p>",
		  "x <b> &amp; \"y\" 'z' &eacute;" },
		{ "<p>a <strong class=\"x\">b</strong> c", "a b c" },
		{ "<p>1 <2 and <unknown>", "1 <2 and <unknown>" },
		{ "<p", "<p" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ARENA(a);

		assert_string_equal(arena_z(&a, html_text(&a, str_z(rows[i][0]))), rows[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tags_become_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
