#include "auth/passkey/manage.h"

#include "auth/email/notice.h"
#include "base/json.h"
#include "core/clock.h"
#include "core/limits.h"

static void put(struct buf *b, const char *name, struct str text)
{
	buf_fmt(b, "\"%s\":", name);
	json_put_string_or_null(b, text);
	buf_char(b, ',');
}

static void put_time(struct buf *b, int64_t ms)
{
	if (ms == 0) {
		buf_z(b, "null");
		return;
	}
	buf_char(b, '"');
	clock_put_iso(b, ms);
	buf_char(b, '"');
}

void passkey_put_json_members(struct buf *b, const struct passkey *passkey)
{
	put(b, "name", passkey->name);
	put(b, "publicKey", passkey->public_key);
	put(b, "userId", passkey->user_id);
	put(b, "credentialID", passkey->credential_id);
	buf_z(b, "\"counter\":");
	buf_i64(b, passkey->counter);
	buf_char(b, ',');
	put(b, "deviceType", passkey->device_type);
	buf_z(b, passkey->backed_up ? "\"backedUp\":true," : "\"backedUp\":false,");
	put(b, "transports", passkey->transports);
	buf_z(b, "\"createdAt\":");
	put_time(b, passkey->created_ms);
	buf_char(b, ',');
	put(b, "aaguid", passkey->aaguid);
	buf_z(b, "\"id\":");
	json_put_string(b, passkey->id);
}

void passkey_put_use(struct buf *b, const struct passkey *passkey)
{
	buf_z(b, "\"lastUsedAt\":");
	put_time(b, passkey->used_ms);
}

enum auth_result passkey_list(struct issuer *issuer, struct arena *a, struct str user_id,
			      struct passkey **out, size_t *out_n, struct err *err)
{
	enum store_rc rc = STORE_READ(
		issuer->store, sql, err,
		passkeys_of_user(sql, a, user_id, LIMIT_PASSKEYS_PER_USER, out, out_n, err));

	return rc == STORE_OK ? AUTH_OK : AUTH_FAULT;
}

struct change {
	const struct issuer *issuer;
	const struct user *user; /* of a deletion */
	struct arena *a;
	struct str user_id, id, name;
	struct passkey passkey;
};

/* STORE_ORPHAN: the passkey is another user's. */
static enum store_rc find_own(struct sql *sql, struct change *c, struct err *err)
{
	enum store_rc rc = passkeys_by_id(sql, c->a, c->id, &c->passkey, err);

	return rc == STORE_OK && !str_eq(c->passkey.user_id, c->user_id) ? STORE_ORPHAN : rc;
}

static enum store_rc rename_tx(struct sql *sql, void *arg, struct err *err)
{
	struct change *c = arg;
	enum store_rc rc = find_own(sql, c, err);

	return rc == STORE_OK ? passkeys_rename(sql, c->id, c->user_id, c->name, err) : rc;
}

static enum store_rc delete_tx(struct sql *sql, void *arg, struct err *err)
{
	struct change *c = arg;
	enum store_rc rc = find_own(sql, c, err);

	if (rc == STORE_OK)
		rc = passkeys_delete(sql, c->id, c->user_id, err);
	return rc == STORE_OK ? sign_in_notice(sql, c->issuer, c->user, err) : rc;
}

static enum auth_result result_of(enum store_rc rc)
{
	switch (rc) {
	case STORE_OK:
		return AUTH_OK;
	case STORE_NONE:
		return REFUSED_PASSKEY_GONE;
	case STORE_ORPHAN:
		return REFUSED_PASSKEY_OTHER_USER;
	case STORE_CONFLICT:
	case STORE_FULL:
	case STORE_FAULT:
		break;
	}
	return AUTH_FAULT;
}

enum auth_result passkey_rename(struct issuer *issuer, struct arena *a, struct str user_id,
				struct str id, struct str name, struct passkey *out,
				struct err *err)
{
	struct change c = { .a = a, .user_id = user_id, .id = id, .name = name };
	enum auth_result rc = result_of(store_write(issuer->store, rename_tx, &c, err));

	if (rc != AUTH_OK)
		return rc;
	*out = c.passkey;
	out->name = name;
	return AUTH_OK;
}

enum auth_result passkey_delete(struct issuer *issuer, struct arena *a, const struct user *user,
				struct str id, struct err *err)
{
	struct change c = { .issuer = issuer, .user = user, .a = a, .user_id = user->id, .id = id };

	return result_of(store_write(issuer->store, delete_tx, &c, err));
}
