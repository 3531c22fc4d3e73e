/* Days of the proleptic Gregorian calendar, counted from 1970-01-01. */
#ifndef OSTIARY_TASKS_QUICKADD_DAY_H
#define OSTIARY_TASKS_QUICKADD_DAY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

enum {
	MONDAY = 0,
	FRIDAY = 4,
	SATURDAY = 5,
	SUNDAY = 6,
	WEEK_DAYS = 7
};

struct quick_date {
	int year, month, day;
};

/* False: there is no such day in the years 1 to 9999. */
bool day_of(struct quick_date date, int32_t *out);
struct quick_date day_date(int32_t day);

/* MONDAY to SUNDAY. */
int day_weekday(int32_t day);

/* The first such weekday from this day on. */
int32_t day_weekday_from(int32_t day, int weekday);

/* The number of days of the day's month. */
int day_month_length(struct quick_date date);

/* The same day n months later; the last one of a shorter month. */
int32_t day_add_months(int32_t day, int n);

/* The first day from this one on that is such a day of a month, or of the month (1 to 12; 0: any).
 * -1 is the last day of a month. False: there is none, such as February 30. */
bool day_of_month_from(int32_t day, int month, int day_of_month, int32_t *out);

/* The first day from this one on that is the nth such weekday of its month; -1: the last one. */
int32_t day_nth_weekday_from(int32_t day, int nth, int weekday);

/* Appends YYYY-MM-DD. */
void day_put(struct buf *b, int32_t day);

#endif
