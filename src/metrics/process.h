/* What the system says of this process. */
#ifndef OSTIARY_METRICS_PROCESS_H
#define OSTIARY_METRICS_PROCESS_H

#include <stdint.h>

#include "metrics/text.h"

/* /proc is opened before the process is confined, and read through these descriptors. */
struct metric_process {
	int memory;         /* /proc/self/statm; -1: none */
	int descriptors;    /* /proc/self/fd; -1: none */
	int64_t started_ms; /* since 1970 */
};

/* What cannot be opened is left out of the text later. */
void metric_process_open(struct metric_process *process, int64_t now_ms);
void metric_process_close(struct metric_process *process);

/* Puts the metrics whose names all exporters share: processor time, memory, descriptors, start. */
void metric_process_put(struct metric_text *text, const struct metric_process *process);

#endif
