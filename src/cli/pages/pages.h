/* The web UI as a part of the application. */
#ifndef OSTIARY_CLI_PAGES_PAGES_H
#define OSTIARY_CLI_PAGES_PAGES_H

#include "auth/issuer/issuer.h"
#include "cli/resolve/address.h"
#include "cli/settings/table.h"
#include "route/app.h"
#include "web/site.h"

/* Whether an issuer with these settings serves the web UI: it is not switched off, and was built in
 * or is in a folder. Links that name no page then lead to the web UI's. */
bool pages_are_there(const struct settings *settings);

/* Fills *site, which the result points to. issuer is NULL in a task node. The result is empty
 * there, and unless pages_are_there(). */
struct app_site pages_make(struct site *site, struct arena *a, const struct settings *settings,
			   const struct public_address *outside, const struct issuer *issuer);

#endif
