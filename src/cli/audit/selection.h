/* Which rows of the audit table a command is about: the flags that `list` and `export` share. */
#ifndef OSTIARY_CLI_AUDIT_SELECTION_H
#define OSTIARY_CLI_AUDIT_SELECTION_H

#include "cli/nodes/operation.h"
#include "store/tables/audit/audit.h"

extern const struct flag audit_flag_since;
extern const struct flag audit_flag_until;
extern const struct flag audit_flag_user;
extern const struct flag audit_flag_action;

/* Reads them into all members of the filter but `after` and `most`. EX_OK, or the error has been
 * reported and this is the exit code: EX_USAGE, EX_NOUSER (nobody has that address), EX_IOERR. */
int audit_select(struct operation *op, const struct args *args, struct audit_filter *out);

/* Warns on standard error of a row without a place in the chain, which is in no list. EX_OK,
 * EX_IOERR. */
int audit_warn_of_strays(struct operation *op);

#endif
