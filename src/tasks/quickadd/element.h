/* One element of a pattern (language.h) against the words of a text. */
#ifndef OSTIARY_TASKS_QUICKADD_ELEMENT_H
#define OSTIARY_TASKS_QUICKADD_ELEMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "tasks/quickadd/day.h"
#include "tasks/quickadd/language.h"
#include "tasks/quickadd/words.h"

/* What the elements of a pattern have read. */
struct quick_capture {
	int number;  /* 1 to 999 */
	int ordinal; /* 1 to 4, -1 */
	enum quick_unit unit;
	int weekday;
	unsigned weekdays;      /* bits: 1 << MONDAY ... */
	struct quick_date date; /* the members that were read; the others are 0 */
	int minute;             /* of the day */
	bool half;              /* "am" or "pm" was named */
	bool is_part;           /* the last word is a part of the day */
};

struct quick_reader {
	const struct quick_language *language;
	bool day_first; /* 3/15 is no date, 15/3 is March 15 */
	struct quick_words words;
};

/* Reads the element at this word into *out. The number of words that it takes; 0: it is not
 * there, and *out may have changed. */
size_t element_read(const struct quick_reader *reader, struct str element, size_t at,
		    struct quick_capture *out);

/* The value of the word in a table; false: it has none. */
bool quick_value(const struct quick_name *names, struct str word, int *out);

#endif
