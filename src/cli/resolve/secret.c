#include "cli/resolve/secret.h"

bool secrets_are_given(const struct settings *settings)
{
	return settings->of[SETTING_SECRETS].text.n || settings->of[SETTING_SECRET].text.n;
}

/* The one without a version. */
static enum secret_rc find_plain(struct arena *a, const struct settings *settings,
				 enum secret_if_missing missing, const struct random *random,
				 struct str *out, struct err *err)
{
	struct str data = settings->of[SETTING_DATA].text;

	*out = settings->of[SETTING_SECRET].text;
	if (out->n)
		return SECRET_READ;
	return data.n ? secret_read(a, data, missing, random, out, err) : SECRET_MISSING;
}

enum secret_rc secrets_find(struct arena *a, const struct settings *settings,
			    enum secret_if_missing missing, const struct random *random,
			    struct secrets *out, struct err *err)
{
	struct str versioned = settings->of[SETTING_SECRETS].text, plain;
	enum secret_rc rc;

	if (versioned.n)
		missing = SECRET_LEAVE;
	rc = find_plain(a, settings, missing, random, &plain, err);
	if (rc == SECRET_UNUSABLE)
		return rc;
	if (!versioned.n) {
		*out = secrets_plain(plain);
		return rc;
	}
	if (rc == SECRET_MISSING)
		plain = STR("");
	return secrets_parse(versioned, plain, out, err) ? SECRET_READ : SECRET_UNUSABLE;
}
