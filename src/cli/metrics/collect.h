/* The text of all metrics of a server. */
#ifndef OSTIARY_CLI_METRICS_COLLECT_H
#define OSTIARY_CLI_METRICS_COLLECT_H

#include "cli/metrics/facts.h"
#include "cli/metrics/sources.h"
#include "metrics/process.h"
#include "metrics/text.h"

/* Puts everything but the end of the text. It waits for no database, disk or other machine. */
void metrics_collect(struct metric_text *text, const struct metrics_sources *from,
		     struct facts_watch *facts, const struct metric_process *process);

#endif
