#include "tasks/quickadd/words.h"

#include "base/ascii.h"
#include "base/cleanup.h"

struct pair {
	struct str from, to;
};

static const struct pair folds[] = {
	{ STR_INIT("\xC3\xA4"), STR_INIT("ae") },    { STR_INIT("\xC3\x84"), STR_INIT("ae") },
	{ STR_INIT("\xC3\xB6"), STR_INIT("oe") },    { STR_INIT("\xC3\x96"), STR_INIT("oe") },
	{ STR_INIT("\xC3\xBC"), STR_INIT("ue") },    { STR_INIT("\xC3\x9C"), STR_INIT("ue") },
	{ STR_INIT("\xC3\x9F"), STR_INIT("ss") },    { STR_INIT("\xCC\x88"), STR_INIT("e") },
	{ STR_INIT("\xE2\x80\x99"), STR_INIT("'") },
};

/* Quotation marks: what opens, and what closes it. */
static const struct pair quotes[] = {
	{ STR_INIT("\""), STR_INIT("\"") },
	{ STR_INIT("\xE2\x80\x9E"), STR_INIT("\xE2\x80\x9C") }, /* German */
	{ STR_INIT("\xE2\x80\x9C"), STR_INIT("\xE2\x80\x9D") }, /* English */
	{ STR_INIT("\xC2\xAB"), STR_INIT("\xC2\xBB") },
	{ STR_INIT("\xC2\xBB"), STR_INIT("\xC2\xAB") },
};

static const struct pair *pair_at(const struct pair *pairs, size_t n, struct str text)
{
	for (size_t i = 0; i < n; i++)
		if (str_starts(text, pairs[i].from))
			return &pairs[i];
	return NULL;
}

struct str quick_fold(struct arena *a, struct str text)
{
	struct buf out;

	arena_buf(a, &out, text.n + 1, text.n + 1); /* no fold is longer than what it stands for */
	for (size_t i = 0; i < text.n;) {
		const struct pair *fold = pair_at(folds, ARRAY_LEN(folds), str_tail(text, i));

		if (fold)
			buf_str(&out, fold->to);
		else
			buf_char(&out, ascii_to_lower(text.p[i]));
		i += fold ? fold->from.n : 1;
	}
	return buf_text(&out);
}

size_t quick_blank(struct str text)
{
	static const size_t lengths[] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 4 };
	size_t n = text.n ? lengths[(unsigned char)text.p[0] >> 4] : 0;

	return n && str_trim_unicode(str_head(text, n)).n == 0 ? n : 0;
}

struct str quick_without_marks(struct str text)
{
	while (text.n && str_find(STR(",;.:!?"), text.p[text.n - 1]) >= 0)
		text.n--;
	return text;
}

/* Where the quotation that opens here ends; 0: none opens, or it is never closed. */
static size_t quotation_end(struct str text, size_t at)
{
	const struct pair *quote = pair_at(quotes, ARRAY_LEN(quotes), str_tail(text, at));

	if (!quote)
		return 0;
	for (size_t i = at + quote->from.n; i < text.n; i++)
		if (str_starts(str_tail(text, i), quote->to))
			return i + quote->to.n;
	return 0;
}

static size_t word_end(struct str text, size_t at)
{
	while (at < text.n && !quick_blank(str_tail(text, at)))
		at++;
	return at;
}

struct quick_words quick_split(struct arena *a, struct str text)
{
	struct quick_words words = { arena_array(a, text.n / 2 + 1, sizeof(struct quick_word)), 0 };
	size_t quoted = 0;

	for (size_t at = 0, blank; at < text.n; at += blank) {
		struct quick_word *word = &words.at[words.n];
		struct str core;

		blank = quick_blank(str_tail(text, at));
		if (blank)
			continue;
		if (at >= quoted)
			quoted = quotation_end(text, at);
		*word = (struct quick_word){ at, word_end(text, at), .quoted = at < quoted };
		core = quick_without_marks(str_of(text.p + at, word->end - at));
		word->core = quick_fold(a, core);
		word->mark = core.n < word->end - at ? core.p[core.n] : 0;
		words.n++;
		at = word->end;
	}
	return words;
}
