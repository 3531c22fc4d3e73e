#include "auth/session/barred.h"

/* Better Auth: banExpires < now ends the ban. */
enum auth_result user_may_stay(const struct user *user, int64_t now_ms)
{
	return user->banned && user->ban_ends_ms >= now_ms ? REFUSED_BANNED : AUTH_OK;
}
