/* The columns of one's own that the settings declare. */
#ifndef OSTIARY_CLI_RESOLVE_OWN_FIELDS_H
#define OSTIARY_CLI_RESOLVE_OWN_FIELDS_H

#include "cli/settings/table.h"
#include "core/arena.h"
#include "core/err.h"
#include "fields/fields.h"

/* Reads OSTIARY_FIELDS. *out lives in the arena; NULL when no field is declared. False: a
 * declaration is wrong; see *err. */
bool own_fields_read(struct arena *a, const struct settings *settings,
		     const struct own_tables **out, struct err *err);

#endif
