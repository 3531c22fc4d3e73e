/* The words of a language, as tables: english.c and german.c. All words are folded (words.h).
 *
 * A pattern is a row of elements with a blank between them. An element is words with | between
 * them, or stands for a class:
 *
 *   %n  a number, in digits or as a word          %u  a unit: day, week ...
 *   %k  an ordinal as a word; "last" is -1        %w  a weekday, spelled out
 *   %v  a weekday, also abbreviated               %l  weekdays: "mon, wed and fri"
 *   %b  a weekday as a habit ("montags")          %m  a month
 *   %d  a day of a month: 15, 15th, 15.           %o  the same, but only as an ordinal
 *   %y  a year of four digits                     %i  a whole date in digits
 *   %j  the same without its year: 15.3., 3/15    %g  the same without the last dot: 15.3
 *   %c  a time: 9:30, 9am                         %f  a time with a dot: 9.30
 *   %h  an hour                                   %q  minutes
 *   %a  "am", "pm" and their like                 %p  a part of the day, a span of its own
 */
#ifndef OSTIARY_TASKS_QUICKADD_LANGUAGE_H
#define OSTIARY_TASKS_QUICKADD_LANGUAGE_H

#include <stdbool.h>

/* What a rule means. `arg` is what the row says beside it. */
enum quick_action {
	QUICK_TEXT = 0,        /* nothing: a phrase that only looks like a date */
	QUICK_OFFSET,          /* arg days from today */
	QUICK_TODAY_AT,        /* today, at minute arg of the day unless a time is named */
	QUICK_TODAY_PART,      /* today, in a part of the day */
	QUICK_WEEKDAY,         /* the first such day after today */
	QUICK_THIS_WEEKDAY,    /* the same, but today counts */
	QUICK_WEEKDAY_OF_NEXT, /* such a day of the next week; weeks begin on Monday */
	QUICK_SATURDAY,        /* the first one from today on */
	QUICK_NEXT,            /* the first day of the next arg, an enum quick_unit */
	QUICK_MONTH_END,       /* the last day of this month */
	QUICK_IN,              /* a number of units from now */
	QUICK_MONTH_DAY,       /* a day and month; without a year the first from today on */
	QUICK_DAY_OF_MONTH,    /* the first such day from today on */
	QUICK_DAY,             /* the date in digits */
	QUICK_TIME,            /* the time in digits */
	QUICK_TIME_AT,         /* minute arg of the day */
	QUICK_TIME_BEFORE,     /* arg minutes before the hour */
	QUICK_PART,            /* a part of the day */
	QUICK_EVERY,           /* every arg, or every so many, units */
	QUICK_EVERY_KTH,       /* every second, third ... unit */
	QUICK_EVERY_FIXED,     /* QUICK_FIXED(unit, interval) */
	QUICK_EVERY_WEEKDAYS,  /* on weekdays of every arg, or every so many, weeks */
	QUICK_EVERY_SET,       /* on the weekdays whose bits are in arg */
	QUICK_EVERY_NTH,       /* on the nth weekday of every month */
	QUICK_EVERY_MONTH_DAY, /* on a day of every month; arg -1: on the last one */
	QUICK_EVERY_YEAR_DAY,  /* on a day and month of every year */
	QUICK_EVERY_PART,      /* every day, in a part of it */
};

enum quick_unit {
	QUICK_DAYS = 1,
	QUICK_WEEKS,
	QUICK_MONTHS,
	QUICK_YEARS,
	QUICK_HOURS,
	QUICK_MINUTES,
};

#define QUICK_FIXED(unit, interval) ((unit) << 8 | (interval))
#define QUICK_WORKDAYS              0x1F
#define QUICK_WEEKEND               0x60

/* Words that mean one number each; the last row has no words. */
struct quick_name {
	const char *words; /* blanks between them */
	int value;
};

struct quick_rule {
	const char *pattern;
	enum quick_action action;
	int arg;
	bool led; /* only behind a word of `leads` */
};

struct quick_language {
	const char *tag;                /* of the language, as BCP 47 has it */
	const struct quick_rule *rules; /* the last row has no pattern */
	const char *leads;              /* may stand before a date: "on" */
	const char *until;              /* stands before the end of a repetition */
	const char *and;                /* may stand between weekdays */
	const struct quick_name *weekdays, *short_weekdays, *habits, *months, *units, *numbers,
		*ordinals, *parts, *halves, *priorities;
	const char *ordinal_endings; /* of numbers: "st"; NULL: a dot */
};

extern const struct quick_language quick_english, quick_german;

#endif
