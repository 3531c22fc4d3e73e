/* Who may read a file with a secret in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "core/private_file.h"

static void no_other_user_reads_it(void **state)
{
	static const struct {
		mode_t mode;
		bool own, roots; /* good when it is ours, when it is root's */
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
		if (!private_file_fault(&info))
			fail_msg("%o of another user", rows[i].mode);
		info.st_uid = 0;
		if (geteuid() && (private_file_fault(&info) == NULL) != rows[i].roots)
			fail_msg("%o of root", rows[i].mode);
	}
}

/* Of a link, only root can change the owner. */
static void a_link_of_another_user_is_not_followed(void **state)
{
	char folder[] = "/tmp/ostiary-private-XXXXXX", path[64];

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/link", folder);
	assert_null(private_link_fault(path));
	assert_int_equal(symlink("/etc/passwd", path), 0);
	assert_null(private_link_fault(path));
	if (geteuid() == 0) {
		assert_int_equal(lchown(path, 65534, 65534), 0);
		assert_non_null(private_link_fault(path));
	}
	assert_int_equal(unlink(path), 0);
	assert_null(private_link_fault(folder));
	assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_other_user_reads_it),
		cmocka_unit_test(a_link_of_another_user_is_not_followed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
