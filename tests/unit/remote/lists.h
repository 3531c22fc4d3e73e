/* Revocation lists on the hostile server, and the fetches of them. */
#ifndef OSTIARY_TESTS_REMOTE_LISTS_H
#define OSTIARY_TESTS_REMOTE_LISTS_H

#include <stdbool.h>
#include <stdint.h>

#include "bench.h"

#define INTERVAL_S 30 /* between two fetches */

/* The users of a list that has ada alone, who is out since this time. */
const char *list_ada_at(struct bench *b, const char *time);

/* A list that refuses no user, or ada. */
struct mint_list list_of(struct bench *b, int64_t version, bool ada_is_out);

/* Let the server answer with the text, with the list, or with that of list_of(). lines and unless
 * are those of struct hostile_answer. */
void list_say(struct bench *b, struct str text, const char *lines, const char *unless);
void list_say_made(struct bench *b, const struct mint_list *list);
void list_publish(struct bench *b, int64_t version, bool ada_is_out);

/* Starts with keys, then the list, the first two events; the result is the second. */
struct bench_event list_begin(struct bench *b);

/* The event of the list that is due next. */
struct bench_event list_next(struct bench *b, size_t number);

#endif
