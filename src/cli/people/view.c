#include "cli/people/view.h"

#include "auth/session/barred.h"
#include "base/json.h"
#include "cli/people/job.h"

void person_put_members(struct buf *b, const struct person *person)
{
	const struct user *user = &person->user;

	buf_z(b, "{\"id\":");
	json_put_string(b, user->id);
	people_put_text(b, "email", user->email);
	people_put_text(b, "name", user->name);
	people_put_bool(b, "emailVerified", user->email_verified);
	people_put_time(b, "createdAt", user->created_ms);
	people_put_bool(b, "password", person->password);
	people_put_number(b, "passkeys", person->passkeys);
	people_put_bool(b, "secondFactor", user->second_factor);
	people_put_number(b, "sessions", person->sessions);
}

bool person_is_banned(const struct user *user)
{
	return user_may_stay(user, clock_now_ms(&clock_real)) != AUTH_OK;
}

void person_put_ban_end(struct buf *b, const struct user *user)
{
	bool has_end = person_is_banned(user) && user->ban_ends_ms != INT64_MAX;

	people_put_time(b, "banExpires", has_end ? user->ban_ends_ms : 0);
}

void person_put_ban(struct buf *b, const struct user *user)
{
	people_put_bool(b, "banned", person_is_banned(user));
	person_put_ban_end(b, user);
}

void person_put_ways(struct buf *b, const struct person *person)
{
	bool both = person->password && person->passkeys;

	if (!person->password && !person->passkeys)
		buf_z(b, "none");
	buf_z(b, person->password ? "password" : "");
	buf_z(b, both ? ", " : "");
	if (person->passkeys)
		buf_fmt(b, "%lld passkey%s", (long long)person->passkeys,
			person->passkeys == 1 ? "" : "s");
}
