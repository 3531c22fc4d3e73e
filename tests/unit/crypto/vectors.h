/* Facts recorded from Better Auth, read where they lie: in ../shared beside the source, or below
 * $OSTIARY_SHARED. Each test that uses them also has vectors of its own. */
#ifndef OSTIARY_TESTS_CRYPTO_VECTORS_H
#define OSTIARY_TESTS_CRYPTO_VECTORS_H

#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"

/* The file's content, or NULL where that folder is not there. */
static inline struct json *vectors_open(void)
{
	const char *shared = getenv("OSTIARY_SHARED");
	const char *here =
		__FILE__; /* as it was given to the compiler: relative to the build folder */
	struct json *vectors = NULL;
	char text[16384];
	char path[1024];
	size_t n = 0;
	FILE *file;

	if (shared)
		snprintf(path, sizeof(path), "%s/better-auth/vectors.json", shared);
	else
		snprintf(path, sizeof(path), "%.*s../shared/better-auth/vectors.json",
			 (int)(sizeof(__FILE__) - sizeof("tests/unit/crypto/vectors.h")), here);
	file = fopen(path, "r");
	if (!file)
		return NULL;
	n = fread(text, 1, sizeof(text), file);
	fclose(file);
	if (json_parse(str_of(text, n), 8, &vectors) != JSON_OK)
		abort();
	return vectors;
}

static inline struct str vector_text(const struct json *object, const char *name)
{
	return json_to_str(json_member(object, name));
}

#endif
