#include "tasks/quickadd/language.h"

#include <stddef.h>

#define AT(hour) ((hour)*60)

static const struct quick_rule rules[] = {
	{ "black|good friday", QUICK_TEXT, 0, false },
	{ "cyber|easter monday", QUICK_TEXT, 0, false },
	{ "easter|palm sunday", QUICK_TEXT, 0, false },

	{ "every|each %u", QUICK_EVERY, 1, false },
	{ "every|each %n %u", QUICK_EVERY, 0, false },
	{ "every other %u", QUICK_EVERY, 2, false },
	{ "every %k %u", QUICK_EVERY_KTH, 0, false },
	{ "daily", QUICK_EVERY_FIXED, QUICK_FIXED(QUICK_DAYS, 1), false },
	{ "weekly", QUICK_EVERY_FIXED, QUICK_FIXED(QUICK_WEEKS, 1), false },
	{ "fortnightly", QUICK_EVERY_FIXED, QUICK_FIXED(QUICK_WEEKS, 2), false },
	{ "monthly", QUICK_EVERY_FIXED, QUICK_FIXED(QUICK_MONTHS, 1), false },
	{ "quarterly", QUICK_EVERY_FIXED, QUICK_FIXED(QUICK_MONTHS, 3), false },
	{ "every|each quarter", QUICK_EVERY_FIXED, QUICK_FIXED(QUICK_MONTHS, 3), false },
	{ "yearly|annually", QUICK_EVERY_FIXED, QUICK_FIXED(QUICK_YEARS, 1), false },
	{ "every|each %l", QUICK_EVERY_WEEKDAYS, 1, false },
	{ "every other|second %l", QUICK_EVERY_WEEKDAYS, 2, false },
	{ "every week on %l", QUICK_EVERY_WEEKDAYS, 1, false },
	{ "weekly on %l", QUICK_EVERY_WEEKDAYS, 1, false },
	{ "every other|second week on %l", QUICK_EVERY_WEEKDAYS, 2, false },
	{ "every %n weeks on %l", QUICK_EVERY_WEEKDAYS, 0, false },
	{ "every|each weekday|workday", QUICK_EVERY_SET, QUICK_WORKDAYS, false },
	{ "every|each weekend", QUICK_EVERY_SET, QUICK_WEEKEND, false },
	{ "every|each %k %v", QUICK_EVERY_NTH, 0, false },
	{ "every|each %k %v of the month", QUICK_EVERY_NTH, 0, false },
	{ "every|each second %v of the month", QUICK_EVERY_NTH, 0, false },
	{ "every|each %o", QUICK_EVERY_MONTH_DAY, 0, false },
	{ "every|each %o of the month", QUICK_EVERY_MONTH_DAY, 0, false },
	{ "every month on the %o", QUICK_EVERY_MONTH_DAY, 0, false },
	{ "monthly on the %o", QUICK_EVERY_MONTH_DAY, 0, false },
	{ "every last day of the month", QUICK_EVERY_MONTH_DAY, -1, false },
	{ "every month on the last day", QUICK_EVERY_MONTH_DAY, -1, false },
	{ "every|each %m %d", QUICK_EVERY_YEAR_DAY, 0, false },
	{ "every|each %d %m", QUICK_EVERY_YEAR_DAY, 0, false },
	{ "every year on %m %d", QUICK_EVERY_YEAR_DAY, 0, false },
	{ "every year on %d %m", QUICK_EVERY_YEAR_DAY, 0, false },
	{ "every|each %p", QUICK_EVERY_PART, 0, false },

	{ "%c", QUICK_TIME, 0, false },
	{ "at %c", QUICK_TIME, 0, false },
	{ "at %h", QUICK_TIME, 0, false },
	{ "%h %a", QUICK_TIME, 0, false },
	{ "at %h %a", QUICK_TIME, 0, false },
	{ "%c %a", QUICK_TIME, 0, false },
	{ "at %c %a", QUICK_TIME, 0, false },
	{ "%h o'clock", QUICK_TIME, 0, false },
	{ "at %h o'clock", QUICK_TIME, 0, false },
	{ "at noon|midday", QUICK_TIME_AT, AT(12), false },
	{ "in the %p", QUICK_PART, 0, false },

	{ "today", QUICK_OFFSET, 0, false },
	{ "tomorrow|tmrw|tmr", QUICK_OFFSET, 1, false },
	{ "day after tomorrow", QUICK_OFFSET, 2, false },
	{ "the day after tomorrow", QUICK_OFFSET, 2, false },
	{ "tonight", QUICK_TODAY_AT, AT(20), false },
	{ "this %p", QUICK_TODAY_PART, 0, false },
	{ "%w", QUICK_WEEKDAY, 0, false },
	{ "%v", QUICK_WEEKDAY, 0, true },
	{ "this %v", QUICK_THIS_WEEKDAY, 0, false },
	{ "next %v", QUICK_WEEKDAY_OF_NEXT, 0, false },
	{ "%w next week", QUICK_WEEKDAY_OF_NEXT, 0, false },
	{ "weekend", QUICK_SATURDAY, 0, true },
	{ "the weekend", QUICK_SATURDAY, 0, true },
	{ "next week", QUICK_NEXT, QUICK_WEEKS, false },
	{ "next month", QUICK_NEXT, QUICK_MONTHS, false },
	{ "next year", QUICK_NEXT, QUICK_YEARS, false },
	{ "this weekend", QUICK_SATURDAY, 0, false },
	{ "end of month", QUICK_MONTH_END, 0, false },
	{ "end of the month", QUICK_MONTH_END, 0, false },
	{ "the end of the month", QUICK_MONTH_END, 0, true },
	{ "in %n %u", QUICK_IN, 0, false },
	{ "%n %u from now", QUICK_IN, 0, false },
	{ "%m %d", QUICK_MONTH_DAY, 0, false },
	{ "%m %d %y", QUICK_MONTH_DAY, 0, false },
	{ "%d %m", QUICK_MONTH_DAY, 0, false },
	{ "%d %m %y", QUICK_MONTH_DAY, 0, false },
	{ "%d of %m", QUICK_MONTH_DAY, 0, false },
	{ "%d of %m %y", QUICK_MONTH_DAY, 0, false },
	{ "the %d of %m", QUICK_MONTH_DAY, 0, true },
	{ "%i", QUICK_DAY, 0, false },
	{ "%j", QUICK_MONTH_DAY, 0, true },
	{ "%o", QUICK_DAY_OF_MONTH, 0, true },
	{ "the %o", QUICK_DAY_OF_MONTH, 0, true },
	{ NULL, QUICK_TEXT, 0, false },
};

static const struct quick_name weekdays[] = {
	{ "monday", 0 }, { "tuesday", 1 },  { "wednesday", 2 }, { "thursday", 3 },
	{ "friday", 4 }, { "saturday", 5 }, { "sunday", 6 },    { NULL, 0 },
};

/* Only behind a word that announces a day: "the sun" and "sat down" are no days. */
static const struct quick_name short_weekdays[] = {
	{ "mon", 0 }, { "tue tues", 1 }, { "wed", 2 }, { "thu thur thurs", 3 },
	{ "fri", 4 }, { "sat", 5 },      { "sun", 6 }, { NULL, 0 },
};

static const struct quick_name none[] = { { NULL, 0 } };

static const struct quick_name months[] = {
	{ "january jan", 1 },  { "february feb", 2 },  { "march mar", 3 },
	{ "april apr", 4 },    { "may", 5 },           { "june jun", 6 },
	{ "july jul", 7 },     { "august aug", 8 },    { "september sept sep", 9 },
	{ "october oct", 10 }, { "november nov", 11 }, { "december dec", 12 },
	{ NULL, 0 },
};

static const struct quick_name units[] = {
	{ "day days", QUICK_DAYS },
	{ "week weeks", QUICK_WEEKS },
	{ "month months", QUICK_MONTHS },
	{ "year years", QUICK_YEARS },
	{ "hour hours hr hrs h", QUICK_HOURS },
	{ "minute minutes min mins", QUICK_MINUTES },
	{ NULL, 0 },
};

static const struct quick_name numbers[] = {
	{ "a an one", 1 }, { "two", 2 },     { "three", 3 }, { "four", 4 }, { "five", 5 },
	{ "six", 6 },      { "seven", 7 },   { "eight", 8 }, { "nine", 9 }, { "ten", 10 },
	{ "eleven", 11 },  { "twelve", 12 }, { NULL, 0 },
};

static const struct quick_name ordinals[] = {
	{ "first", 1 },  { "second", 2 }, { "third", 3 },
	{ "fourth", 4 }, { "last", -1 },  { NULL, 0 },
};

static const struct quick_name parts[] = {
	{ "morning", AT(9) },  { "noon midday", AT(12) }, { "afternoon", AT(15) },
	{ "evening", AT(18) }, { "night", AT(20) },       { NULL, 0 },
};

static const struct quick_name halves[] = {
	{ "am a.m", 0 },
	{ "pm p.m", 1 },
	{ NULL, 0 },
};

static const struct quick_name priorities[] = {
	{ "high 1", 3 }, { "medium 2", 2 }, { "low 3", 1 }, { "none 4", 0 }, { NULL, 0 },
};

const struct quick_language quick_english = {
	.tag = "en",
	.rules = rules,
	.leads = "on by due until till",
	.until = "until till",
	.and = "and",
	.weekdays = weekdays,
	.short_weekdays = short_weekdays,
	.habits = none,
	.months = months,
	.units = units,
	.numbers = numbers,
	.ordinals = ordinals,
	.parts = parts,
	.halves = halves,
	.priorities = priorities,
	.ordinal_endings = "st nd rd th",
};
