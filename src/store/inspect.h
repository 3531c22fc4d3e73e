/* Opens a database only to inspect it: nothing is created and nothing is migrated. */
#ifndef OSTIARY_STORE_INSPECT_H
#define OSTIARY_STORE_INSPECT_H

#include "store/schema/inspect.h"

/* Opens the database of the configuration, calls fn within one transaction for reading, and closes
 * it. INSPECT_DONE with *exists; without a file (SQLite) fn is not called. INSPECT_UNREADABLE, also
 * when fn answers anything but STORE_OK; INSPECT_BAD_URL. */
enum inspect_rc store_look(const struct store_config *config, store_read_fn *fn, void *arg,
			   bool *exists, struct err *err);

/* Opens the database of the configuration, inspects it, and closes it. *out points into the
 * arena. */
enum inspect_rc store_inspect(const struct store_config *config, const struct hash_visitor *hashes,
			      struct arena *a, struct inspection *out, struct err *err);

#endif
