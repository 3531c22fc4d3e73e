/* Classes of ASCII characters, independent of the locale. Bytes from 0x80 on belong to no class. */
#ifndef OSTIARY_BASE_ASCII_H
#define OSTIARY_BASE_ASCII_H

#include <stdbool.h>

static inline bool ascii_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool ascii_is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static inline bool ascii_is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static inline bool ascii_is_letter(char c)
{
	return ascii_is_lower(c) || ascii_is_upper(c);
}

static inline bool ascii_is_alnum(char c)
{
	return ascii_is_letter(c) || ascii_is_digit(c);
}

/* A hexadecimal digit in lower case: 0 to 9, a to f. */
static inline bool ascii_is_lower_hex(char c)
{
	return ascii_is_digit(c) || (c >= 'a' && c <= 'f');
}

/* SP or HTAB, the white space of HTTP's header values. */
static inline bool ascii_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* SP, HTAB, LF, VT, FF or CR. */
static inline bool ascii_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* 0x00 to 0x1F and 0x7F. */
static inline bool ascii_is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7F;
}

/* 0x21 to 0x7E: a character that is printed and is not SP. */
static inline bool ascii_is_visible(char c)
{
	return c > 0x20 && c < 0x7F;
}

/* The letter in lower (upper) case; any other byte as it is. */
static inline char ascii_to_lower(char c)
{
	return ascii_is_upper(c) ? (char)(c - 'A' + 'a') : c;
}

static inline char ascii_to_upper(char c)
{
	return ascii_is_lower(c) ? (char)(c - 'a' + 'A') : c;
}

/* The value of a hexadecimal digit of either case, 0 to 15; -1 for any other byte. */
static inline int ascii_hex_value(char c)
{
	if (ascii_is_digit(c))
		return c - '0';
	c = ascii_to_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

#endif
