/* What `ostiary serve` would do with its settings, judged before anything is opened, made or asked.
 * serve starts with this judgement, and `ostiary config --check` is this judgement. */
#ifndef OSTIARY_CLI_NODES_PLAN_H
#define OSTIARY_CLI_NODES_PLAN_H

#include "cli/settings/table.h"
#include "core/arena.h"
#include "route/app.h"

enum app_role plan_role(const struct settings *settings);

/* Judges the settings, each by itself and together, and the files that they name. They have their
 * defaults. EX_OK, or the error has been reported and this is the exit code. */
int plan_judge(struct arena *a, const struct settings *settings);

#endif
