/* Where the list of who was thrown out is. For source.c. */
#ifndef OSTIARY_REMOTE_SOURCE_LIST_H
#define OSTIARY_REMOTE_SOURCE_LIST_H

#include "remote/source.h"

/* What the settings alone say of it; "" when that is for the issuer's metadata to say. */
void list_place(const struct ost_remote_settings *settings, struct place *out);

/* What the metadata say. */
void move_list_to(struct source *source, const struct place *found);

#endif
