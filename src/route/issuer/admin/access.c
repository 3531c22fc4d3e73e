/* A part of admin.h: roles, bans, passwords, and the end of sessions and users. */
#include "route/issuer/admin/admin.h"

#include "auth/admin/access.h"
#include "auth/admin/directory.h"
#include "auth/admin/ending.h"
#include "auth/issuer/stored.h"
#include "auth/people/people.h"
#include "route/issuer/admin/answer.h"
#include "route/issuer/answer.h"
#include "route/issuer/session_cookies.h"

static bool is_self(const struct call *call, struct str user_id)
{
	return str_eq(user_id, call->signed_in.user.id);
}

static struct access_change change_of(const struct call *call)
{
	return (struct access_change){
		.issuer = call_issuer(call),
		.arena = call->request->arena,
		.user_id = admin_user_id(call),
		.actor = admin_actor(call),
		.keeps_admin = true,
	};
}

static enum auth_result outcome(const struct access_change *change, enum store_rc rc,
				struct err *err)
{
	rc = stored_or_none(change->issuer, rc, err);
	if (rc == STORE_OK)
		return AUTH_OK;
	if (rc != STORE_NONE)
		return stored_fault(rc, "a decision of an admin", err);
	return change->is_last_admin ? REFUSED_LAST_ADMIN : REFUSED_USER_GONE;
}

/* The user as the database has it now. */
static void answer_changed(struct call *call, const struct access_change *change, enum store_rc rc,
			   struct err *err)
{
	struct user user;

	if (admin_answer_unless_ok(call, outcome(change, rc, err), err) &&
	    admin_answer_unless_ok(
		    call,
		    directory_find(change->issuer, change->arena, change->user_id, &user, err),
		    err))
		admin_answer_user(call, &user);
}

void admin_set_role(struct call *call)
{
	struct access_change change = change_of(call);
	struct err err = { 0 };
	struct str role;

	if (admin_read_roles(call, json_member(call->body, "role"), &role))
		answer_changed(call, &change, access_set_role(&change, role, &err), &err);
}

/* --- bans ------------------------------------------------------------------------------------- */

#define BAN_MOST_S 1e11 /* three thousand years */

/* Better Auth takes 0 as "without an end". False: it has been refused. */
static bool read_end(struct call *call, int64_t *out_ms)
{
	const struct json *value = json_member(call->body, "banExpiresIn");
	double seconds = value ? json_to_double(value) : 0;

	*out_ms = INT64_MAX;
	if (seconds < 0 || seconds > BAN_MOST_S) {
		answer_issues(call, STR("[body.banExpiresIn] Invalid input"));
		return false;
	}
	if (seconds > 0)
		*out_ms = call->request->now_ms + (int64_t)(seconds * 1000);
	return true;
}

void admin_ban_user(struct call *call)
{
	struct access_change change = change_of(call);
	struct str reason = call_body_text(call, "banReason");
	struct err err = { 0 };
	enum store_rc rc;
	int64_t ends_ms;

	if (is_self(call, change.user_id)) {
		answer_error(call, WIRE_CANNOT_BAN_SELF);
		return;
	}
	if (str_utf16_units(reason) > ADMIN_REASON_UNITS) {
		answer_issues(call, STR("[body.banReason] Too big"));
		return;
	}
	if (!read_end(call, &ends_ms))
		return;
	rc = access_ban(&change, reason, ends_ms, &err);
	if (rc == STORE_OK)
		admin_note_ban(call);
	answer_changed(call, &change, rc, &err);
}

void admin_unban_user(struct call *call)
{
	struct access_change change = change_of(call);
	struct err err = { 0 };

	answer_changed(call, &change, access_unban(&change, &err), &err);
}

/* --- passwords, sessions and users ------------------------------------------------------------ */

static enum auth_result set_password(struct call *call, struct str user_id, struct err *err)
{
	struct issuer *issuer = call_issuer(call);
	struct arena *a = call->request->arena;
	struct user user;
	enum auth_result result = directory_find(issuer, a, user_id, &user, err);

	return result == AUTH_OK
		       ? person_set_password(issuer, a, &user, call_body_text(call, "newPassword"),
					     admin_actor(call), err)
		       : result;
}

/* Whoever ends all of one's own sessions is signed out. */
static void answer_ended(struct call *call, bool own, struct str body)
{
	if (own)
		session_cookies_expire(call);
	reply_json(call->reply, 200, body);
}

void admin_set_password(struct call *call)
{
	struct str user_id = admin_user_id(call);
	struct err err = { 0 };

	if (admin_answer_unless_ok(call, set_password(call, user_id, &err), &err))
		answer_ended(call, is_self(call, user_id), STR("{\"status\":true}"));
}

#define SUCCESS STR("{\"success\":true}")

void admin_revoke_session(struct call *call)
{
	struct str named = call_body_text(call, "sessionToken");
	const struct session *own = &call->signed_in.session;
	struct err err = { 0 };

	if (admin_answer_unless_ok(call,
				   ending_of_session(call_issuer(call), call->request->arena, named,
						     admin_actor(call), &err),
				   &err))
		answer_ended(call, str_eq(named, own->token) || str_eq(named, own->id), SUCCESS);
}

void admin_revoke_sessions(struct call *call)
{
	struct str user_id = admin_user_id(call);
	struct err err = { 0 };

	if (admin_answer_unless_ok(call,
				   ending_of_sessions(call_issuer(call), call->request->arena,
						      user_id, admin_actor(call), &err),
				   &err))
		answer_ended(call, is_self(call, user_id), SUCCESS);
}

void admin_remove_user(struct call *call)
{
	struct str user_id = admin_user_id(call);
	struct err err = { 0 };
	enum auth_result result;

	if (is_self(call, user_id)) {
		answer_error(call, WIRE_CANNOT_REMOVE_SELF);
		return;
	}
	result = person_remove(call_issuer(call), call->request->arena, user_id, admin_actor(call),
			       &err);
	if (result == REFUSED_USER_IN_USE)
		log_error(call_issuer(call)->log, "a user was not deleted", str_z(err.text));
	if (admin_answer_unless_ok(call, result, &err))
		reply_json(call->reply, 200, SUCCESS);
}
