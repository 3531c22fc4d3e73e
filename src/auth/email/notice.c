#include "auth/email/notice.h"

#define LIFE_MS (INT64_C(86400) * 1000)

enum store_rc sign_in_notice(struct sql *sql, const struct issuer *issuer, const struct user *user,
			     struct err *err)
{
	int64_t now_ms = clock_now_ms(issuer->clock);
	const struct announcement mail = {
		.kind = STR("sign-in-changed"),
		.to = user->email,
		.name = user->name,
		.url = issuer->settings.origin,
		.now_ms = now_ms,
		.expires_ms = now_ms + LIFE_MS,
	};
	enum store_rc rc = issuer->announce ? issuer->announce(sql, &mail, err) : STORE_OK;

	return rc == STORE_NONE ? STORE_OK : rc;
}
