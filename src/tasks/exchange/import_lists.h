/* The lists and sections of an import: those that there are, and those that are made. */
#ifndef OSTIARY_TASKS_EXCHANGE_IMPORT_LISTS_H
#define OSTIARY_TASKS_EXCHANGE_IMPORT_LISTS_H

#include "tasks/exchange/import.h"

/* Gives the lists of the file the ids of the owner's lists with the same names, of several the
 * first that is not taken; sections likewise. Makes the others in one transaction, unless the
 * import is a dry run. Beyond the bounds of lists and sections none is made: the tasks are in the
 * inbox or in the list then, and say so. *out_made is the number of new lists. STORE_OK,
 * STORE_ORPHAN, STORE_FAULT. */
enum store_rc import_lists(const struct import_request *request, struct incoming *in,
			   size_t *out_made, struct err *err);

#endif
