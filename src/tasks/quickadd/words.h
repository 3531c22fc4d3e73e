/* The words of a text: what stands between white space, in a form in which spellings agree. */
#ifndef OSTIARY_TASKS_QUICKADD_WORDS_H
#define OSTIARY_TASKS_QUICKADD_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "core/arena.h"

struct quick_word {
	size_t start, end; /* bytes of the text; end is behind the punctuation */
	struct str core;   /* folded, without the punctuation behind it */
	char mark;         /* the first character of that punctuation; 0: there is none */
	bool quoted;       /* it stands between quotation marks */
};

struct quick_words {
	struct quick_word *at;
	size_t n;
};

/* ASCII letters in lower case, ae, oe and ue for umlauts (also for a letter with a combining
 * diaeresis), ss for sharp s, ' for the typographic apostrophe; other characters as they are. In
 * the arena. */
struct str quick_fold(struct arena *a, struct str text);

/* The bytes of the white space character at the start of the text; 0: there is none. */
size_t quick_blank(struct str text);

/* The text without ,;.:!? at its end. */
struct str quick_without_marks(struct str text);

struct quick_words quick_split(struct arena *a, struct str text);

#endif
