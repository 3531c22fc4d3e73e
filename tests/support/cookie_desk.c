#include "support/cookie_desk.h"

#include "crypto/cookie_mac.h"

const struct desk_known desk_known[DESK_KNOWN] = {
	{ "compact", COOKIE_CACHE_COMPACT,
	  STR_INIT("eyJzZXNzaW9uIjp7InNlc3Npb24iOnsiZXhwaXJlc0F0IjoiMjAyNi0xMS0yN1QwNDoyODozMy41OTV"
		   "aIiwidG9r"
		   "ZW4iOiJBYkNkRWZHaElqS2xNbk9wUXJTdFV2V3hZejAxMjM0NSIsImNyZWF0ZWRBdCI6IjIwMjYtMTE"
		   "tMjBUMDQ6"
		   "Mjg6MzMuNTk1WiIsInVwZGF0ZWRBdCI6IjIwMjYtMTEtMjBUMDQ6Mjg6MzMuNTk1WiIsImlwQWRkcmV"
		   "zcyI6IiIs"
		   "InVzZXJBZ2VudCI6IlVBIiwidXNlcklkIjoidTEiLCJpZCI6InMxIn0sInVzZXIiOnsibmFtZSI6Ik4"
		   "gw6QgXCJ4"
		   "XCIiLCJlbWFpbCI6ImFAZXhhbXBsZS5jb20iLCJlbWFpbFZlcmlmaWVkIjpmYWxzZSwiaW1hZ2UiOm5"
		   "1bGwsImNy"
		   "ZWF0ZWRBdCI6IjIwMjYtMTEtMjBUMDQ6Mjg6MzMuNTk1WiIsInVwZGF0ZWRBdCI6IjIwMjYtMTEtMjB"
		   "UMDQ6Mjg6"
		   "MzMuNTk1WiIsImlkIjoidTEiLCJyb2xlIjoiYWRtaW4iLCJ0YWdzIjp7ImEiOlsxLjUseyJiIjpudWx"
		   "sfV19fSwi"
		   "dXBkYXRlZEF0IjoxNzk1MTQ4OTEzNTk1LCJ2ZXJzaW9uIjoiMSJ9LCJleHBpcmVzQXQiOjE3OTUxNDk"
		   "yMTM1OTUs"
		   "InNpZ25hdHVyZSI6IjgyU08wcW1pRnZmcDJtdkpfWTZGNWJJc0E1RHNjNndfcWV5RHJSM3ZtbG8if"
		   "Q") },
	{ "jwt", COOKIE_CACHE_JWT,
	  STR_INIT("eyJhbGciOiJIUzI1NiJ9."
		   "eyJzZXNzaW9uIjp7ImV4cGlyZXNBdCI6IjIwMjYtMTEtMjdUMDQ6Mjg6MzMuNTk1WiI"
		   "sInRva2VuIjoiQWJDZEVmR2hJaktsTW5PcFFyU3RVdld4WXowMTIzNDUiLCJjcmVhdGVkQXQiOiIyMD"
		   "I2LTExLTI"
		   "wVDA0OjI4OjMzLjU5NVoiLCJ1cGRhdGVkQXQiOiIyMDI2LTExLTIwVDA0OjI4OjMzLjU5NVoiLCJpcE"
		   "FkZHJlc3M"
		   "iOiIiLCJ1c2VyQWdlbnQiOiJVQSIsInVzZXJJZCI6InUxIiwiaWQiOiJzMSJ9LCJ1c2VyIjp7Im5hbW"
		   "UiOiJOIMO"
		   "kIFwieFwiIiwiZW1haWwiOiJhQGV4YW1wbGUuY29tIiwiZW1haWxWZXJpZmllZCI6ZmFsc2UsImltYW"
		   "dlIjpudWx"
		   "sLCJjcmVhdGVkQXQiOiIyMDI2LTExLTIwVDA0OjI4OjMzLjU5NVoiLCJ1cGRhdGVkQXQiOiIyMDI2LT"
		   "ExLTIwVDA"
		   "0OjI4OjMzLjU5NVoiLCJpZCI6InUxIiwicm9sZSI6ImFkbWluIiwidGFncyI6eyJhIjpbMS41LHsiYi"
		   "I6bnVsbH1"
		   "dfX0sInVwZGF0ZWRBdCI6MTc5NTE0ODkxMzU5NSwidmVyc2lvbiI6IjEiLCJpYXQiOjE3OTUxNDg5MT"
		   "MsImV4cCI"
		   "6MTc5NTE0OTIxM30.8Gs9eCVaO7nObvIPs5LQJpuhOqET1hUyluijgDxDhLg") },
	{ "jwe", COOKIE_CACHE_JWE,
	  STR_INIT("eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2Q0JDLUhTNTEyIn0..GZ60BUCDp--MlR8ReXjg3g."
		   "t3nKb8nJQ4dmG4k9"
		   "hZ44kKccTvhtVWJMRKfRF2NWOEn58O4wg9ZHw79wh8oS9nW8NrDjyzomWW1Eop4fX4YFneZA91LFbMC"
		   "KG5DXgaAS"
		   "1HRWjT6fNkQhXabDlJWa2yxh-aYSB7c0SR1PgfRWVkXuYnbapdE8enJhO_"
		   "AjpePGHemzk5QY2tBe2fErsnmmMdt_"
		   "v2nNAsMIUmw5Wz2-hXhwmOBZ_"
		   "BDs38rDKDL9PVIi2omgKAUm46TESuIUhi1LX6LTHT7hW6aYmhDBFYk5pn-CS0cO"
		   "sWPJVMXZGJInBBTel9o9P7vSNkTDDWMrU5oMnS75IwWB8nS03Nh3GvFYSh0RyLxuyNVY2Wl3qh4yqhK"
		   "Gio0S_tsf"
		   "_wQTl2b11U-lpWgj7SbveoKar9KSrr2Eh4YA2qeoDfmYraNoKaI8d5kjvhXUF9st0AZ_"
		   "4v7iqACRr1WPbAtCrWZa"
		   "ICZUyRAXCv7JX3Uj8eEOkSr6qyi8oDKnRABiYaES_wX36Bf6WrJmhvFWDIkhmnLC28RM2EpntVL-"
		   "UGAJoZ6_fvnT"
		   "gPStNkROssDrFTJveFjT9W3ucuXhSdLiHZ1UZTWaLVnjhxr-"
		   "s3uVWvAzK52ER6q4ckK3mlpmD5mb89637D09KINE"
		   "wm4xraYrDF2iYbjW7gsfNby4h-a0BQLXWgCOOYg87KnseWGWCyAEpEI9Ya1hN3QZqtK6tey_"
		   "2051IYnBTBlgt_4N"
		   "7L11rBQX7OoHTir1ZvCbRcGuWEC9aBEp6ujAeez7zP58egrT.HHEJnec8MmIhlu0GcV8M9HbSa-"
		   "vqiKKEal93bVd"
		   "WIWw") },
};

const struct signed_in desk_ann = {
	.user = { .id = STR_INIT("u1"),
		  .name = STR_INIT("N \xC3\xA4 \"x\""),
		  .email = STR_INIT("a@example.com"),
		  .created_ms = TEST_NOW_MS,
		  .updated_ms = TEST_NOW_MS },
	.session = { .id = STR_INIT("s1"),
		     .token = STR_INIT(DESK_SESSION_TOKEN),
		     .user_id = STR_INIT("u1"),
		     .expires_ms = TEST_NOW_MS + INT64_C(604800000),
		     .created_ms = TEST_NOW_MS,
		     .updated_ms = TEST_NOW_MS,
		     .ip_address = STR_INIT(""),
		     .user_agent = STR_INIT("UA") },
};

static void desk_close(struct desk *d)
{
	cookie_cache_free(TAKE(d->cache));
	cookie_key_free(TAKE(d->key));
}

void desk_open(struct desk *d, enum cookie_cache_form form)
{
	struct cookie_cache_config config = { .rules = d->rules,
					      .secrets = &d->secrets,
					      .clock = &d->clock.clock,
					      .random = &d->random.random };

	desk_close(d);
	d->key = cookie_key_new(d->secrets.current);
	config.rules.form = form;
	config.cookie_key = d->key;
	d->cache = cookie_cache_new(&config);
	assert_non_null(d->cache);
}

int desk_setup(void **state)
{
	struct desk *d = calloc(1, sizeof(*d));

	assert_non_null(d);
	arena_init(&d->arena, NULL, 0);
	d->clock.clock.now_ms = test_now_ms;
	atomic_init(&d->clock.now_ms, TEST_NOW_MS);
	d->random.random.fill = test_fill;
	d->secrets = secrets_plain(STR(TEST_SECRET));
	d->rules = (struct cookie_cache_rules){ .max_age_s = 300, .version = STR("1") };
	*state = d;
	return 0;
}

int desk_teardown(void **state)
{
	struct desk *d = *state;

	desk_close(d);
	arena_done(&d->arena);
	free(d);
	return 0;
}

void desk_pass(struct desk *d, int64_t ms)
{
	atomic_fetch_add(&d->clock.now_ms, ms);
}

struct str desk_put(struct desk *d, const struct signed_in *who, enum remember remember)
{
	struct buf out;

	arena_buf(&d->arena, &out, 256, 16384);
	cookie_cache_put(d->cache, &d->arena, who, remember, &out);
	assert_true(buf_ok(&out));
	return buf_text(&out);
}

bool desk_reads(struct desk *d, struct str value, struct signed_in *out)
{
	return cookie_cache_read(d->cache, &d->arena, value, STR(DESK_SESSION_TOKEN), out) ==
	       COOKIE_CACHE_GOOD;
}

bool desk_accepts(struct desk *d, struct str value)
{
	struct signed_in out;

	return desk_reads(d, value, &out);
}
