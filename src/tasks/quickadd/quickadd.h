/* Quick add: one line of text becomes a task. "Pay rent tomorrow 9am @home #money !high every
 * month" has the title "Pay rent", and all else is found by the tables of a language (language.h).
 *
 * I1 Nothing is thrown away: each character is in the title or in a span, but for white space
 *    beside a span. The title is the text between the spans, each piece without white space at its
 *    ends, and one blank between the pieces.
 * I2 Of each kind the first one counts: a second date, time, repetition, list or priority stays in
 *    the title, and so does a phrase that no table knows. Tags are the exception: all count.
 * I3 A text of which nothing is left for the title is the title itself, without spans.
 *
 * Not read, so that a person can write everything: words between quotation marks, and a word
 * behind \, where the sign is taken away when it has kept something from being read.
 *
 * Where words have two meanings, this is the one that counts:
 *
 *   Friday                 the first one after today; "this Friday" may be today
 *   next Friday            that of the next week, which begins on Monday; but "naechsten Freitag"
 *                          is the first one after today
 *   next week, month       its first day
 *   March 15, 15.3., 15th  the next one, today included
 *   3/15                   month first; day first in an English other than American; only with a
 *                          year or behind "on", "by" and the like, because it may be a fraction
 *   15.3                   a number; a date behind "am"
 *   mon, sat, so, mi       words; weekdays behind "on", "next", "every" and the like
 *   at 5                   05:00; 17:00 beside "evening" or "afternoon"
 *   12 am, 12 pm           00:00, 12:00
 *   a time without a date  today, or tomorrow when it has passed
 *   morning, evening       09:00 and 18:00, when they follow a day; noon 12:00, tonight 20:00
 *   every second Monday    every other week; "of the month" makes it the second of a month
 *   every third Friday     the third of a month
 *   every month            from today on, unless a date is named
 *   jeden Morgen           every day at 09:00; "morgen" alone is tomorrow
 *   #12                    text: a number is no tag
 */
#ifndef OSTIARY_TASKS_QUICKADD_QUICKADD_H
#define OSTIARY_TASKS_QUICKADD_QUICKADD_H

#include "tasks/quickadd/rule.h"

enum quick_kind {
	QUICK_SPAN_LIST = 0, /* value: the list's name */
	QUICK_SPAN_TAG,      /* the tag */
	QUICK_SPAN_PRIORITY, /* none, low, medium, high */
	QUICK_SPAN_DATE,   /* YYYY-MM-DD, or YYYY-MM-DDTHH:MM where the words name a time as well */
	QUICK_SPAN_TIME,   /* HH:MM */
	QUICK_SPAN_REPEAT, /* an RRULE's value */
	QUICK_SPAN_ESCAPE, /* a \, whose value is empty */
};

struct quick_span {
	size_t start, end; /* bytes of the text */
	enum quick_kind kind;
	struct str value;
};

struct quick_list {
	int64_t id;
	struct str name;
};

/* Of whom and when the text is. */
struct quick_context {
	const struct quick_language *language;
	bool day_first; /* see struct quick_reader */
	struct quick_now now;
	const struct quick_list *lists; /* a name that is none of them stays in the title */
	size_t n_lists;
};

/* A text is empty where nothing was found. */
struct quick_task {
	struct str title;
	struct str due_date; /* YYYY-MM-DD */
	struct str due_time; /* HH:MM */
	struct str priority;
	struct str recurrence; /* an RRULE's value */
	const struct quick_list *list;
	struct str *tags;
	size_t n_tags;
	struct quick_span *spans; /* in order, without overlap */
	size_t n_spans;
};

/* Chooses the tables by a language tag (BCP 47): "en", "de-AT", in any case. False: there are none
 * for it. */
bool quickadd_language(struct str tag, struct quick_context *out);

/* Reads UTF-8 text of at most LIMIT_TITLE_CHARS. Everything in *out is in the arena, or a slice of
 * the text. */
void quickadd_read(struct arena *a, const struct quick_context *context, struct str text,
		   struct quick_task *out);

#endif
