/* The files that a database needs after it was opened, for a process that will open no others. */
#ifndef OSTIARY_STORE_FILES_H
#define OSTIARY_STORE_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "core/arena.h"
#include "core/err.h"

/* SQLite: the folder of the file and, if the file is a link, that of its target. */
#define STORE_FOLDERS_MAX 2
/* PostgreSQL: the files with certificates and keys that libpq reads for each connection. */
#define STORE_FILES_MAX 8

struct store_files {
	bool server; /* the database is behind a connection, and has no folder here */
	size_t n_folders, n_read;
	const char *folders[STORE_FOLDERS_MAX]; /* files in it are read, written, made, removed */
	const char *read[STORE_FILES_MAX];      /* paths as they are given; some may not exist */
	const char *passwords;                  /* libpq's file of passwords; or NULL */
};

/* Fills *out for the URL, as store_open() takes it; nothing, when it has no form that is known.
 * Texts are in the arena. */
void store_files(struct arena *a, struct str url, struct store_files *out);

/* Whether store_open() may use the SQLite file that is there, or has a folder to make it in; true
 * for every other database. Nothing is opened or made. made_first: a folder that is made before the
 * database, or empty. Otherwise *err says what is wrong, in the words of store_open(). */
bool store_file_is_good(struct arena *a, struct str url, struct str made_first, struct err *err);

#endif
