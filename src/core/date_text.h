/* Reads a time in the forms that JavaScript's Date reads (ECMA-262, 21.4.3.2, and what engines read
 * beyond it): other programs, or people, have written times to a database of Better Auth in any of
 * them.
 *
 * 	2026-11-20T03:53:11.318Z   2026-11-20T05:53:11+02:00   2026-11-20 03:53:11   2026-11-20
 * 	2026-11   2026   +012026-11-20T00:00Z   11/20/2026   2026/11/20 03:53
 * 	Fri, 20 Nov 2026 03:53:11 GMT   20 Nov 2026 05:53 +0200   Nov 20, 2026
 * 	Fri Nov 20 2026 03:53:11 GMT+0000 (Coordinated Universal Time)
 *
 * Not read are texts without a year, and numbers of one to three and of five digits, of which Date
 * makes a year. The 31st of a shorter month is a day of the next one. A time without an offset is
 * taken as UTC; Date takes it as the local time of its machine. */
#ifndef OSTIARY_CORE_DATE_TEXT_H
#define OSTIARY_CORE_DATE_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* True with *out_ms, in milliseconds since 1970-01-01 UTC, within the years that clock_put_iso()
 * writes: a time beyond them becomes the first or the last of them. False: Date would not read
 * it either. */
bool date_text_read(struct str text, int64_t *out_ms);

#endif
