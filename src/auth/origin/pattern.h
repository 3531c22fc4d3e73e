/* Wildcards in trusted origins. */
#ifndef OSTIARY_AUTH_ORIGIN_PATTERN_H
#define OSTIARY_AUTH_ORIGIN_PATTERN_H

#include <stdbool.h>

#include "base/str.h"

/* The most bytes that a pattern, or the path of a URL, may have; longer ones match nothing. Bounds
 * the work of patterns with several "**". */
#define PATTERN_PATH_MAX 2048

bool pattern_has_wildcard(struct str pattern);

/* Matches text against pattern, both cut at '/': `*` is any run of characters within a segment, `?`
 * one character, a segment `**` any number of whole segments. A backslash is matched by itself
 * only. */
bool pattern_matches(struct str pattern, struct str text);

/* The same for host[:port]. A host pattern of digits, dots and wildcards stands for IPv4 addresses,
 * so that "192.168.*.*" is not the name 192.168.1.evil. */
bool pattern_matches_authority(struct str pattern, struct str authority);

#endif
