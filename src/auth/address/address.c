#include "auth/address/address.h"

#include "base/ascii.h"
#include "core/limits.h"

/* Words of these characters with single dots between them; the last character is no apostrophe. */
static bool local_part_is_valid(struct str local)
{
	char before = '.';

	for (size_t i = 0; i < local.n; i++) {
		char c = local.p[i];

		if (c == '.' ? before == '.'
			     : !ascii_is_alnum(c) && c != '_' && c != '\'' && c != '+' && c != '-')
			return false;
		before = c;
	}
	return before != '.' && before != '\'';
}

static bool label_is_valid(struct str label)
{
	if (label.n == 0 || !ascii_is_alnum(label.p[0]))
		return false;
	for (size_t i = 1; i < label.n; i++)
		if (!ascii_is_alnum(label.p[i]) && label.p[i] != '-')
			return false;
	return true;
}

static bool top_label_is_valid(struct str label)
{
	for (size_t i = 0; i < label.n; i++)
		if (!ascii_is_letter(label.p[i]))
			return false;
	return label.n >= 2;
}

static bool domain_is_valid(struct str domain)
{
	struct str label, rest = domain;
	bool more = str_cut(rest, '.', &label, &rest);

	if (!more)
		return false; /* one label alone */
	while (more) {
		if (!label_is_valid(label))
			return false;
		more = str_cut(rest, '.', &label, &rest);
	}
	return top_label_is_valid(label);
}

bool email_is_valid(struct str text)
{
	struct str local, domain;

	return text.n <= LIMIT_EMAIL_BYTES && str_cut(text, '@', &local, &domain) &&
	       local_part_is_valid(local) && domain_is_valid(domain);
}

struct str email_lower(struct arena *a, struct str email)
{
	char *lower = arena_alloc(a, email.n);

	for (size_t i = 0; i < email.n; i++)
		lower[i] = ascii_to_lower(email.p[i]);
	return str_of(lower, email.n);
}
