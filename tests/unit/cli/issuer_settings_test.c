/* Each setting of the issuer reaches its member, with the type that its row has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "cli/resolve/issuer_settings.h"
#include "cli/settings/parse.h"
#include "cli/settings/typed.h"

#define READS(name, c_type)                                                                        \
	_Static_assert(__builtin_types_compatible_p(__typeof__(&settings_read_##name),             \
						    void (*)(const struct settings *, c_type *)),  \
		       #name " is read as " #c_type)

READS(SIGN_UP, bool);
READS(PORT, int64_t);
READS(JWT_EXPIRES_IN, int64_t);
READS(BASE_URL, struct str);
READS(ROLE, struct str);
READS(SECRET, struct str);

/* Whether the settings go together. */
static bool read_at(struct arena *a, const char *origin, const char *variable,
		    struct issuer_settings *out)
{
	const struct public_address outside = {
		.origin = str_z(origin),
		.base_path = STR("/api/auth"),
		.base_url = arena_fmt(a, "%s/api/auth", origin),
		.https = true,
	};
	struct str copy = arena_copy(a, str_z(variable));
	char *environment[] = { NULL, NULL };
	struct settings settings = { 0 };
	struct err err = { 0 };

	if (copy.n) {
		environment[0] = arena_alloc(a, copy.n + 1);
		memcpy(environment[0], copy.p, copy.n);
		environment[0][copy.n] = '\0';
	}
	if (settings_read(a, environment, &settings, &err) != SETTINGS_OK)
		fail_msg("%s: %s", variable, err.text);
	issuer_settings_read(a, &settings, &outside, out);
	return issuer_settings_fit(&settings, out, &err);
}

static void read_with(struct arena *a, const char *variable, struct issuer_settings *out)
{
	assert_true(read_at(a, "https://a.example", variable, out));
}

/* Each row compares one member. */
static const struct {
	const char *variable, *value;
	int64_t expected, fallback;
} rows[] = {
	{ "OSTIARY_SIGN_UP", "off", 0, 1 },
	{ "OSTIARY_AUTO_SIGN_IN", "off", 0, 1 },
	{ "OSTIARY_SESSION_DEFER_REFRESH", "on", 1, 0 },
	{ "OSTIARY_SESSION_DISABLE_REFRESH", "on", 1, 0 },
	{ "OSTIARY_REQUIRE_EMAIL_VERIFICATION", "on", 1, 0 },
	{ "OSTIARY_SEND_VERIFICATION_ON_SIGN_IN", "on", 1, 0 },
	{ "OSTIARY_AUTO_SIGN_IN_AFTER_VERIFICATION", "on", 1, 0 },
	{ "OSTIARY_PASSWORD_RESET", "off", 0, 1 },
	{ "OSTIARY_EMAIL_VERIFICATION", "off", 0, 1 },
	{ "OSTIARY_REVOKE_SESSIONS_ON_PASSWORD_RESET", "off", 0, 1 },
	{ "OSTIARY_CHANGE_EMAIL", "on", 1, 0 },
	{ "OSTIARY_CHANGE_EMAIL_WITHOUT_VERIFICATION", "on", 1, 0 },
	{ "OSTIARY_CHANGE_EMAIL_CONFIRMATION", "on", 1, 0 },
	{ "OSTIARY_DELETE_USER", "off", 0, 1 },
	{ "OSTIARY_DELETE_USER_CONFIRMATION", "on", 1, 0 },
	{ "OSTIARY_PASSKEYS", "off", 0, 1 },
	{ "OSTIARY_REVOCATIONS", "on", 1, 0 },
	{ "OSTIARY_RSA_BITS", "3072", 3072, 2048 },
	{ "JWT_EXPIRES_IN", "5m", 300, 86400 },
	{ "OSTIARY_SESSION_EXPIRES_IN", "2h", 7200, 604800 },
	{ "OSTIARY_SESSION_UPDATE_AGE", "2h", 7200, 86400 },
	{ "OSTIARY_SESSION_FRESH_AGE", "2h", 7200, 86400 },
	{ "OSTIARY_SESSION_MAX_LIFE", "2h", 7200, 0 },
	{ "OSTIARY_COOKIE_CACHE_MAX_AGE", "2m", 120, 300 },
	{ "OSTIARY_PASSWORD_RESET_EXPIRES_IN", "2m", 120, 3600 },
	{ "OSTIARY_EMAIL_VERIFICATION_EXPIRES_IN", "2m", 120, 3600 },
	{ "OSTIARY_DELETE_USER_EXPIRES_IN", "2m", 120, 86400 },
	{ "OSTIARY_PASSWORD_MIN_LENGTH", "9", 9, 8 },
	{ "OSTIARY_PASSWORD_MAX_LENGTH", "99", 99, 128 },
	{ "OSTIARY_KEY_ROTATION", "1d", 86400, 2592000 },
	{ "OSTIARY_KEY_PENDING", "5m", 300, 600 },
	{ "OSTIARY_KEY_GRACE", "40d", 3456000, 2592000 },
};

/* In the order of the rows. */
static void members(const struct issuer_settings *s, int64_t *out)
{
	const int64_t values[ARRAY_LEN(rows)] = {
		s->sign_up.enabled,
		s->sign_up.auto_sign_in,
		s->session.defer_refresh,
		!s->session.refresh,
		s->verification.required,
		s->verification.send_on_sign_in,
		s->verification.sign_in_after,
		s->reset.enabled,
		s->verification.enabled,
		s->reset.end_sessions,
		s->change_email.enabled,
		s->change_email.unverified_at_once,
		s->change_email.confirm,
		s->deletion.enabled,
		s->deletion.confirm,
		s->passkey.enabled,
		s->revocations,
		s->keys.rsa_bits,
		s->token.life_s,
		s->session.life_s,
		s->session.update_age_s,
		s->session.fresh_age_s,
		s->session.max_life_s,
		s->cache.max_age_s,
		s->reset.link_life_s,
		s->verification.link_life_s,
		s->deletion.link_life_s,
		(int64_t)s->password.min_units,
		(int64_t)s->password.max_units,
		s->keys.rules.rotation_s,
		s->keys.rules.pending_s,
		s->keys.rules.grace_s,
	};

	memcpy(out, values, sizeof(values));
}

static void each_setting_reaches_its_member_and_no_other(void **state)
{
	struct issuer_settings settings;
	int64_t found[ARRAY_LEN(rows)];
	struct arena a;

	(void)state;
	arena_init(&a, NULL, 0);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		read_with(&a, arena_fmt(&a, "%s=%s", rows[i].variable, rows[i].value).p, &settings);
		members(&settings, found);
		for (size_t j = 0; j < ARRAY_LEN(rows); j++)
			if (found[j] != (i == j ? rows[j].expected : rows[j].fallback))
				fail_msg("%s=%s makes %s %lld", rows[i].variable, rows[i].value,
					 rows[j].variable, (long long)found[j]);
	}
	arena_done(&a);
}

static void without_settings_each_member_has_its_default(void **state)
{
	struct issuer_settings settings;
	int64_t found[ARRAY_LEN(rows)];
	struct arena a;

	(void)state;
	arena_init(&a, NULL, 0);
	read_with(&a, "", &settings);
	members(&settings, found);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(found[i], rows[i].fallback);
	assert_true(str_eq(settings.token.issuer, STR("https://a.example")));
	assert_true(str_eq(settings.token.audience, STR("https://a.example")));
	assert_null(settings.keys.folder);
	arena_done(&a);
}

static void long_tokens_lengthen_the_grace_time_of_keys(void **state)
{
	struct issuer_settings settings;
	struct arena a;

	(void)state;
	arena_init(&a, NULL, 0);
	read_with(&a, "JWT_EXPIRES_IN=60d", &settings);
	assert_int_equal(settings.keys.rules.grace_s, 60 * 86400 + KEYS_LEEWAY_S);
	assert_int_equal(settings.keys.rules.token_s, 60 * 86400);
	arena_done(&a);
}

/* With cookies of that domain, for all of its hosts. */
static bool cookies_fit(struct arena *a, const char *origin, const char *domain)
{
	const struct public_address outside = { .origin = str_z(origin), .https = true };
	char named[128], crossing[] = "OSTIARY_CROSS_SUBDOMAIN_COOKIES=on";
	char *environment[] = { crossing, *domain ? named : NULL, NULL };
	struct settings settings = { 0 };
	struct app_cookies cookies;
	struct err err = { 0 };

	snprintf(named, sizeof(named), "OSTIARY_COOKIE_DOMAIN=%s", domain);
	assert_int_equal(settings_read(a, environment, &settings, &err), SETTINGS_OK);
	return cookies_read(a, &settings, &outside, &cookies, &err);
}

static void cookies_cross_the_hosts_of_a_domain_that_is_one_persons(void **state)
{
	static const struct {
		const char *origin, *domain;
		bool fits;
	} cases[] = {
		{ "https://auth.a.example", "a.example", true },
		{ "https://auth.a.example", ".A.example", true },
		{ "https://auth.a.example", "", true },
		{ "https://auth.a.example", "b.example", false },
		{ "https://auth.a.example", "th.a.example", false },
		{ "https://a.co.uk", "co.uk", false },
		{ "https://a.co.uk", "CO.UK", false },
		{ "https://auth.a.co.uk", "uk", false },
		{ "https://auth.a.co.uk", "a.co.uk", true },
		{ "https://a.github.io", "github.io", false }, /* a service's own rule */
		{ "https://a.b.ck", "b.ck", false },           /* *.ck */
		{ "https://a.www.ck", "www.ck", true },        /* !www.ck */
		{ "https://auth.lan", "lan", true },           /* no list has it */
		{ "http://app.localhost:8080", "localhost", true },
	};
	struct arena a;

	(void)state;
	arena_init(&a, NULL, 0);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (cookies_fit(&a, cases[i].origin, cases[i].domain) != cases[i].fits)
			fail_msg("%s %s", cases[i].origin, cases[i].domain);
	arena_done(&a);
}

static void passkeys_are_for_the_host_or_a_domain_that_it_is_in(void **state)
{
	static const struct {
		const char *origin, *variable, *rp_id; /* NULL: refused */
	} cases[] = {
		{ "https://auth.a.example:8443", "", "auth.a.example" },
		{ "https://auth.a.example", "OSTIARY_PASSKEY_RP_ID=a.example", "a.example" },
		{ "https://auth.a.example", "OSTIARY_PASSKEY_RP_ID=h.a.example", NULL },
		{ "https://auth.a.example", "OSTIARY_PASSKEY_RP_ID=th.a.example", NULL },
		{ "https://auth.a.example", "OSTIARY_PASSKEY_RP_ID=b.example", NULL },
		{ "http://127.0.0.1:8080", "", "localhost" },
		{ "http://[::1]:8080", "", "localhost" },
		{ "http://localhost:8080", "", "localhost" },
		{ "http://127.0.0.1:8080", "OSTIARY_PASSKEY_RP_ID=localhost", "localhost" },
		{ "http://127.0.0.1:8080", "OSTIARY_PASSKEY_RP_ID=127.0.0.1", NULL },
		{ "https://192.0.2.1", "", "192.0.2.1" },
		{ "https://192.0.2.1", "OSTIARY_PASSKEY_RP_ID=192.0.2.1", NULL },
		{ "https://[2001:db8::1]", "OSTIARY_PASSKEY_RP_ID=[2001:db8::1]", NULL },
		{ "https://auth.a.example", "OSTIARY_PASSKEY_RP_ID=example", NULL },
		{ "https://auth.a.example", "OSTIARY_PASSKEY_RP_ID=A.example", NULL },
		{ "https://auth.a.example", "OSTIARY_PASSKEY_RP_ID=.a.example", NULL },
		{ "https://auth.a.example", "OSTIARY_PASSKEY_RP_ID=https://a.example", NULL },
		{ "https://intranet", "OSTIARY_PASSKEY_RP_ID=intranet", "intranet" },
		{ "https://a.co.uk", "OSTIARY_PASSKEY_RP_ID=co.uk", NULL },
		{ "https://b.a.co.uk", "OSTIARY_PASSKEY_RP_ID=a.co.uk", "a.co.uk" },
	};
	struct issuer_settings settings;
	struct arena a;

	(void)state;
	arena_init(&a, NULL, 0);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		bool fits = read_at(&a, cases[i].origin, cases[i].variable, &settings);

		print_message("# %s %s\n", cases[i].origin, cases[i].variable);
		assert_int_equal(fits, cases[i].rp_id != NULL);
		if (fits)
			assert_true(str_eq(settings.passkey.rp_id, str_z(cases[i].rp_id)));
	}
	arena_done(&a);
}

#define APP "android:apk-key-hash:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"

static void passkeys_are_for_origins_that_a_page_or_an_app_can_have(void **state)
{
	static const struct {
		const char *list, *first; /* NULL: refused */
		size_t n;
	} cases[] = {
		{ "https://a.example", "https://a.example", 1 },
		{ " https://b.example , https://a.example", "https://b.example", 2 },
		{ "https://A.example:443/", "https://a.example", 1 },
		{ "https://a.example:8443,", "https://a.example:8443", 1 },
		{ "http://localhost:3000", "http://localhost:3000", 1 },
		{ "http://app.localhost", "http://app.localhost", 1 },
		{ APP, APP, 1 },
		{ "chrome-extension://abcdefgh", "chrome-extension://abcdefgh", 1 },
		{ "http://a.example", NULL, 0 },
		{ "http://127.0.0.1:8080", NULL, 0 },
		{ "a.example", NULL, 0 },
		{ "https://a.example/path", NULL, 0 },
		{ "https://*.a.example", NULL, 0 },
		{ "https://a.example https://b.example", NULL, 0 },
		{ APP "A", NULL, 0 },
		{ "android:apk-key-hash:AAEC", NULL, 0 },
		{ "android:apk-key-hash:...", NULL, 0 },
		{ "android:com.example.app", NULL, 0 },
		{ "https://a.example,nonsense", NULL, 0 },
		{ " , ,", NULL, 0 },
	};
	struct issuer_settings settings;
	struct arena a;

	(void)state;
	arena_init(&a, NULL, 0);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str variable = arena_fmt(&a, "OSTIARY_PASSKEY_ORIGINS=%s", cases[i].list);
		bool fits = read_at(&a, "https://a.example", variable.p, &settings);

		if (fits != (cases[i].first != NULL))
			fail_msg("%s", cases[i].list);
		if (!fits)
			continue;
		assert_int_equal(settings.passkey.n_origins, cases[i].n);
		assert_true(str_eq(settings.passkey.origins[0], str_z(cases[i].first)));
	}
	arena_done(&a);
}

static void passkeys_are_for_a_bounded_number_of_origins(void **state)
{
	struct issuer_settings settings;
	struct arena a;
	struct buf list;

	(void)state;
	arena_init(&a, NULL, 0);
	arena_buf(&a, &list, 1024, 4096);
	buf_z(&list, "OSTIARY_PASSKEY_ORIGINS=");
	for (int i = 0; i < 32; i++)
		buf_fmt(&list, "https://p%d.a.example,", i);
	assert_true(read_at(&a, "https://a.example", arena_z(&a, buf_text(&list)), &settings));
	assert_int_equal(settings.passkey.n_origins, 32);
	buf_z(&list, "https://a.example");
	assert_false(read_at(&a, "https://a.example", arena_z(&a, buf_text(&list)), &settings));
	arena_done(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_setting_reaches_its_member_and_no_other),
		cmocka_unit_test(without_settings_each_member_has_its_default),
		cmocka_unit_test(cookies_cross_the_hosts_of_a_domain_that_is_one_persons),
		cmocka_unit_test(passkeys_are_for_the_host_or_a_domain_that_it_is_in),
		cmocka_unit_test(passkeys_are_for_origins_that_a_page_or_an_app_can_have),
		cmocka_unit_test(passkeys_are_for_a_bounded_number_of_origins),
		cmocka_unit_test(long_tokens_lengthen_the_grace_time_of_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
