/* The rows of the settings table, and what makes a value good. */
#ifndef OSTIARY_CLI_SETTING_ROWS_H
#define OSTIARY_CLI_SETTING_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/settings.h"

enum setting_type {
	SETTING_TEXT = 0,
	SETTING_SECRET_TEXT, /* never shown; at least least bytes, LIMIT_SECRET_MIN_BYTES for 0 */
	SETTING_SECRET_LIST, /* never shown; secrets with their versions, each as good as one alone */
	SETTING_URL,         /* http or https, with a host */
	SETTING_INTEGER,     /* between least and most */
	SETTING_DURATION,    /* "24h", "15 minutes", or seconds; between least and most seconds */
	SETTING_CHOICE,      /* one of the words in choices */
};

struct setting_row {
	const char *flag; /* without its dashes; NULL: none, because arguments are seen by others */
	const char *variables[2];
	enum setting_type type;
	const char *fallback; /* the default; NULL: none, or decided where it is used */
	int64_t least, most;
	const char *choices; /* separated by blanks; of a duration: what means 0 */
	const char *help;    /* one line */
};

extern const struct setting_row setting_rows[SETTINGS];

/* Judges a value and fills its number. False with the rest of the sentence "NAME ..." in *err. */
bool setting_judge(const struct setting_row *row, struct setting_value *value, struct err *err);

#endif
