/* The clocks of a remote: its caller's, or the system's. */
#ifndef OSTIARY_REMOTE_CLOCK_H
#define OSTIARY_REMOTE_CLOCK_H

#include <stdint.h>

#include "ostiary/remote_settings.h"

/* Milliseconds; the system's clock (CLOCK_BOOTTIME) also counts while the machine sleeps. */
int64_t remote_clock_ms(const struct ost_remote_settings *settings);

/* Seconds since 1970-01-01 UTC. */
int64_t remote_clock_s(const struct ost_remote_settings *settings);

#endif
