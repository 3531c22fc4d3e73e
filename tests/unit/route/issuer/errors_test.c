/* The table of errors: every refusal has a row, and no row contradicts another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/cleanup.h"
#include "route/issuer/errors.h"

static const char *const names[WIRE_ERRORS] = {
#define NAME(name) [WIRE_##name] = #name,
	AUTH_REFUSALS(NAME) WIRE_ONLY_ERRORS(NAME)
};

#define FIRST ((int)WIRE_BEFORE_FIRST + 1)

static void every_error_has_a_status_and_a_message(void **state)
{
	(void)state;
	for (int e = FIRST; e < WIRE_ERRORS; e++) {
		const struct wire_answer *row = wire_answer((enum wire_error)e);

		if (row->status < 400 || row->status > 599 || !row->message || !row->message[0])
			fail_msg("%s: %u", names[e], row->status);
	}
}

/* Better Auth throws these without a code. */
static void only_some_errors_have_no_code(void **state)
{
	static const enum wire_error bare[] = {
		WIRE_THROTTLED,
		WIRE_TOO_MANY_REQUESTS,
		WIRE_NO_FIELDS,
		WIRE_EMAIL_UNCHANGED,
		WIRE_CHANGE_NEEDS_MAIL,
		WIRE_CALLBACK_NOT_STRING,
		WIRE_REDIRECT_NOT_STRING,
		WIRE_ERROR_CALLBACK_NOT_STRING,
		WIRE_NEW_USER_CALLBACK_NOT_STRING,
		WIRE_PASSKEY_NO_ORIGIN,
		WIRE_BACKUP_CODE_RACED,
		WIRE_ADMIN_SESSION_GONE,
		WIRE_NOT_ACTING,
	};
	size_t without = 0;

	(void)state;
	for (int e = FIRST; e < WIRE_ERRORS; e++)
		without += !wire_answer((enum wire_error)e)->code;
	for (size_t i = 0; i < ARRAY_LEN(bare); i++)
		if (wire_answer(bare[i])->code)
			fail_msg("%s has a code", names[bare[i]]);
	assert_int_equal(without, ARRAY_LEN(bare));
}

/* A redirect carries the code, so a refusal of a link must have one. */
static void the_refusals_of_links_have_codes(void **state)
{
	static const enum auth_result links[] = {
		REFUSED_LINK_INVALID,    REFUSED_LINK_EXPIRED,        REFUSED_LINK_USER_GONE,
		REFUSED_LINK_OTHER_USER, REFUSED_RESET_TOKEN_INVALID,
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(links); i++)
		assert_non_null(wire_answer(wire_error_of(links[i]))->code);
}

static void a_refusal_keeps_its_name_on_the_wire(void **state)
{
	static const struct {
		enum auth_result result;
		const char *name;
	} refusals[] = {
#define PAIR(name) { REFUSED_##name, #name },
		AUTH_REFUSALS(PAIR)
	};

	(void)state;
	assert_int_equal(ARRAY_LEN(refusals), AUTH_RESULTS - AUTH_OK - 1);
	for (size_t i = 0; i < ARRAY_LEN(refusals); i++)
		assert_string_equal(names[wire_error_of(refusals[i].result)], refusals[i].name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_error_has_a_status_and_a_message),
		cmocka_unit_test(only_some_errors_have_no_code),
		cmocka_unit_test(the_refusals_of_links_have_codes),
		cmocka_unit_test(a_refusal_keeps_its_name_on_the_wire),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
