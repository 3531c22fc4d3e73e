#include "push/vapid.h"

#include "base/b64url.h"
#include "base/json.h"

static void put_claims(const struct vapid *vapid, struct str origin, int64_t now_s, struct buf *out)
{
	char memory[VAPID_CHARS_MAX];
	struct buf claims;

	buf_init_fixed(&claims, memory, sizeof(memory));
	buf_z(&claims, "{\"aud\":");
	json_put_string(&claims, origin);
	buf_z(&claims, ",\"exp\":");
	buf_i64(&claims, now_s + VAPID_LIFE_S);
	if (vapid->contact.n) {
		buf_z(&claims, ",\"sub\":");
		json_put_string(&claims, vapid->contact);
	}
	buf_char(&claims, '}');
	b64url_write(out, claims.p, claims.n);
	out->failed = out->failed || !buf_ok(&claims);
}

bool vapid_put(const struct vapid *vapid, struct str origin, int64_t now_s, struct buf *out,
	       struct err *err)
{
	static const char header[] = "{\"typ\":\"JWT\",\"alg\":\"ES256\"}";
	char memory[VAPID_CHARS_MAX];
	struct buf token;

	buf_init_fixed(&token, memory, sizeof(memory));
	b64url_write(&token, header, sizeof(header) - 1);
	buf_char(&token, '.');
	put_claims(vapid, origin, now_s, &token);
	if (!buf_ok(&token)) {
		err_set(err, "the origin of a push service is too long");
		return false;
	}
	buf_z(out, "vapid t=");
	buf_str(out, buf_text(&token));
	buf_char(out, '.');
	if (!signing_key_sign(vapid->key->private_key, buf_text(&token), out, err))
		return false;
	buf_z(out, ", k=");
	buf_str(out, str_of(vapid->key->public_key, sizeof(vapid->key->public_key)));
	return buf_ok(out);
}
