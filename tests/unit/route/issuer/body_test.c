/* What bodies must look like, in the words of the issuer's clients. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <openssl/evp.h>

#include "base/b64url.h"
#include "base/cleanup.h"
#include "core/limits.h"
#include "route/issuer/handlers/error_page.h"
#include "route/issuer/body.h"

#define EXPECTED_STRING  "Invalid input: expected string, received "
#define EXPECTED_BOOLEAN "Invalid input: expected boolean, received "

static void each_schema_names_what_is_wrong_in_its_own_order(void **state)
{
	static const struct {
		const struct body_schema *schema;
		const char *body; /* NULL: none */
		const char *issues;
	} rows[] = {
		{ &body_update_user, "{}", "" },
		{ &body_update_user, "{\"name\":\"N\",\"image\":null,\"foo\":1}", "" },
		{ &body_update_user, "{\"name\":5}", "[body.name] " EXPECTED_STRING "number" },
		{ &body_update_user, "{\"image\":{}}", "[body.image] " EXPECTED_STRING "object" },
		{ &body_update_user, "[]",
		  "[body] Invalid input: expected record, received array" },
		{ &body_update_user, NULL,
		  "[body] Invalid input: expected record, received undefined" },
		{ &body_update_user, "{\"image\":\"/a.png\"}", "" },
		{ &body_update_user, "{\"image\":\"data:image/png;base64,AA==\"}", "" },
		{ &body_update_user, "{\"image\":\" Java\\tScript:alert(1)\"}",
		  "[body.image] Invalid URL" },
		{ &body_passkey_sign_in, "{\"response\":{}}", "" },
		{ &body_passkey_sign_in, "{\"response\":[]}",
		  "[body.response] Invalid input: expected record, received array" },
		{ &body_passkey_registration, "{\"response\":null}", "" },
		{ &body_passkey_registration, "{\"name\":\"x\"}",
		  "[body.response] Invalid input: expected nonoptional, received undefined" },
		{ &body_passkey_update, "{\"id\":\"i\",\"name\":\" n \"}", "" },
		{ &body_passkey_update, "{\"id\":\"i\",\"name\":\" \\u00a0\\ufeff\\n\"}",
		  "[body.name] Too small: expected string to have >=1 characters" },
		{ &body_change_password, "{\"currentPassword\":\"a\",\"newPassword\":\"b\"}", "" },
		{ &body_change_password, "{\"revokeOtherSessions\":1}",
		  "[body.newPassword] " EXPECTED_STRING "undefined; "
		  "[body.currentPassword] " EXPECTED_STRING "undefined; "
		  "[body.revokeOtherSessions] " EXPECTED_BOOLEAN "number" },
		{ &body_verify_password, "{\"password\":\"\"}", "" },
		{ &body_verify_password, "{\"password\":null}",
		  "[body.password] " EXPECTED_STRING "null" },
		{ &body_revoke_session, "{\"token\":\"t\"}", "" },
		{ &body_revoke_session, "{}", "[body.token] " EXPECTED_STRING "undefined" },
		{ &body_delete_user, "{}", "" },
		{ &body_delete_user, "{\"password\":true}",
		  "[body.password] " EXPECTED_STRING "boolean" },
		{ &body_delete_user, NULL,
		  "[body] Invalid input: expected object, received undefined" },
		{ &body_ignored, NULL, "" },
		{ &body_ignored, "[1]", "" },
		{ &body_social, "{\"provider\":\"x\"}", "" },
		{ &body_social, "{}", "[body.provider] Invalid input" },
	};
	struct arena a;

	(void)state;
	arena_init(&a, NULL, 0);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		OWNED(json_free) struct json *body = NULL;
		struct str issues;

		if (rows[i].body)
			assert_int_equal(json_parse(str_z(rows[i].body), 8, &body), JSON_OK);
		issues = body_issues(rows[i].schema, &a, body);
		if (!str_eq(issues, str_z(rows[i].issues)))
			fail_msg("%s: %.*s", rows[i].body ? rows[i].body : "(none)",
				 STR_FMT(issues));
	}
	arena_done(&a);
}

static void what_a_user_says_of_himself_has_a_length(void **state)
{
	static const struct {
		const struct body_schema *schema;
		const char *before;
		size_t bytes; /* of x between the two */
		const char *after, *issues;
	} rows[] = {
		{ &body_update_user, "{\"name\":\"", LIMIT_NAME_UNITS, "\"}", "" },
		{ &body_update_user, "{\"name\":\"", LIMIT_NAME_UNITS + 1, "\"}",
		  "[body.name] Too big: expected string to have <=500 characters" },
		{ &body_update_user, "{\"image\":\"", LIMIT_IMAGE_UNITS, "\"}", "" },
		{ &body_update_user, "{\"image\":\"", LIMIT_IMAGE_UNITS + 1, "\"}",
		  "[body.image] Too big: expected string to have <=2048 characters" },
		{ &body_sign_up, "{\"email\":\"e@x.eu\",\"password\":\"p\",\"name\":\"",
		  LIMIT_NAME_UNITS, "\"}", "" },
		{ &body_sign_up, "{\"email\":\"e@x.eu\",\"password\":\"p\",\"name\":\"",
		  LIMIT_NAME_UNITS + 1, "\"}",
		  "[body.name] Too big: expected string to have <=500 characters" },
		{ &body_change_email, "{\"newEmail\":\"", LIMIT_EMAIL_BYTES - 5, "@x.eu\"}", "" },
		{ &body_change_email, "{\"newEmail\":\"", LIMIT_EMAIL_BYTES - 4, "@x.eu\"}",
		  "[body.newEmail] Invalid email address" },
	};
	struct arena a;

	(void)state;
	arena_init(&a, NULL, 0);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		OWNED(json_free) struct json *body = NULL;
		struct buf text;

		arena_buf(&a, &text, 4096, 4096);
		buf_z(&text, rows[i].before);
		for (size_t n = 0; n < rows[i].bytes; n++)
			buf_char(&text, 'x');
		buf_z(&text, rows[i].after);
		assert_int_equal(json_parse(buf_text(&text), 8, &body), JSON_OK);
		assert_true(str_eq(body_issues(rows[i].schema, &a, body), str_z(rows[i].issues)));
	}
	arena_done(&a);
}

static void the_error_pages_policy_allows_its_style(void **state)
{
	static const char style[] = ERROR_PAGE_STYLE;
	unsigned char digest[EVP_MAX_MD_SIZE];
	char memory[128];
	unsigned n;
	struct buf text;

	(void)state;
	assert_true(EVP_Digest(style, sizeof(style) - 1, digest, &n, EVP_sha256(), NULL));
	buf_init_fixed(&text, memory, sizeof(memory));
	buf_z(&text, "sha256-");
	b64_write(&text, digest, n);
	assert_true(str_eq(buf_text(&text), STR(ERROR_PAGE_STYLE_HASH)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_schema_names_what_is_wrong_in_its_own_order),
		cmocka_unit_test(what_a_user_says_of_himself_has_a_length),
		cmocka_unit_test(the_error_pages_policy_allows_its_style),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
