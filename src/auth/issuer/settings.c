#include "auth/issuer/settings.h"

void issuer_settings_default(struct issuer_settings *settings)
{
	const int64_t hour_s = 3600, day_s = 86400;

	*settings = (struct issuer_settings){
		.token = { .life_s = 900 },
		.keys = { .alg = SIGNING_ALG_RS256,
			  .rules = { .rotation_s = 30 * day_s,
				     .pending_s = 600,
				     .grace_s = KEYS_GRACE_S } },
		.session = { .life_s = 7 * day_s,
			     .update_age_s = day_s,
			     .brief_life_s = day_s,
			     .fresh_age_s = day_s,
			     .refresh = true },
		.cache = { .max_age_s = 300, .version = STR("1") },
		.password = { .min_units = 8, .max_units = 128 },
		.sign_up = { .enabled = true, .auto_sign_in = true },
		.verification = { .link_life_s = hour_s },
		.reset = { .link_life_s = hour_s },
		.deletion = { .link_life_s = day_s },
		.admin = { .impersonation_s = hour_s },
		.two_factor = { .grace_s = 7 * day_s,
				.digits = 6,
				.period_s = 30,
				.mail_code_digits = 6,
				.mail_code_life_s = 180,
				.mail_code_attempts = 5,
				.backup_codes = 10,
				.backup_code_chars = 10,
				.pending_s = 600,
				.attempts = 5,
				.lock_failures = 10,
				.lock_s = 900,
				.trust_s = 30 * day_s },
	};
}
