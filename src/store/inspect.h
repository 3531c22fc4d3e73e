/* Opens a database only to inspect it: nothing is created and nothing is migrated. */
#ifndef OSTIARY_STORE_INSPECT_H
#define OSTIARY_STORE_INSPECT_H

#include "store/schema/inspect.h"

/* Opens the database of the configuration, inspects it, and closes it. *out points into the
 * arena. */
enum inspect_rc store_inspect(const struct store_config *config, const struct hash_visitor *hashes,
			      struct arena *a, struct inspection *out, struct err *err);

#endif
