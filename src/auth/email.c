#include "auth/email.h"

#include "core/limits.h"

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_alnum(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9');
}

/* Words of these characters with single dots between them; the last character is no apostrophe. */
static bool local_part_is_valid(struct str local)
{
	char before = '.';

	for (size_t i = 0; i < local.n; i++) {
		char c = local.p[i];

		if (c == '.' ? before == '.'
			     : !is_alnum(c) && c != '_' && c != '\'' && c != '+' && c != '-')
			return false;
		before = c;
	}
	return before != '.' && before != '\'';
}

static bool label_is_valid(struct str label)
{
	if (label.n == 0 || !is_alnum(label.p[0]))
		return false;
	for (size_t i = 1; i < label.n; i++)
		if (!is_alnum(label.p[i]) && label.p[i] != '-')
			return false;
	return true;
}

static bool top_label_is_valid(struct str label)
{
	for (size_t i = 0; i < label.n; i++)
		if (!is_letter(label.p[i]))
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

	for (size_t i = 0; i < email.n; i++) {
		char c = email.p[i];

		lower[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	return str_of(lower, email.n);
}
