/* Templates: the built-in ones, an operator's, and what values may do in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "mail/template.h"

static const struct template_values values = {
	.name = STR_INIT("Ann"),
	.url = STR_INIT("https://t.example/r?a=1&b=2"),
	.email = STR_INIT("ann@example.org"),
	.product = STR_INIT("Tasks & Co"),
};

static void says(struct str text, enum template_part part, const struct template_values *v,
		 const char *expected)
{
	char memory[4096];
	struct buf b;

	buf_init_fixed(&b, memory, sizeof(memory));
	template_put(&b, text, part, v);
	assert_string_equal(buf_cstr(&b), expected);
}

static void words_are_replaced_by_values(void **state)
{
	(void)state;
	says(STR("Hi {{name}} <{{ email }}>: {{url}} {{product}}{"), TEMPLATE_TEXT, &values,
	     "Hi Ann <ann@example.org>: https://t.example/r?a=1&b=2 Tasks & Co{");
	says(STR("<a href=\"{{url}}\">{{product}}</a>"), TEMPLATE_HTML, &values,
	     "<a href=\"https://t.example/r?a=1&amp;b=2\">Tasks &amp; Co</a>");
}

static void values_cannot_write_markup_or_lines(void **state)
{
	struct template_values hostile = values;

	(void)state;
	hostile.product = STR("\"><script>x('\r\n')</script>");
	says(STR("{{product}}"), TEMPLATE_HTML, &hostile,
	     "&quot;&gt;&lt;script&gt;x(&#39;  &#39;)&lt;/script&gt;");
	says(STR("{{product}}"), TEMPLATE_SUBJECT, &hostile, "\"><script>x('  ')</script>");
	hostile.product = STR("{{url}}"); /* a value is no template */
	says(STR("{{product}}"), TEMPLATE_TEXT, &hostile, "{{url}}");
}

static const struct {
	const char *name;
	bool shown;
} names[] = {
	{ "Ann", true },
	{ "Zo\xC3\xAB van der Berg-O'Neil", true },
	{ "J.R.R. Tolkien", true },
	{ "Dr. No", true },
	{ " Ann ", true },
	{ "", false },
	{ "   ", false },
	{ "evil.example", false },
	{ "Win! www.evil.example now", false },
	{ "https://evil", false },
	{ "mail me@evil", false },
	{ "a<b>", false },
	{ "Ann\r\nYou have won", false },
	{ "Ann\x7F", false },
	{ "Ann\xC3", false },
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", true },
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false },
};

static void a_name_that_could_advertise_is_not_shown(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct str shown = template_name(str_z(names[i].name), STR("ann@example.org"));

		if (str_eq(shown, STR("ann@example.org")) == names[i].shown)
			fail_msg("%s", names[i].name);
	}
}

static void the_built_in_ones_are_good_and_complete(void **state)
{
	(void)state;
	for (size_t kind = 0; kind < MAIL_KINDS; kind++)
		for (size_t part = 0; part < TEMPLATE_PARTS; part++) {
			struct str text = templates_built_in.of[kind][part];
			struct err err;

			assert_true(text.n > 0);
			if (!template_check(text, (enum template_part)part, &err))
				fail_msg("%s", err.text);
			/* No picture and no style from elsewhere: reading sends no request. */
			assert_false(str_contains(text, STR("http")));
			assert_false(str_contains(text, STR("src=")));
		}
}

static const struct {
	const char *file;
	struct str text;
	const char *error; /* NULL: it is good */
} files[] = {
	{ "reset-password.txt", STR_INIT("Hi {{name}}\n{{url}}\n"), NULL },
	{ "reset-password.html", STR_INIT("<a href='{{url}}'>x</a>"), NULL },
	{ "reset-password.subject", STR_INIT("New password for {{product}}\n"), NULL },
	{ "invitation.txt", STR_INIT("Welcome, {{name}}: {{url}}"), NULL },
	{ "invitation.html", STR_INIT("Welcome"), "no {{url}}" },
	{ "delete-account.txt", STR_INIT("{{ url }}"), NULL },
	{ "README", STR_INIT("{{anything}}"), NULL },
	{ ".reset-password.txt.swp", STR_INIT("{{anything}}"), NULL },
	{ "reset-password.txt", STR_INIT("Hi {{nmae}} {{url}}"), "{{nmae}}" },
	{ "reset-password.txt", STR_INIT("Hi {{name} {{url"), "without }}" },
	{ "reset-password.txt", STR_INIT("Hi {{name}}"), "no {{url}}" },
	{ "reset-password.html", STR_INIT(""), "no {{url}}" },
	{ "reset-password.subject", STR_INIT(""), "one line" },
	{ "reset-password.subject", STR_INIT("a\nb"), "one line" },
	{ "reset-password.subject", STR_INIT("{{url}}"), "without {{url}}" },
	{ "reset-password.txt", STR_INIT("{{url}} \xFF"), "not UTF-8" },
	{ "reset-password.txt", STR_INIT("{{url}} \0"), "NUL byte" },
	{ "reset_password.txt", STR_INIT("{{url}}"), "no template" },
	{ "welcome.html", STR_INIT("{{url}}"), "no template" },
};

struct folder {
	char path[64];
	struct arena arena;
};

static int make_folder(void **state)
{
	struct folder *f = calloc(1, sizeof(*f));

	if (!f)
		return -1;
	snprintf(f->path, sizeof(f->path), "/tmp/ostiary-mail-XXXXXX");
	arena_init(&f->arena, NULL, 0);
	*state = f;
	return mkdtemp(f->path) ? 0 : -1;
}

static int remove_folder(void **state)
{
	struct folder *f = *state;
	int rc = rmdir(f->path);

	arena_done(&f->arena);
	free(f);
	return rc;
}

static void put_file(const struct folder *f, const char *name, struct str text)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", f->path, name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert_int_equal(write(fd, text.p, text.n), (ssize_t)text.n);
	close(fd);
}

static void remove_file(const struct folder *f, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", f->path, name);
	unlink(path);
}

static void a_folders_files_replace_the_built_in_ones(void **state)
{
	struct folder *f = *state;
	struct templates read = templates_built_in;
	struct err err;

	put_file(f, "verify-email.txt", STR("Welcome: {{url}}\n"));
	put_file(f, "verify-email.subject", STR("Welcome\r\n"));
	if (!templates_read(&f->arena, str_z(f->path), &read, &err))
		fail_msg("%s", err.text);
	assert_true(str_eq(read.of[MAIL_VERIFY_EMAIL][TEMPLATE_TEXT], STR("Welcome: {{url}}\n")));
	assert_true(str_eq(read.of[MAIL_VERIFY_EMAIL][TEMPLATE_SUBJECT], STR("Welcome")));
	assert_true(str_eq(read.of[MAIL_VERIFY_EMAIL][TEMPLATE_HTML],
			   templates_built_in.of[MAIL_VERIFY_EMAIL][TEMPLATE_HTML]));
	assert_true(str_eq(read.of[MAIL_RESET_PASSWORD][TEMPLATE_TEXT],
			   templates_built_in.of[MAIL_RESET_PASSWORD][TEMPLATE_TEXT]));
	remove_file(f, "verify-email.txt");
	remove_file(f, "verify-email.subject");
}

static void a_bad_template_is_named_with_its_fault(void **state)
{
	struct folder *f = *state;

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct templates read = templates_built_in;
		struct err err = { 0 };
		bool good;

		put_file(f, files[i].file, files[i].text);
		good = templates_read(&f->arena, str_z(f->path), &read, &err);
		remove_file(f, files[i].file);
		if (good != !files[i].error)
			fail_msg("%s: %s", files[i].file, err.text);
		if (!good &&
		    (!strstr(err.text, files[i].error) || !strstr(err.text, files[i].file)))
			fail_msg("\"%s\" does not say \"%s\"", err.text, files[i].error);
	}
}

static void a_file_that_is_too_long_or_no_file_is_refused(void **state)
{
	static char text[(64 << 10) + 1];
	struct folder *f = *state;
	struct templates read = templates_built_in;
	char path[128];
	struct err err;

	memset(text, 'a', sizeof(text));
	memcpy(text, "{{url}}", 7);
	put_file(f, "verify-email.txt", str_of(text, sizeof(text) - 1));
	assert_true(templates_read(&f->arena, str_z(f->path), &read, &err));
	put_file(f, "verify-email.txt", str_of(text, sizeof(text)));
	assert_false(templates_read(&f->arena, str_z(f->path), &read, &err));
	assert_non_null(strstr(err.text, "verify-email.txt"));
	remove_file(f, "verify-email.txt");
	snprintf(path, sizeof(path), "%s/verify-email.html", f->path);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_false(templates_read(&f->arena, str_z(f->path), &read, &err));
	rmdir(path);
	assert_false(templates_read(&f->arena, STR("/nowhere/at/all"), &read, &err));
	assert_non_null(strstr(err.text, "/nowhere/at/all"));
	assert_true(templates_read(&f->arena, str_z(f->path), &read, &err));
}

#define THERE(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_replaced_by_values),
		cmocka_unit_test(values_cannot_write_markup_or_lines),
		cmocka_unit_test(a_name_that_could_advertise_is_not_shown),
		cmocka_unit_test(the_built_in_ones_are_good_and_complete),
		THERE(a_folders_files_replace_the_built_in_ones),
		THERE(a_bad_template_is_named_with_its_fault),
		THERE(a_file_that_is_too_long_or_no_file_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
