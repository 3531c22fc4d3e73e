/* What the bodies of requests have in common: a JSON object, and values that several of them use.
 */
#ifndef OSTIARY_TASKS_INPUT_BODY_H
#define OSTIARY_TASKS_INPUT_BODY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/json.h"
#include "core/arena.h"

/* Reads a JSON object; *out is freed with json_free(). False, with a sentence for the client in
 * *problem. */
bool body_parse(struct arena *a, struct str text, struct json **out, struct str *problem);

/* "Unknown member: " and the name as the client wrote it, cut to 100 bytes; in the arena. */
struct str body_unknown_member(struct arena *a, struct str name);

/* An id, or null, which is 0. False when the value is neither. */
bool body_id(const struct json *value, int64_t *out);

/* A text of at most `most` code points, or null, whose p is NULL; in the arena. False when the
 * value is neither, or has a character U+0000. */
bool body_text_or_null(struct arena *a, const struct json *value, size_t most, struct str *out);

#endif
