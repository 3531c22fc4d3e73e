/* Health checks: whether the process runs, and whether it can serve requests. */
#ifndef OSTIARY_ROUTE_HEALTH_H
#define OSTIARY_ROUTE_HEALTH_H

#include "route/call.h"

/* GET /healthz: always 200; says in words when no key can sign. */
void health_alive(struct call *call);

/* GET /readyz: 503 unless database and keys are usable. */
void health_ready(struct call *call);

#endif
