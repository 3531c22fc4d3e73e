#include "cli/people/view.h"

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
