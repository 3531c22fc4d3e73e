/* Pictures that are addresses, and addresses that are programs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth/account/image.h"
#include "base/cleanup.h"

static void what_a_page_would_run_is_no_picture(void **state)
{
	static const struct {
		const char *text;
		bool harmless;
	} rows[] = {
		{ "", true },
		{ "https://example.com/javascript:", true },
		{ "/a.png", true },
		{ "avatar-7", true },
		{ "s3:bucket/key", true },
		{ "data:image/png;base64,AA==", true },
		{ "DATA:Image/png,", true },
		{ "javascript", true },
		{ "javascript:", false },
		{ "javascript:alert(1)", false },
		{ "JavaScript:alert(1)", false },
		{ " \x01\tjavascript:alert(1)", false },
		{ "java\nscript\r:alert(1)", false },
		{ "vbscript:x", false },
		{ "data:text/html,<script>", false },
		{ "data:,x", false },
		{ "d\ta\nta:text/html,x", false },
		{ "data:imagetext/html,", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (image_is_harmless(str_z(rows[i].text)) != rows[i].harmless)
			fail_msg("%s", rows[i].text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_page_would_run_is_no_picture),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
