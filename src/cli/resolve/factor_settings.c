#include "cli/resolve/factor_settings.h"

#include "base/cleanup.h"
#include "cli/settings/typed.h"

static enum factor_policy factor_policy_of(const struct settings *settings)
{
	static const char *const words[] = {
		[FACTOR_POLICY_OFF] = "off",
		[FACTOR_POLICY_OPTIONAL] = "optional",
		[FACTOR_POLICY_REQUIRED] = "required",
		[FACTOR_POLICY_ADMINS] = "admins",
	};
	struct str word = settings_text(settings, SETTING_TWO_FACTOR);

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_eq(word, str_z(words[i])))
			return (enum factor_policy)i;
	return FACTOR_POLICY_OFF;
}

void factor_settings_read(struct arena *a, const struct settings *settings,
			  struct two_factor_settings *out)
{
	struct str issuer = settings_text(settings, SETTING_TWO_FACTOR_ISSUER);

	if (issuer.n == 0)
		issuer = settings_text(settings, SETTING_MAIL_PRODUCT);
	out->policy = factor_policy_of(settings);
	out->issuer = arena_copy(a, issuer);
	SETTING_READ(settings, TWO_FACTOR_GRACE, &out->grace_s);
	SETTING_READ(settings, TWO_FACTOR_DIGITS, &out->digits);
	SETTING_READ(settings, TWO_FACTOR_PERIOD, &out->period_s);
	SETTING_READ(settings, TWO_FACTOR_OTP, &out->mail_codes);
	SETTING_READ(settings, TWO_FACTOR_OTP_DIGITS, &out->mail_code_digits);
	SETTING_READ(settings, TWO_FACTOR_OTP_PERIOD, &out->mail_code_life_s);
	SETTING_READ(settings, TWO_FACTOR_OTP_ATTEMPTS, &out->mail_code_attempts);
	SETTING_READ(settings, BACKUP_CODES, &out->backup_codes);
	SETTING_READ(settings, BACKUP_CODE_LENGTH, &out->backup_code_chars);
	SETTING_READ(settings, TWO_FACTOR_MAX_AGE, &out->pending_s);
	SETTING_READ(settings, TWO_FACTOR_ATTEMPTS, &out->attempts);
	SETTING_READ(settings, TWO_FACTOR_LOCK_AFTER, &out->lock_failures);
	SETTING_READ(settings, TWO_FACTOR_LOCK, &out->lock_s);
	SETTING_READ(settings, TRUST_DEVICE_MAX_AGE, &out->trust_s);
}
