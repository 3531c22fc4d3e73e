#include "auth/passkey/challenge.h"

#include "auth/email/link_row.h"
#include "auth/issuer/stored.h"
#include "base/b64url.h"
#include "base/json.h"
#include "crypto/id.h"

#define CHALLENGE_BYTES 32
#define TOKEN_CHARS     32
#define VALUE_MAX       65536 /* the context is as long as a request's head allows */

static const char *const names[] = {
	[CEREMONY_REGISTRATION] = "registration",
	[CEREMONY_AUTHENTICATION] = "authentication",
};

static struct str random_text(const struct issuer *issuer, struct arena *a)
{
	unsigned char bytes[CHALLENGE_BYTES];
	struct buf text;

	random_fill(issuer->random, bytes, sizeof(bytes));
	arena_buf(a, &text, 64, 64);
	b64url_write(&text, bytes, sizeof(bytes));
	return buf_text(&text);
}

static struct str value_of(struct arena *a, enum ceremony ceremony, struct str text,
			   const struct user *user, struct str context)
{
	struct buf b;

	arena_buf(a, &b, 512, VALUE_MAX);
	buf_fmt(&b, "{\"type\":\"%s\",\"expectedChallenge\":\"%.*s\",\"userData\":{\"id\":",
		names[ceremony], STR_FMT(text));
	json_put_string(&b, user ? user->id : STR(""));
	if (ceremony == CEREMONY_REGISTRATION && user) {
		buf_z(&b, ",\"name\":");
		json_put_string(&b, user->email);
		buf_z(&b, ",\"displayName\":");
		json_put_string(&b, user->email);
		buf_z(&b, "},\"context\":");
		json_put_string_or_null(&b, context);
		buf_char(&b, '}');
		return buf_text(&b);
	}
	buf_z(&b, "}}");
	return buf_text(&b);
}

STORE_TX(insert_tx, const struct verification *row, verifications_insert(sql, row, err))

/* On a disk that is nearly full, signing in goes on and nobody adds a passkey. */
static enum store_rc store_row(struct issuer *issuer, enum ceremony ceremony,
			       struct verification *row, struct err *err)
{
	return ceremony == CEREMONY_REGISTRATION ? store_grow(issuer->store, insert_tx, row, err)
						 : store_write(issuer->store, insert_tx, row, err);
}

enum auth_result challenge_make(struct issuer *issuer, struct arena *a, enum ceremony ceremony,
				const struct user *user, struct str context, struct challenge *out,
				struct err *err)
{
	int64_t now_ms = clock_now_ms(issuer->clock);
	struct challenge made = {
		.token = id_new(issuer->random, a, ID_LETTERS_AND_DIGITS, TOKEN_CHARS),
		.text = random_text(issuer, a),
	};
	struct verification row = {
		.id = id_make(issuer->random, a, issuer->settings.id_kind),
		.identifier = link_row_name(issuer, a, "", made.token),
		.value = value_of(a, ceremony, made.text, user, context),
		.expires_ms = now_ms + (int64_t)CHALLENGE_LIFE_S * 1000,
		.created_ms = now_ms,
		.updated_ms = now_ms,
	};

	if (store_row(issuer, ceremony, &row, err) != STORE_OK)
		return AUTH_FAULT;
	*out = made;
	return AUTH_OK;
}

struct taking {
	struct arena *a;
	struct str token;
	struct verification row;
};

static enum store_rc take_tx(struct sql *sql, void *arg, struct err *err)
{
	struct taking *t = arg;
	enum store_rc rc = link_row_find(sql, t->a, "", t->token, &t->row, err);

	return rc == STORE_OK ? verifications_delete(sql, t->row.identifier, err) : rc;
}

/* True when the value is one that challenge_make() or the plugin has written for this ceremony. */
static bool read_value(struct arena *a, struct str value, enum ceremony ceremony,
		       struct str *out_text, struct str *out_user_id)
{
	OWNED(json_free) struct json *root = NULL;
	struct str text;

	if (json_parse(value, 4, &root) != JSON_OK ||
	    !str_eq(json_to_str(json_member(root, "type")), str_z(names[ceremony])))
		return false;
	text = json_to_str(json_member(root, "expectedChallenge"));
	*out_text = arena_copy(a, text);
	*out_user_id = arena_copy(a, json_to_str(json_member(json_member(root, "userData"), "id")));
	return text.n > 0;
}

struct choosing {
	struct arena *a;
	enum ceremony ceremony;
	const struct challenge_tokens *tokens;
	struct str text;
	struct str chosen;
};

/* STORE_NONE: none of them has the text. */
static enum store_rc choose_tx(struct sql *sql, void *arg, struct err *err)
{
	struct choosing *c = arg;
	enum store_rc rc = STORE_NONE;

	for (size_t i = 0; i < c->tokens->n && (rc == STORE_OK || rc == STORE_NONE); i++) {
		struct verification row;
		struct str text, ignored;

		rc = link_row_find(sql, c->a, "", c->tokens->of[i], &row, err);
		if (rc == STORE_OK && read_value(c->a, row.value, c->ceremony, &text, &ignored) &&
		    str_eq(text, c->text)) {
			c->chosen = c->tokens->of[i];
			return STORE_OK;
		}
	}
	return rc == STORE_OK ? STORE_NONE : rc;
}

enum auth_result challenge_choose(struct issuer *issuer, struct arena *a, enum ceremony ceremony,
				  const struct challenge_tokens *tokens, struct str text,
				  struct str *out, struct err *err)
{
	struct choosing c = { a, ceremony, tokens, text, str_of(NULL, 0) };
	enum store_rc rc = STORE_NONE;

	if (tokens->n > 1 && text.n)
		rc = store_read(issuer->store, choose_tx, &c, err);
	if (rc != STORE_OK && rc != STORE_NONE)
		return AUTH_FAULT;
	if (rc == STORE_NONE && tokens->n)
		c.chosen = tokens->of[0];
	*out = c.chosen;
	return AUTH_OK;
}

enum auth_result challenge_take(struct issuer *issuer, struct arena *a, enum ceremony ceremony,
				struct str token, struct str *out_text, struct str *out_user_id,
				struct err *err)
{
	struct taking t = { .a = a, .token = token };
	enum store_rc rc;

	if (token.n == 0) /* no row can be meant, so that none is looked for */
		return REFUSED_CHALLENGE_NOT_FOUND;
	rc = stored_or_none(issuer, store_write(issuer->store, take_tx, &t, err), err);
	if (rc == STORE_NONE)
		return REFUSED_CHALLENGE_NOT_FOUND;
	if (rc != STORE_OK)
		return AUTH_FAULT;
	if (t.row.expires_ms <= clock_now_ms(issuer->clock) ||
	    !read_value(a, t.row.value, ceremony, out_text, out_user_id))
		return REFUSED_CHALLENGE_NOT_FOUND;
	return AUTH_OK;
}
