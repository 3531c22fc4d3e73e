/* The recorded and published test data in tests/data, read in place. A file that is missing fails
 * the test that reads it. Names are relative to tests/data. */
#ifndef OSTIARY_TESTS_SUPPORT_DATA_H
#define OSTIARY_TESTS_SUPPORT_DATA_H

#include <stddef.h>

#include "base/json.h"
#include "base/str.h"

/* A whole file as JSON; the caller frees it with json_free(). */
struct json *data_json(const char *name);

/* The string member of this name; p is NULL when there is none. */
struct str data_text(const struct json *object, const char *name);

/* Calls fn for each file of a folder whose name ends in `suffix`; returns the number of calls. */
typedef void data_fn(struct str name, struct str content);
size_t data_each(const char *folder, const char *suffix, data_fn *fn);

#endif
