/* The Public Suffix List (https://publicsuffix.org), by libpsl: domains below which strangers
 * register their own, such as co.uk. Browsers take neither cookies nor passkeys for them. */
#ifndef OSTIARY_CLI_RESOLVE_PUBLIC_SUFFIX_H
#define OSTIARY_CLI_RESOLVE_PUBLIC_SUFFIX_H

#include <stdbool.h>

#include "base/str.h"

/* Whether the list names the domain, by the newer of the copies that libpsl and the system have. A
 * name that the list knows nothing of is none, such as those of a network at home. */
bool public_suffix_is(struct str domain);

#endif
