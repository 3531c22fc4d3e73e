/* A part of admin.h: new users, and changes of what is known of them. */
#include "route/issuer/admin/admin.h"

#include "auth/account/image.h"
#include "auth/people/people.h"
#include "core/date_text.h"
#include "core/limits.h"
#include "fields/input.h"
#include "route/issuer/admin/answer.h"
#include "route/issuer/answer.h"
#include "route/issuer/body.h"

/* False: a member of `data` has been refused, of which zod knows nothing. */
static bool refuse_data(struct call *call, const char *name, const char *issue)
{
	answer_issues(call, arena_fmt(call->request->arena, "[body.data.%s] %s", name, issue));
	return false;
}

static bool is_null(const struct json *value)
{
	return json_kind(value) == JSON_KIND_NULL;
}

/* A text of at most `most` UTF-16 code units, or with p NULL null. */
static bool read_text(struct call *call, const char *name, size_t most, bool may_be_null,
		      struct str *out)
{
	const struct json *value = json_member(json_member(call->body, "data"), name);

	*out = json_to_str(value);
	if (is_null(value) && may_be_null) {
		*out = str_of(NULL, 0);
		return true;
	}
	if (json_kind(value) != JSON_KIND_STRING)
		return refuse_data(call, name, "Invalid input: expected string");
	return str_utf16_units(*out) <= most || refuse_data(call, name, "Too big");
}

static bool read_flag(struct call *call, const char *name, bool *out)
{
	const struct json *value = json_member(json_member(call->body, "data"), name);

	*out = json_to_bool(value);
	return json_kind(value) == JSON_KIND_BOOL ||
	       refuse_data(call, name, "Invalid input: expected boolean");
}

static bool read_image(struct call *call, struct str *out)
{
	if (!read_text(call, "image", LIMIT_IMAGE_UNITS, true, out))
		return false;
	return image_is_harmless(*out) || refuse_data(call, "image", "Invalid URL");
}

static const struct json *data_member(const struct call *call, const char *name)
{
	return json_member(json_member(call->body, "data"), name);
}

/* Columns of one's own of `data`. False: a refusal has been answered. */
static bool read_own(struct call *call, enum own_action action, struct own_input *out)
{
	const struct own_tables *own = call_issuer(call)->settings.own;

	*out = own_input_take(own ? &own->user : NULL, action, call->request->arena,
			      json_member(call->body, "data"));
	return answer_unless_fields_fit(call, out);
}

/* --- creating --------------------------------------------------------------------------------- */

/* What `data` may not have beside the members of the body, and what only other routes set. */
static bool data_is_plain(struct call *call)
{
	static const char *const names[] = {
		"id",     "email",     "password",   "role",
		"banned", "banReason", "banExpires", "twoFactorEnabled"
	};
	struct own_input input = { .rc = OWN_INPUT_NOT_ALLOWED };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (data_member(call, names[i])) {
			input.message = arena_fmt(call->request->arena,
						  "%s is not allowed to be set", names[i]);
			return answer_unless_fields_fit(call, &input);
		}
	return true;
}

static bool read_person(struct call *call, struct new_person *person)
{
	const struct json *password = json_member(call->body, "password");
	const struct json *role = json_member(call->body, "role");

	*person = (struct new_person){
		.email = call_body_text(call, "email"),
		.name = call_body_text(call, "name"),
		.password = json_to_str(password),
		.how = json_to_str(password).n ? FIRST_PASSWORD_GIVEN : FIRST_PASSWORD_NONE,
		.actor = admin_actor(call),
	};
	if (role && !admin_read_roles(call, role, &person->role))
		return false;
	if (data_member(call, "image") && !read_image(call, &person->image))
		return false;
	return !data_member(call, "emailVerified") ||
	       read_flag(call, "emailVerified", &person->email_verified);
}

void admin_create_user(struct call *call)
{
	struct created_person created;
	struct new_person person;
	struct own_input own;
	struct err err = { 0 };

	if (!data_is_plain(call) || !read_person(call, &person) ||
	    !read_own(call, OWN_CREATE, &own))
		return;
	person.own = own.values;
	if (admin_answer_unless_ok(
		    call,
		    person_create(call_issuer(call), call->request->arena, &person, &created, &err),
		    &err))
		admin_answer_user(call, &created.user);
}

/* --- changing --------------------------------------------------------------------------------- */

/* null: the ban has no end. */
static bool read_end(struct call *call, struct person_update *update)
{
	const struct json *value = data_member(call, "banExpires");

	update->ban_ends_ms = INT64_MAX;
	if (!value || is_null(value) || date_text_read(json_to_str(value), &update->ban_ends_ms))
		return true;
	return refuse_data(call, "banExpires", "Invalid ISO datetime");
}

/* banReason and banExpires are parts of a ban. */
static bool read_ban(struct call *call, struct str user_id, struct person_update *update)
{
	update->set_banned = data_member(call, "banned") != NULL;
	if (!update->set_banned)
		return true;
	if (!read_flag(call, "banned", &update->banned))
		return false;
	if (update->banned && str_eq(user_id, call->signed_in.user.id)) {
		answer_error(call, WIRE_CANNOT_BAN_SELF);
		return false;
	}
	if (data_member(call, "banReason") &&
	    !read_text(call, "banReason", ADMIN_REASON_UNITS, true, &update->ban_reason))
		return false;
	return read_end(call, update);
}

static bool read_profile(struct call *call, struct person_update *update)
{
	update->set_name = data_member(call, "name") != NULL;
	update->set_image = data_member(call, "image") != NULL;
	update->set_email = data_member(call, "email") != NULL;
	update->set_verified = data_member(call, "emailVerified") != NULL;
	update->set_role = data_member(call, "role") != NULL;
	return (!update->set_name ||
		read_text(call, "name", LIMIT_NAME_UNITS, false, &update->name)) &&
	       (!update->set_image || read_image(call, &update->image)) &&
	       (!update->set_email ||
		read_text(call, "email", LIMIT_NAME_UNITS, false, &update->email)) &&
	       (!update->set_verified || read_flag(call, "emailVerified", &update->verified)) &&
	       (!update->set_role ||
		admin_read_roles(call, data_member(call, "role"), &update->role));
}

static bool changes_something(const struct person_update *u)
{
	return u->set_name || u->set_image || u->set_email || u->set_verified || u->set_role ||
	       u->set_banned || u->own;
}

static bool read_update(struct call *call, struct str user_id, struct person_update *update)
{
	struct own_input own;

	if (data_member(call, "password")) {
		answer_error(call, WIRE_PASSWORD_ELSEWHERE);
		return false;
	}
	if (!read_profile(call, update) || !read_ban(call, user_id, update) ||
	    !read_own(call, OWN_UPDATE, &own))
		return false;
	update->own = own.n_set ? own.values : NULL;
	if (changes_something(update))
		return true;
	answer_error(call, WIRE_NO_DATA);
	return false;
}

void admin_update_user(struct call *call)
{
	struct str user_id = admin_user_id(call);
	struct person_update update = { .set_name = false };
	struct err err = { 0 };
	struct user user;

	if (!read_update(call, user_id, &update))
		return;
	if (!admin_answer_unless_ok(call,
				    person_update(call_issuer(call), call->request->arena, user_id,
						  &update, admin_actor(call), &user, &err),
				    &err))
		return;
	if (update.banned)
		admin_note_ban(call);
	admin_answer_bare_user(call, &user);
}
