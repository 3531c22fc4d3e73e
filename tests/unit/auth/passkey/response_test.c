/* What a browser posts after a ceremony, in its spellings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth/passkey/response.h"
#include "base/cleanup.h"

static bool read_signature(struct arena *a, const char *signature, struct str *out)
{
	struct str text = arena_fmt(
		a,
		"{\"id\":\"AQID\",\"rawId\":\"AQID\",\"type\":\"public-key\",\"response\":{"
		"\"clientDataJSON\":\"e30\",\"authenticatorData\":\"AQID\",\"signature\":\"%s\"}}",
		signature);
	OWNED(json_free) struct json *json = NULL;
	struct webauthn_assertion response;

	assert_int_equal(json_parse(text, 8, &json), JSON_OK);
	if (!response_assertion(a, json, &response))
		return false;
	*out = response.signature;
	return true;
}

/* Padding fills the last group of four, as in Better Auth. */
static void padding_may_be_left_out_or_complete(void **state)
{
	static const struct {
		const char *text;
		struct str bytes; /* empty: refused */
	} rows[] = {
		{ "AQID", STR_INIT("\1\2\3") },   { "AQI", STR_INIT("\1\2") },
		{ "AQI=", STR_INIT("\1\2") },     { "AQ", STR_INIT("\1") },
		{ "AQ==", STR_INIT("\1") },       { "AQIDAQ==", STR_INIT("\1\2\3\1") },
		{ "_-8=", STR_INIT("\xff\xef") }, { "AQ=", STR_INIT("") },
		{ "AQI==", STR_INIT("") },        { "AQID=", STR_INIT("") },
		{ "AQID====", STR_INIT("") },     { "A===", STR_INIT("") },
		{ "====", STR_INIT("") },         { "=", STR_INIT("") },
		{ "AQ==AQID", STR_INIT("") },     { "AR==", STR_INIT("") },
		{ "/+8=", STR_INIT("") },         { "", STR_INIT("") },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct str bytes = STR("");
		ARENA(a);

		if (read_signature(&a, rows[i].text, &bytes) != (rows[i].bytes.n > 0) ||
		    !str_eq(bytes, rows[i].bytes))
			fail_msg("\"%s\"", rows[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(padding_may_be_left_out_or_complete),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
