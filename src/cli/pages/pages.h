/* The web UI as a part of the application. */
#ifndef OSTIARY_CLI_PAGES_PAGES_H
#define OSTIARY_CLI_PAGES_PAGES_H

#include "auth/issuer/issuer.h"
#include "cli/resolve/address.h"
#include "cli/settings/table.h"
#include "route/app.h"
#include "web/site.h"

/* Fills *site, which the result points to. issuer is NULL in a task node. The result is empty when
 * the web UI is switched off or was not built in. */
struct app_site pages_make(struct site *site, struct arena *a, const struct settings *settings,
			   const struct public_address *outside, const struct issuer *issuer);

#endif
