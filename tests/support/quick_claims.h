/* What quick add promises of every text (tasks/quickadd/quickadd.h). */
#ifndef OSTIARY_TESTS_SUPPORT_QUICK_CLAIMS_H
#define OSTIARY_TESTS_SUPPORT_QUICK_CLAIMS_H

#include "tasks/quickadd/quickadd.h"

/* A person with the lists Home, "Home Office" and one named in German, on Monday, 30 November 2026,
 * at 20:42. */
struct quick_context quick_claims_context(const char *language);

/* The first claim that does not hold for what was read of the text; NULL: all do. */
const char *quick_claims_broken(struct arena *a, struct str text, const struct quick_task *task);

#endif
