#include "tasks/quickadd/language.h"

#include <stddef.h>

#define AT(hour) ((hour)*60)
#define EVERY    "jeden|jede|jedes"
#define COMING   "naechsten|naechste|naechstes|kommenden|kommende|kommendes"

static const struct quick_rule rules[] = {
	{ "guten|schoenen morgen", QUICK_TEXT, 0, false },
	{ "schwarzer freitag", QUICK_TEXT, 0, false },

	{ EVERY " %u", QUICK_EVERY, 1, false },
	{ "alle %n %u", QUICK_EVERY, 0, false },
	{ EVERY " %k %u", QUICK_EVERY_KTH, 0, false },
	{ "taeglich", QUICK_EVERY_FIXED, QUICK_FIXED(QUICK_DAYS, 1), false },
	{ "woechentlich", QUICK_EVERY_FIXED, QUICK_FIXED(QUICK_WEEKS, 1), false },
	{ "vierzehntaegig", QUICK_EVERY_FIXED, QUICK_FIXED(QUICK_WEEKS, 2), false },
	{ "monatlich", QUICK_EVERY_FIXED, QUICK_FIXED(QUICK_MONTHS, 1), false },
	{ "vierteljaehrlich", QUICK_EVERY_FIXED, QUICK_FIXED(QUICK_MONTHS, 3), false },
	{ "halbjaehrlich", QUICK_EVERY_FIXED, QUICK_FIXED(QUICK_MONTHS, 6), false },
	{ "jaehrlich", QUICK_EVERY_FIXED, QUICK_FIXED(QUICK_YEARS, 1), false },
	{ EVERY " %l", QUICK_EVERY_WEEKDAYS, 1, false },
	{ EVERY " zweiten %l", QUICK_EVERY_WEEKDAYS, 2, false },
	{ "jede woche am %l", QUICK_EVERY_WEEKDAYS, 1, false },
	{ "jede zweite woche am %l", QUICK_EVERY_WEEKDAYS, 2, false },
	{ "alle %n wochen am %l", QUICK_EVERY_WEEKDAYS, 0, false },
	{ "%b", QUICK_EVERY_WEEKDAYS, 1, false },
	{ "jeden werktag|arbeitstag|wochentag", QUICK_EVERY_SET, QUICK_WORKDAYS, false },
	{ "werktags|wochentags", QUICK_EVERY_SET, QUICK_WORKDAYS, false },
	{ "jedes wochenende", QUICK_EVERY_SET, QUICK_WEEKEND, false },
	{ EVERY " %k %v", QUICK_EVERY_NTH, 0, false },
	{ EVERY " %k %v im monat", QUICK_EVERY_NTH, 0, false },
	{ EVERY " %k %v des monats", QUICK_EVERY_NTH, 0, false },
	{ EVERY " %o", QUICK_EVERY_MONTH_DAY, 0, false },
	{ EVERY " %o im monat", QUICK_EVERY_MONTH_DAY, 0, false },
	{ "am %o jeden|jedes monats", QUICK_EVERY_MONTH_DAY, 0, false },
	{ "jeden monat am %o", QUICK_EVERY_MONTH_DAY, 0, false },
	{ "monatlich am %o", QUICK_EVERY_MONTH_DAY, 0, false },
	{ "jeden letzten tag im monat", QUICK_EVERY_MONTH_DAY, -1, false },
	{ "jeden letzten tag des monats", QUICK_EVERY_MONTH_DAY, -1, false },
	{ EVERY " %d %m", QUICK_EVERY_YEAR_DAY, 0, false },
	{ "jedes jahr am %d %m", QUICK_EVERY_YEAR_DAY, 0, false },
	{ "jaehrlich am %d %m", QUICK_EVERY_YEAR_DAY, 0, false },
	{ EVERY " %p", QUICK_EVERY_PART, 0, false },

	{ "%c", QUICK_TIME, 0, false },
	{ "%c uhr", QUICK_TIME, 0, false },
	{ "um %c", QUICK_TIME, 0, false },
	{ "um %c uhr", QUICK_TIME, 0, false },
	{ "um %c uhr %a", QUICK_TIME, 0, false },
	{ "um %f", QUICK_TIME, 0, false },
	{ "%f uhr", QUICK_TIME, 0, false },
	{ "um %f uhr", QUICK_TIME, 0, false },
	{ "um %h", QUICK_TIME, 0, false },
	{ "%h uhr", QUICK_TIME, 0, false },
	{ "um %h uhr", QUICK_TIME, 0, false },
	{ "%h uhr %q", QUICK_TIME, 0, false },
	{ "um %h uhr %q", QUICK_TIME, 0, false },
	{ "um %h %a", QUICK_TIME, 0, false },
	{ "%h uhr %a", QUICK_TIME, 0, false },
	{ "um %h uhr %a", QUICK_TIME, 0, false },
	{ "um halb %h", QUICK_TIME_BEFORE, 30, false },
	{ "um viertel vor %h", QUICK_TIME_BEFORE, 15, false },
	{ "um viertel nach %h", QUICK_TIME_BEFORE, -15, false },
	{ "mittags", QUICK_TIME_AT, AT(12), false },
	{ "am %p", QUICK_PART, 0, false },

	{ "heute", QUICK_OFFSET, 0, false },
	{ "morgen", QUICK_OFFSET, 1, false },
	{ "uebermorgen", QUICK_OFFSET, 2, false },
	{ "diesen|dieser %v", QUICK_THIS_WEEKDAY, 0, false },
	{ "%w", QUICK_WEEKDAY, 0, false },
	{ "%v", QUICK_WEEKDAY, 0, true },
	{ COMING " %v", QUICK_WEEKDAY, 0, false },
	{ "%w naechste|naechster|kommende|kommender woche", QUICK_WEEKDAY_OF_NEXT, 0, false },
	{ "dieses|am wochenende", QUICK_SATURDAY, 0, false },
	{ COMING " woche", QUICK_NEXT, QUICK_WEEKS, false },
	{ COMING " monat", QUICK_NEXT, QUICK_MONTHS, false },
	{ COMING " jahr", QUICK_NEXT, QUICK_YEARS, false },
	{ "monatsende", QUICK_MONTH_END, 0, true },
	{ "ende des monats", QUICK_MONTH_END, 0, false },
	{ "in %n %u", QUICK_IN, 0, false },
	{ "%d %m", QUICK_MONTH_DAY, 0, false },
	{ "%d %m %y", QUICK_MONTH_DAY, 0, false },
	{ "%i", QUICK_DAY, 0, false },
	{ "%j", QUICK_MONTH_DAY, 0, false },
	{ "%g", QUICK_MONTH_DAY, 0, true },
	{ "%o", QUICK_DAY_OF_MONTH, 0, true },
	{ NULL, QUICK_TEXT, 0, false },
};

static const struct quick_name weekdays[] = {
	{ "montag", 0 },  { "dienstag", 1 },          { "mittwoch", 2 }, { "donnerstag", 3 },
	{ "freitag", 4 }, { "samstag sonnabend", 5 }, { "sonntag", 6 },  { NULL, 0 },
};

/* Only behind a word that announces a day: "so" and "do" are words as well. */
static const struct quick_name short_weekdays[] = {
	{ "mo", 0 }, { "di", 1 }, { "mi", 2 }, { "do", 3 },
	{ "fr", 4 }, { "sa", 5 }, { "so", 6 }, { NULL, 0 },
};

static const struct quick_name habits[] = {
	{ "montags", 0 },  { "dienstags", 1 },           { "mittwochs", 2 }, { "donnerstags", 3 },
	{ "freitags", 4 }, { "samstags sonnabends", 5 }, { "sonntags", 6 },  { NULL, 0 },
};

static const struct quick_name months[] = {
	{ "januar jaenner jan", 1 },
	{ "februar feber feb", 2 },
	{ "maerz mrz", 3 },
	{ "april apr", 4 },
	{ "mai", 5 },
	{ "juni jun", 6 },
	{ "juli jul", 7 },
	{ "august aug", 8 },
	{ "september sept sep", 9 },
	{ "oktober okt", 10 },
	{ "november nov", 11 },
	{ "dezember dez", 12 },
	{ NULL, 0 },
};

static const struct quick_name units[] = {
	{ "tag tage tagen", QUICK_DAYS },
	{ "woche wochen", QUICK_WEEKS },
	{ "monat monate monaten", QUICK_MONTHS },
	{ "jahr jahre jahren", QUICK_YEARS },
	{ "stunde stunden std", QUICK_HOURS },
	{ "minute minuten min", QUICK_MINUTES },
	{ NULL, 0 },
};

static const struct quick_name numbers[] = {
	{ "ein eine einem einer eins", 1 },
	{ "zwei", 2 },
	{ "drei", 3 },
	{ "vier", 4 },
	{ "fuenf", 5 },
	{ "sechs", 6 },
	{ "sieben", 7 },
	{ "acht", 8 },
	{ "neun", 9 },
	{ "zehn", 10 },
	{ "elf", 11 },
	{ "zwoelf", 12 },
	{ NULL, 0 },
};

static const struct quick_name ordinals[] = {
	{ "ersten erste erstes", 1 },     { "zweiten zweite zweites", 2 },
	{ "dritten dritte drittes", 3 },  { "vierten vierte viertes", 4 },
	{ "letzten letzte letztes", -1 }, { NULL, 0 },
};

static const struct quick_name parts[] = {
	{ "frueh morgen morgens", AT(9) }, { "vormittag vormittags", AT(10) },
	{ "mittag mittags", AT(12) },      { "nachmittag nachmittags", AT(15) },
	{ "abend abends", AT(18) },        { NULL, 0 },
};

static const struct quick_name halves[] = {
	{ "frueh morgens vormittags", 0 },
	{ "nachmittags abends", 1 },
	{ NULL, 0 },
};

static const struct quick_name priorities[] = {
	{ "hoch wichtig 1", 3 },
	{ "mittel 2", 2 },
	{ "niedrig 3", 1 },
	{ "keine 4", 0 },
	{ "high", 3 },
	{ "medium", 2 },
	{ "low", 1 },
	{ "none", 0 },
	{ NULL, 0 },
};

const struct quick_language quick_german = {
	.tag = "de",
	.rules = rules,
	.leads = "am bis zum",
	.until = "bis",
	.and = "und",
	.weekdays = weekdays,
	.short_weekdays = short_weekdays,
	.habits = habits,
	.months = months,
	.units = units,
	.numbers = numbers,
	.ordinals = ordinals,
	.parts = parts,
	.halves = halves,
	.priorities = priorities,
	.ordinal_endings = NULL,
};
