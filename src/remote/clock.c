#include "remote/clock.h"

#include <time.h>

int64_t remote_clock_ms(const struct ost_remote_settings *settings)
{
	struct timespec now;

	if (settings->clock_ms)
		return settings->clock_ms(settings->arg);
	clock_gettime(CLOCK_BOOTTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t remote_clock_s(const struct ost_remote_settings *settings)
{
	struct timespec now;

	if (settings->now_s)
		return settings->now_s(settings->arg);
	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec;
}
