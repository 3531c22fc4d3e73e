#include "auth/account/password_policy.h"

#include "crypto/password/blocklist.h"

enum auth_result new_password_length(const struct password_settings *settings, struct str password)
{
	size_t units = str_utf16_units(password);

	if (units < settings->min_units)
		return REFUSED_PASSWORD_TOO_SHORT;
	return units > settings->max_units ? REFUSED_PASSWORD_TOO_LONG : AUTH_OK;
}

/* Whether the password is no more than words, or one of them. */
static bool resembles(struct str password, struct str words, char separator)
{
	bool found = blocklist_is_about(password, words);
	struct str word;

	while (!found && words.n) {
		str_cut(words, separator, &word, &words);
		found = blocklist_is_about(password, word);
	}
	return found;
}

/* "https://tasks.example:8443" -> "tasks.example:8443" */
static struct str host_of(struct str origin)
{
	struct str scheme, host;

	str_cut(origin, '/', &scheme, &host);
	return str_tail(host, 1);
}

enum auth_result new_password_judge(const struct issuer *issuer, struct str password,
				    struct str email, struct str name)
{
	const struct issuer_settings *s = &issuer->settings;
	enum auth_result length = new_password_length(&s->password, password);
	struct str local, domain;

	if (length != AUTH_OK || !issuer->blocklist)
		return length;
	str_cut(email, '@', &local, &domain);
	if (blocklist_has(issuer->blocklist, password) || blocklist_is_about(password, email) ||
	    blocklist_is_about(password, local) || resembles(password, name, ' ') ||
	    resembles(password, s->service, ' ') || resembles(password, host_of(s->origin), '.'))
		return REFUSED_PASSWORD_COMPROMISED;
	return AUTH_OK;
}
