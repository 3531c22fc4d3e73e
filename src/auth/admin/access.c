#include "auth/admin/access.h"

#include "auth/admin/acting.h"
#include "auth/audit/row.h"
#include "auth/issuer/roles.h"
#include "auth/revocation/revocation.h"
#include "base/ascii.h"
#include "base/json.h"
#include "store/tables/access/acting.h"
#include "store/tables/factors/trusted_devices.h"
#include "store/tables/sessions.h"

#define VALUES_BYTES 65536 /* a reason that Better Auth has stored may be long */

bool access_role_is_valid(struct str role)
{
	bool in_word = false;

	for (size_t i = 0; i < role.n; i++) {
		char c = role.p[i];

		if (c == ',' && !in_word)
			return false;
		if (c != ',' && !ascii_is_alnum(c) && c != '-' && c != '_')
			return false;
		in_word = c != ',';
	}
	return in_word && role.n <= ACCESS_ROLE_BYTES;
}

struct deciding {
	struct access_change *change;
	int64_t now_ms;
	struct user_marks marks; /* to be written */
	struct user_marks was;   /* before that */
};

static enum store_rc find(struct sql *sql, struct deciding *d, struct err *err)
{
	struct access_change *c = d->change;
	enum store_rc rc = users_by_id(sql, c->arena, c->user_id, &c->user, err);

	if (rc == STORE_OK)
		rc = marks_of_user(sql, c->arena, c->user.id, &c->marks, err);
	d->was = c->marks;
	return rc;
}

/* As the audit table has them, before and after. */
static struct str values_of(struct arena *a, const struct user_marks *marks)
{
	struct buf b;

	arena_buf(a, &b, 256, VALUES_BYTES);
	buf_z(&b, "{\"role\":");
	json_put_string_or_null(&b, marks->role);
	buf_fmt(&b, ",\"banned\":%s,\"banReason\":", marks->banned ? "true" : "false");
	json_put_string_or_null(&b, marks->ban_reason);
	buf_z(&b, ",\"banExpires\":");
	if (marks->ban_ends_ms == INT64_MAX) {
		buf_z(&b, "null}");
	} else {
		buf_char(&b, '"');
		clock_put_iso(&b, clock_clamp(marks->ban_ends_ms));
		buf_z(&b, "\"}");
	}
	return buf_text(&b);
}

static enum store_rc record(struct sql *sql, const struct deciding *d, struct str action,
			    struct str detail, struct err *err)
{
	const struct access_change *c = d->change;
	const struct audit_row row = audit_row_new(c->issuer->random, c->arena, d->now_ms,
						   (struct audit_row){
							   .actor = c->actor,
							   .action = action,
							   .subject = c->user.id,
							   .detail = detail,
							   .before = values_of(c->arena, &d->was),
							   .after = values_of(c->arena, &c->marks),
						   });

	return audit_append(sql, &row, err);
}

static enum store_rc write_ban(struct sql *sql, struct deciding *d, struct err *err)
{
	struct access_change *c = d->change;

	d->marks.role = c->marks.role;
	c->marks = d->marks;
	c->user.banned = d->marks.banned;
	c->user.ban_ends_ms = d->marks.ban_ends_ms;
	return marks_set_ban(sql, c->user.id, &d->marks, d->now_ms, err);
}

enum store_rc access_prepare(struct sql *sql, struct err *err)
{
	enum store_rc rc = marks_add_role(sql, err);

	return rc == STORE_OK ? marks_add_ban(sql, err) : rc;
}

static enum store_rc end_access(struct sql *sql, const struct access_change *c, struct err *err)
{
	enum store_rc rc = acting_end_by(sql, c->issuer, c->arena, c->user.id, err);

	if (rc == STORE_OK)
		rc = sessions_delete_of(sql, c->user.id, SESSIONS_ALL, str_of(NULL, 0), err);
	if (rc == STORE_OK)
		rc = trusted_devices_forget(sql, c->arena, c->user.id, err);
	return rc == STORE_OK ? revocation_record(sql, &c->issuer->revocations, c->user.id,
						  REVOCATION_SESSIONS_ENDED, err)
			      : rc;
}

static enum store_rc ban_tx(struct sql *sql, void *arg, struct err *err)
{
	struct deciding *d = arg;
	enum store_rc rc = marks_add_ban(sql, err);

	if (rc == STORE_OK)
		rc = find(sql, d, err);
	if (rc == STORE_OK)
		rc = write_ban(sql, d, err);
	if (rc == STORE_OK)
		rc = end_access(sql, d->change, err);
	return rc == STORE_OK ? record(sql, d, STR("user-banned"), d->marks.ban_reason, err) : rc;
}

static struct deciding ban_of(struct access_change *change, struct str reason, int64_t ends_ms)
{
	return (struct deciding){
		.change = change,
		.now_ms = clock_now_ms(change->issuer->clock),
		.marks = { .banned = true,
			   .ban_reason =
				   reason.n ? arena_copy(change->arena, reason) : STR("No reason"),
			   .ban_ends_ms = ends_ms },
	};
}

enum store_rc access_ban_in(struct sql *sql, struct access_change *change, struct str reason,
			    int64_t ends_ms, struct err *err)
{
	struct deciding d = ban_of(change, reason, ends_ms);

	return ban_tx(sql, &d, err);
}

enum store_rc access_ban(struct access_change *change, struct str reason, int64_t ends_ms,
			 struct err *err)
{
	struct deciding d = ban_of(change, reason, ends_ms);
	enum store_rc rc = store_write(change->issuer->store, ban_tx, &d, err);

	if (rc == STORE_OK)
		revocation_confirm(&change->issuer->revocations, change->user.id);
	return rc;
}

/* Where nobody has been banned, no column is added. */
static enum store_rc unban_tx(struct sql *sql, void *arg, struct err *err)
{
	struct deciding *d = arg;
	enum store_rc rc = find(sql, d, err);

	if (rc != STORE_OK || !d->change->marks.banned)
		return rc;
	rc = marks_add_ban(sql, err);
	if (rc == STORE_OK)
		rc = write_ban(sql, d, err);
	return rc == STORE_OK ? record(sql, d, STR("user-unbanned"), STR(""), err) : rc;
}

enum store_rc access_unban_in(struct sql *sql, struct access_change *change, struct err *err)
{
	struct deciding d = { .change = change,
			      .now_ms = clock_now_ms(change->issuer->clock),
			      .marks = { .banned = false, .ban_ends_ms = INT64_MAX } };

	return unban_tx(sql, &d, err);
}

enum store_rc access_unban(struct access_change *change, struct err *err)
{
	struct deciding d = { .change = change,
			      .now_ms = clock_now_ms(change->issuer->clock),
			      .marks = { .banned = false, .ban_ends_ms = INT64_MAX } };

	return store_write(change->issuer->store, unban_tx, &d, err);
}

/* STORE_NONE: nobody would be left. */
static enum store_rc keep_an_admin(struct sql *sql, const struct deciding *d, struct err *err)
{
	struct access_change *c = d->change;
	bool other = true;
	enum store_rc rc = STORE_OK;

	c->is_last_admin = false;
	if (c->keeps_admin && roles_include(c->marks.role, ROLE_ADMIN) &&
	    !roles_include(d->marks.role, ROLE_ADMIN))
		rc = acting_has_other_admin(sql, c->user.id, &other, err);
	c->is_last_admin = rc == STORE_OK && !other;
	return c->is_last_admin ? STORE_NONE : rc;
}

/* What the old roles gave, and the tokens that name them. */
static enum store_rc end_roles(struct sql *sql, const struct deciding *d, struct err *err)
{
	const struct access_change *c = d->change;
	enum store_rc rc = STORE_OK;

	if (!c->issuer->settings.admin.enabled)
		return STORE_OK;
	if (!roles_include(d->marks.role, ROLE_ADMIN))
		rc = acting_end_by(sql, c->issuer, c->arena, c->user.id, err);
	else
		rc = acting_delete_as(sql, c->user.id, err);
	return rc == STORE_OK ? revocation_record(sql, &c->issuer->revocations, c->user.id,
						  REVOCATION_SESSIONS_ENDED, err)
			      : rc;
}

static enum store_rc set_role_tx(struct sql *sql, void *arg, struct err *err)
{
	struct deciding *d = arg;
	struct access_change *c = d->change;
	enum store_rc rc = marks_add_role(sql, err);

	if (rc == STORE_OK)
		rc = find(sql, d, err);
	if (rc == STORE_OK)
		rc = keep_an_admin(sql, d, err);
	if (rc == STORE_OK)
		rc = marks_set_role(sql, c->user.id, d->marks.role, d->now_ms, err);
	if (rc == STORE_OK)
		rc = end_roles(sql, d, err);
	c->marks.role = d->marks.role;
	return rc == STORE_OK ? record(sql, d, STR("user-role-set"), d->marks.role, err) : rc;
}

enum store_rc access_set_role_in(struct sql *sql, struct access_change *change, struct str role,
				 struct err *err)
{
	struct deciding d = { .change = change,
			      .now_ms = clock_now_ms(change->issuer->clock),
			      .marks = { .role = arena_copy(change->arena, role) } };

	return set_role_tx(sql, &d, err);
}

enum store_rc access_set_role(struct access_change *change, struct str role, struct err *err)
{
	struct deciding d = { .change = change,
			      .now_ms = clock_now_ms(change->issuer->clock),
			      .marks = { .role = arena_copy(change->arena, role) } };
	enum store_rc rc = store_write(change->issuer->store, set_role_tx, &d, err);

	if (rc == STORE_OK && change->issuer->settings.admin.enabled)
		revocation_confirm(&change->issuer->revocations, change->user.id);
	return rc;
}
