#include "auth/new_password.h"

#include "crypto/blocklist.h"

enum new_password new_password_length(const struct issuer_settings *settings, struct str password)
{
	size_t units = str_utf16_units(password);

	if (units < settings->password_min)
		return NEW_PASSWORD_TOO_SHORT;
	return units > settings->password_max ? NEW_PASSWORD_TOO_LONG : NEW_PASSWORD_GOOD;
}

/* The whole, or a part of it. */
static bool is_about(struct str password, struct str words, char separator)
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

enum new_password new_password_judge(const struct issuer *issuer, struct str password,
				     struct str email, struct str name)
{
	const struct issuer_settings *s = &issuer->settings;
	enum new_password length = new_password_length(s, password);
	struct str local, domain;

	if (length != NEW_PASSWORD_GOOD || !issuer->blocklist)
		return length;
	str_cut(email, '@', &local, &domain);
	if (blocklist_has(issuer->blocklist, password) || blocklist_is_about(password, email) ||
	    blocklist_is_about(password, local) || is_about(password, name, ' ') ||
	    is_about(password, s->service, ' ') || is_about(password, host_of(s->origin), '.'))
		return NEW_PASSWORD_COMPROMISED;
	return NEW_PASSWORD_GOOD;
}
