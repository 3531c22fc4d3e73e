/* Whether the process lives, and whether it can do its work. */
#ifndef OSTIARY_ROUTE_HEALTH_H
#define OSTIARY_ROUTE_HEALTH_H

#include "route/call.h"

void health_alive(struct call *call); /* GET /healthz: 200 as long as the process answers */
void health_ready(struct call *call); /* GET /readyz: 503 unless database and keys are usable */

#endif
