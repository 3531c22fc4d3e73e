#include "cli/resolve/page_features.h"

#include "base/buf.h"

#define FEATURES_MAX 256

struct str page_features(struct arena *a, const struct issuer_settings *settings, bool push)
{
	const struct {
		const char *word;
		bool on;
	} features[] = {
		{ "passkeys ", settings->passkey.enabled },
		{ "two-factor ", settings->two_factor.policy != FACTOR_POLICY_OFF },
		{ "sign-up ", settings->sign_up.enabled },
		{ "verify-email ",
		  settings->verification.enabled && settings->verification.required },
		{ "reset ", settings->reset.enabled },
		{ "change-email ", settings->change_email.enabled },
		{ "delete ", settings->deletion.enabled },
		{ "delete-mail ", settings->deletion.enabled && settings->deletion.confirm },
		{ "push ", push },
	};
	struct buf text;

	arena_buf(a, &text, FEATURES_MAX, FEATURES_MAX);
	for (size_t i = 0; i < ARRAY_LEN(features); i++)
		if (features[i].on)
			buf_z(&text, features[i].word);
	buf_z(&text, "password-");
	buf_u64(&text, settings->password.min_units);
	buf_char(&text, '-');
	buf_u64(&text, settings->password.max_units);
	buf_z(&text, " code-");
	buf_u64(&text, (uint64_t)settings->two_factor.digits);
	buf_char(&text, '-');
	buf_u64(&text, (uint64_t)settings->two_factor.mail_code_digits);
	return buf_text(&text);
}
