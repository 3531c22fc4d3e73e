/* The rules of a language against the words of a text. */
#ifndef OSTIARY_TASKS_QUICKADD_RULE_H
#define OSTIARY_TASKS_QUICKADD_RULE_H

#include "tasks/quickadd/element.h"
#include "tasks/quickadd/repeat.h"

/* Now, in the person's time zone. */
struct quick_now {
	int32_t today;
	int minute; /* of the day */
};

enum quick_sort {
	QUICK_SORT_TEXT = 0, /* a phrase that only looks like a date */
	QUICK_SORT_DATE,
	QUICK_SORT_TIME,
	QUICK_SORT_REPEAT,
};

struct quick_match {
	enum quick_sort sort;
	size_t words;  /* that it takes, from where it was looked for */
	bool part;     /* the last of them is a part of the day, a span of its own */
	bool has_day;  /* a date */
	bool has_time; /* a time, which a date may have as well */
	bool soft;     /* the time is one of "evening", which a named time replaces */
	bool bare;     /* the time has neither "am" nor "pm" */
	int32_t day;
	int minute; /* of the day */
	struct quick_repeat repeat;
};

/* The longest match that starts at this word; of two of one length, that of the earlier row.
 * False: there is none. */
bool rule_find(const struct quick_reader *reader, const struct quick_now *now, size_t at,
	       struct quick_match *out);

#endif
