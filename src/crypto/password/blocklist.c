#include "crypto/password/blocklist.h"

#include <errno.h>
#include <sodium.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "crypto/password/normal_form.h"
#include "password_list.h"

#define WORD_MIN 4 /* a shorter word is in many good passwords by chance */

struct blocklist {
	size_t n;
	size_t room;
	uint64_t *own; /* sorted; NULL when there is no file */
};

/* --- marks ------------------------------------------------------------------------------------ */

static uint64_t mark_of(struct str folded)
{
	unsigned char digest[crypto_hash_sha256_BYTES];
	uint64_t mark = 0;

	crypto_hash_sha256(digest, (const unsigned char *)folded.p, folded.n);
	for (size_t i = 0; i < sizeof(mark); i++)
		mark = mark << 8 | digest[i];
	sodium_memzero(digest, sizeof(digest));
	return mark;
}

static int marks_compare(const void *a, const void *b)
{
	const uint64_t *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

static bool marks_contain(const uint64_t *marks, size_t n, uint64_t mark)
{
	return n && bsearch(&mark, marks, n, sizeof(mark), marks_compare) != NULL;
}

bool blocklist_has(const struct blocklist *list, struct str password)
{
	struct err ignored = { 0 }; /* hashing the password will report it */
	struct normalised n;
	bool found = false;

	if (normalised_init(&n, NORMAL_NFKC_FOLDED, password, &ignored)) {
		uint64_t mark = mark_of(n.text);

		found = marks_contain(password_list, ARRAY_LEN(password_list), mark) ||
			marks_contain(list->own, list->n, mark);
	}
	normalised_done(&n);
	return found;
}

/* --- an operator's file ----------------------------------------------------------------------- */

static bool blocklist_add_mark(struct blocklist *list, uint64_t mark, struct err *err)
{
	if (list->n == list->room) {
		size_t room = list->room ? 2 * list->room : 1024;
		uint64_t *own = realloc(list->own, room * sizeof(*own));

		if (!own) {
			err_set(err, "no memory");
			return false;
		}
		list->own = own;
		list->room = room;
	}
	list->own[list->n++] = mark;
	return true;
}

static bool blocklist_add_line(struct blocklist *list, struct str line, struct err *err)
{
	struct normalised n;
	bool ok;

	while (str_ends(line, STR("\n")) || str_ends(line, STR("\r")))
		line.n--;
	if (line.n == 0)
		return true;
	if (!str_is_utf8(line)) /* no request can have this password */
		return true;
	if (list->n == BLOCKLIST_WORDS_MAX) {
		err_set(err, "it has more than %d passwords", BLOCKLIST_WORDS_MAX);
		return false;
	}
	ok = normalised_init(&n, NORMAL_NFKC_FOLDED, line, err) &&
	     blocklist_add_mark(list, mark_of(n.text), err);
	normalised_done(&n);
	return ok;
}

static bool blocklist_read_file(struct blocklist *list, const char *path, struct err *err)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;
	bool ok = true;
	ssize_t n;

	if (!file) {
		err_set(err, "it cannot be opened: %s", strerror(errno));
		return false;
	}
	while (ok && (n = getline(&line, &room, file)) > 0)
		ok = blocklist_add_line(list, str_of(line, (size_t)n), err);
	if (ok && ferror(file)) {
		err_set(err, "it cannot be read");
		ok = false;
	}
	free(line);
	fclose(file);
	if (ok && list->n)
		qsort(list->own, list->n, sizeof(*list->own), marks_compare);
	return ok;
}

struct blocklist *blocklist_new(const char *path, struct err *err)
{
	OWNED(blocklist_free) struct blocklist *list = calloc(1, sizeof(*list));

	if (!list) {
		err_set(err, "no memory");
		return NULL;
	}
	if (path && !blocklist_read_file(list, path, err))
		return NULL;
	return TAKE(list);
}

void blocklist_free(struct blocklist *list)
{
	if (list)
		free(list->own);
	free(list);
}

/* --- words about the user --------------------------------------------------------------------- */

static bool is_word_letter(char c)
{
	return ascii_is_lower(c) || (unsigned char)c >= 0x80;
}

static bool is_core(char c)
{
	return is_word_letter(c) || ascii_is_digit(c);
}

/* The word without the digits and punctuation around it. */
static struct str core_of(struct str folded)
{
	while (folded.n && !is_word_letter(folded.p[0]))
		folded = str_tail(folded, 1);
	while (folded.n && !is_word_letter(folded.p[folded.n - 1]))
		folded.n--;
	return folded;
}

/* Goes to the next byte that is compared. False at the end. */
static bool next(struct str *rest, char *out)
{
	while (rest->n && !is_core(rest->p[0]))
		*rest = str_tail(*rest, 1);
	if (!rest->n)
		return false;
	*out = rest->p[0];
	*rest = str_tail(*rest, 1);
	return true;
}

static bool same_core(struct str a, struct str b)
{
	char x = 0, y = 0;
	bool more_a, more_b;

	a = core_of(a);
	b = core_of(b);
	if (a.n < WORD_MIN || b.n < WORD_MIN)
		return false;
	do {
		more_a = next(&a, &x);
		more_b = next(&b, &y);
	} while (more_a && more_b && x == y);
	return !more_a && !more_b;
}

bool blocklist_is_about(struct str password, struct str word)
{
	struct err ignored = { 0 };
	struct normalised p, w;
	bool same;

	same = normalised_init(&p, NORMAL_NFKC_FOLDED, password, &ignored);
	same = normalised_init(&w, NORMAL_NFKC_FOLDED, word, &ignored) && same &&
	       same_core(p.text, w.text);
	normalised_done(&p);
	normalised_done(&w);
	return same;
}
