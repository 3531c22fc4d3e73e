/* Due dates in words, which Todoist writes ("every other friday at 9"), read as quick add does. */
#ifndef OSTIARY_TASKS_EXCHANGE_DUE_WORDS_H
#define OSTIARY_TASKS_EXCHANGE_DUE_WORDS_H

#include "tasks/exchange/read/incoming.h"

/* The repetition alone. Words that are not known as a whole change nothing but the reason. */
void due_words_repeat(struct incoming *in, struct incoming_task *task, struct str words,
		      struct str language);

/* Date, time and repetition. */
void due_words(struct incoming *in, struct incoming_task *task, struct str words,
	       struct str language);

#endif
