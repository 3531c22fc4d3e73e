/* Public test vectors that lie beside the project (OSTIARY_SHARED names the folder), read in place. */
#ifndef OSTIARY_TESTS_SHARED_H
#define OSTIARY_TESTS_SHARED_H

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "core/arena.h"

/* The path of a file or folder below vectors/. */
static inline const char *shared_path(struct arena *a, const char *name)
{
	const char *shared = getenv("OSTIARY_SHARED");

	return arena_fmt(a, "%s/vectors/%s", shared ? shared : "../shared", name).p;
}

/* Is the folder there? When it is not, one line says so. */
static inline bool shared_is_there(void)
{
	struct arena arena;
	DIR *folder;

	arena_init(&arena, NULL, 0);
	folder = opendir(shared_path(&arena, ""));
	if (folder)
		closedir(folder);
	else
		printf("1..0 # SKIP no public vectors at %s\n", shared_path(&arena, ""));
	arena_done(&arena);
	return folder != NULL;
}

/* A whole file; p is NULL when it cannot be read. */
static inline struct str shared_file(struct arena *a, const char *path)
{
	FILE *file = fopen(path, "rb");
	char *text;
	size_t n;

	if (!file)
		return str_of(NULL, 0);
	fseek(file, 0, SEEK_END);
	n = (size_t)ftell(file);
	rewind(file);
	text = arena_alloc(a, n + 1);
	if (fread(text, 1, n, file) != n)
		text = NULL;
	fclose(file);
	return str_of(text, text ? n : 0);
}

#endif
