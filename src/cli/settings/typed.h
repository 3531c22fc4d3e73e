/* A setting as a value of the C type that its row has: SETTING_READ(settings, PORT, &port). The
 * compiler refuses a variable of another type than the row's: bool of a switch, int64_t of a number
 * (of a duration in seconds), struct str of any other. */
#ifndef OSTIARY_CLI_SETTINGS_TYPED_H
#define OSTIARY_CLI_SETTINGS_TYPED_H

#include "cli/settings/table.h"

#define SETTING_READ(settings, name, out) settings_read_##name(settings, out)

static inline void setting_read_bool(const struct setting_value *value, bool *out)
{
	*out = str_eq(value->text, STR("on"));
}

static inline void setting_read_number(const struct setting_value *value, int64_t *out)
{
	*out = value->number;
}

static inline void setting_read_str(const struct setting_value *value, struct str *out)
{
	*out = value->text;
}

#define SETTING_READER(name, reader, c_type)                                                       \
	static inline void settings_read_##name(const struct settings *settings, c_type *out)      \
	{                                                                                          \
		reader(&settings->of[SETTING_##name], out);                                        \
	}
#define SETTING_READER_TEXT(name)        SETTING_READER(name, setting_read_str, struct str)
#define SETTING_READER_SECRET_TEXT(name) SETTING_READER(name, setting_read_str, struct str)
#define SETTING_READER_SECRET_LIST(name) SETTING_READER(name, setting_read_str, struct str)
#define SETTING_READER_URL(name)         SETTING_READER(name, setting_read_str, struct str)
#define SETTING_READER_CHOICE(name)      SETTING_READER(name, setting_read_str, struct str)
#define SETTING_READER_INTEGER(name)     SETTING_READER(name, setting_read_number, int64_t)
#define SETTING_READER_DURATION(name)    SETTING_READER(name, setting_read_number, int64_t)
#define SETTING_READER_SWITCH(name)      SETTING_READER(name, setting_read_bool, bool)

#define SETTING(name, type, secrecy, group, ...) SETTING_READER_##type(name)
#include "cli/settings/rows.def"
#undef SETTING

#endif
