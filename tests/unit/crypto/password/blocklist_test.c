#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <unistd.h>

#include "crypto/password/blocklist.h"

static struct blocklist *list_of(const char *path)
{
	struct err err = { 0 };
	struct blocklist *list = blocklist_new(path, &err);

	if (!list)
		fail_msg("%s", err.text);
	return list;
}

static void known_passwords_are_found_however_they_are_written(void **state)
{
	static const struct {
		const char *name;
		struct str password;
		bool known;
	} cases[] = {
		{ "the first of all lists", STR_INIT("password"), true },
		{ "eight digits", STR_INIT("12345678"), true },
		{ "a row of keys", STR_INIT("qwertyuiop"), true },
		{ "a word and a digit", STR_INIT("password1"), true },
		{ "capitals", STR_INIT("PassWord"), true },
		{ "fullwidth letters",
		  STR_INIT("\xEF\xBD\x90\xEF\xBD\x81\xEF\xBD\x93\xEF\xBD\x93word"), true },
		{ "a ligature is two letters", STR_INIT("\xEF\xAC\x81shing"), true },
		{ "unrelated words", STR_INIT("correct horse battery"), false },
		{ "random letters", STR_INIT("vq8ZkT2mXw"), false },
		{ "a known one with a NUL behind", STR_INIT("password\0"), false },
		{ "a known one with a blank before", STR_INIT(" password"), false },
		{ "nothing", STR_INIT(""), false },
	};
	OWNED(blocklist_free) struct blocklist *list = list_of(NULL);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (blocklist_has(list, cases[i].password) != cases[i].known)
			fail_msg("%s", cases[i].name);
}

static void write_file(char path[32], const char *text)
{
	FILE *file;
	int fd;

	snprintf(path, 32, "/tmp/ostiary-words-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	file = fdopen(fd, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void an_operators_words_come_in_addition(void **state)
{
	OWNED(blocklist_free) struct blocklist *list = NULL;
	char path[32];

	(void)state;
	write_file(path, "Acme-Widgets\r\n\nZorn\xC3\x9F"
			 "er Weg 7\nnot UTF-8: \xFF\nthe last without an end");
	list = list_of(path);
	unlink(path);
	assert_true(blocklist_has(list, STR("acme-widgets")));
	assert_true(blocklist_has(list, STR("ACME-WIDGETS")));
	assert_true(blocklist_has(list, STR("ZORNSSER WEG 7")));
	assert_true(blocklist_has(list, STR("The last without an end")));
	assert_true(blocklist_has(list, STR("password")));
	assert_false(blocklist_has(list, STR("acme-widget")));
	assert_false(blocklist_has(list, STR("")));
}

static void a_file_that_cannot_be_read_is_told(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_null(blocklist_new("/nonexistent/words", &err));
	assert_non_null(strstr(err.text, "No such file"));
	err = (struct err){ 0 };
	assert_null(blocklist_new("/", &err));
	assert_true(err.text[0] != '\0');
}

static void a_password_about_its_user_is_seen(void **state)
{
	static const struct {
		const char *name;
		struct str password, word;
		bool about;
	} cases[] = {
		{ "the word", STR_INIT("lovelace"), STR_INIT("lovelace"), true },
		{ "a year and a mark behind", STR_INIT("Lovelace1815!"), STR_INIT("lovelace"),
		  true },
		{ "digits before", STR_INIT("99lovelace"), STR_INIT("Lovelace"), true },
		{ "punctuation inside", STR_INIT("ada.lovelace1"), STR_INIT("Ada Lovelace"), true },
		{ "digits around the word, too", STR_INIT("lovelace"), STR_INIT("lovelace1815"),
		  true },
		{ "an address", STR_INIT("ada@example.com"), STR_INIT("ada@example.com"), true },
		{ "another digit inside", STR_INIT("love1lace"), STR_INIT("lovelace"), false },
		{ "the word among others", STR_INIT("lovelace drank tea"), STR_INIT("lovelace"),
		  false },
		{ "a part of the word", STR_INIT("love"), STR_INIT("lovelace"), false },
		{ "a word of three letters", STR_INIT("ada12345"), STR_INIT("ada"), false },
		{ "digits alone", STR_INIT("12345678"), STR_INIT("12345678"), false },
		{ "nothing", STR_INIT(""), STR_INIT(""), false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (blocklist_is_about(cases[i].password, cases[i].word) != cases[i].about)
			fail_msg("%s", cases[i].name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_passwords_are_found_however_they_are_written),
		cmocka_unit_test(an_operators_words_come_in_addition),
		cmocka_unit_test(a_file_that_cannot_be_read_is_told),
		cmocka_unit_test(a_password_about_its_user_is_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
