#include "crypto/secrets.h"

#include "base/ascii.h"

struct secrets secrets_plain(struct str secret)
{
	return (struct secrets){ .current = secret, .legacy = secret };
}

static struct str without_space(struct str s)
{
	while (s.n && ascii_is_space(s.p[0]))
		s = str_tail(s, 1);
	while (s.n && ascii_is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

/* NULL, or a text about what is wrong with the entry. */
static const char *secret_read(struct str entry, struct secrets *out)
{
	struct secret *next = &out->of[out->n];
	struct str version;

	if (!str_cut(entry, ':', &version, &next->text))
		return "is not VERSION:SECRET";
	if (!str_to_u64(without_space(version), SECRET_VERSION_MAX, &next->version))
		return "has a version that is not a whole number";
	next->text = without_space(next->text);
	if (!next->text.n)
		return "has no secret after its version";
	if (secrets_of_version(out, next->version).n)
		return "has the version of an earlier entry";
	out->n++;
	return NULL;
}

bool secrets_parse(struct str text, struct str legacy, struct secrets *out, struct err *err)
{
	struct secrets read = { .legacy = legacy };
	struct str entry;
	bool more = true;

	while (more) {
		const char *wrong = "is one too many";

		more = str_cut(text, ',', &entry, &text);
		if (read.n < LIMIT_SECRETS)
			wrong = secret_read(entry, &read);
		if (wrong) {
			err_set(err,
				"entry %zu %s; the form is 2:NEW,1:OLD, with at most %d entries",
				read.n + 1, wrong, LIMIT_SECRETS);
			return false;
		}
	}
	read.current = read.of[0].text;
	*out = read;
	return true;
}

struct str secrets_of_version(const struct secrets *secrets, uint64_t version)
{
	for (size_t i = 0; i < secrets->n; i++)
		if (secrets->of[i].version == version)
			return secrets->of[i].text;
	return str_of(NULL, 0);
}

static size_t add_once(struct str *all, size_t n, struct str secret)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(all[i], secret))
			return n;
	if (secret.n)
		all[n++] = secret;
	return n;
}

size_t secrets_all(const struct secrets *secrets, struct str out[LIMIT_SECRETS + 1])
{
	size_t n = 0;

	for (size_t i = 0; i < secrets->n; i++)
		n = add_once(out, n, secrets->of[i].text);
	return add_once(out, n, secrets->legacy);
}
