/* Who may read a file with a secret in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "core/private_file.h"

static void nobody_else_reads_it(void **state)
{
	static const struct {
		mode_t mode;
		bool own, other; /* good when it is ours, when it is another user's */
	} rows[] = {
		{ 0600, true, true },   { 0400, true, true },   { 0700, true, true },
		{ 0640, false, true },  { 0440, false, true },  { 0660, false, false },
		{ 0620, false, false }, { 0604, false, false }, { 0644, false, false },
		{ 0601, false, false }, { 0602, false, false }, { 0777, false, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct stat info = { .st_mode = S_IFREG | rows[i].mode, .st_uid = geteuid() };

		if ((private_file_fault(&info) == NULL) != rows[i].own)
			fail_msg("%o of our own", rows[i].mode);
		info.st_uid = geteuid() + 1;
		if ((private_file_fault(&info) == NULL) != rows[i].other)
			fail_msg("%o of somebody else", rows[i].mode);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_else_reads_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
