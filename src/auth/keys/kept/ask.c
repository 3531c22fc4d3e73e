#include "auth/keys/kept/ask.h"

#include "crypto/key_seal.h"

#define ANSWER_MAX (SIGNING_KEY_JWK_MAX + PRIVATE_KEY_COLUMN_MAX + KEY_SEAL_MAX + 64)

/* A refusal with less than all of its parts is a fault. */
static enum keyring_rc read_reason(struct str answer, bool *out_gone, struct err *err)
{
	struct str rc, gone, text = STR("the keeper gives no reason");

	*out_gone = false;
	if (!keeper_cut_part(&answer, &rc) || !keeper_cut_part(&answer, &gone) ||
	    !keeper_cut_part(&answer, &text)) {
		err_set(err, "%.*s", STR_FMT(text));
		return KEYRING_FAULT;
	}
	*out_gone = keeper_read_number(gone) != 0;
	err_set(err, "%.*s", STR_FMT(text));
	return keeper_read_number(rc) == KEYRING_WRONG_SECRET ? KEYRING_WRONG_SECRET
							      : KEYRING_FAULT;
}

/* A request whose answer is a key. */
static enum keyring_rc ask_for_key(const struct keeper *keeper, enum keeper_op op,
				   const struct str *parts, size_t n, struct signing_key **out,
				   bool *out_gone, struct err *err)
{
	char memory[ANSWER_MAX];
	struct buf answer;
	struct signing_key *key;

	buf_init_fixed(&answer, memory, sizeof(memory));
	if (!keeper->call(keeper, op, parts, n, &answer))
		return read_reason(buf_text(&answer), out_gone, err);
	*out_gone = false;
	key = signing_key_kept(keeper, buf_text(&answer), err);
	if (!key)
		return KEYRING_FAULT;
	*out = key;
	return KEYRING_OK;
}

enum keyring_rc kept_key_open(const struct keeper *keeper, const struct signing_key_row *row,
			      enum signing_alg alg, bool takes_clear, struct signing_key **out,
			      struct err *err)
{
	const uint64_t clear = takes_clear;
	const struct str parts[] = { signing_alg_name(alg),           row->id,
				     row->alg.p ? row->alg : STR(""), row->private_jwk,
				     keeper_number(&clear),           row->seal };
	bool ignored;

	return ask_for_key(keeper, KEEPER_KEY_ROW, parts, ARRAY_LEN(parts), out, &ignored, err);
}

bool kept_key_opens(const struct keeper *keeper, struct str column)
{
	char memory[256];
	struct buf answer;

	buf_init_fixed(&answer, memory, sizeof(memory));
	return keeper->call(keeper, KEEPER_KEY_OPENS, &column, 1, &answer);
}

bool kept_key_put_seal(const struct keeper *keeper, const struct signing_key *key, struct str kid,
		       struct buf *out, struct err *err)
{
	const uint64_t number = signing_key_number(key);
	const struct str parts[] = { keeper_number(&number), kid };
	char memory[KEY_SEAL_MAX + 1];
	struct buf answer;
	bool done;

	buf_init_fixed(&answer, memory, sizeof(memory));
	done = keeper->call(keeper, KEEPER_PUT_SEAL, parts, ARRAY_LEN(parts), &answer);
	if (done)
		buf_str(out, buf_text(&answer));
	else
		err_set(err, "signing key %.*s cannot be sealed: %.*s", STR_FMT(kid),
			STR_FMT(buf_text(&answer)));
	return done;
}

bool kept_key_make(const struct keeper *keeper, const struct private_key_order *order,
		   struct private_key_texts *out, struct err *err)
{
	const uint64_t bits = order->rsa_bits;
	const struct str parts[] = { signing_alg_name(order->alg), keeper_number(&bits),
				     order->kid };
	char memory[ANSWER_MAX];
	struct str rest, public_jwk, column, seal;
	struct buf answer;
	bool ignored;

	buf_init_fixed(&answer, memory, sizeof(memory));
	if (!keeper->call(keeper, KEEPER_KEY_MAKE, parts, ARRAY_LEN(parts), &answer)) {
		read_reason(buf_text(&answer), &ignored, err);
		return false;
	}
	rest = buf_text(&answer);
	if (keeper_cut_part(&rest, &public_jwk) && keeper_cut_part(&rest, &column) &&
	    keeper_cut_part(&rest, &seal)) {
		buf_str(&out->public_jwk, public_jwk);
		buf_str(&out->column, column);
		buf_str(&out->seal, seal);
		if (buf_ok(&out->public_jwk) && buf_ok(&out->column) && buf_ok(&out->seal))
			return true;
	}
	err_set(err, "the keeper's new signing key is incomplete, or too long for its row");
	return false;
}

struct signing_key *kept_key_of_file(const struct keeper *keeper, enum signing_alg alg,
				     const char *name, bool *out_gone, struct err *err)
{
	const struct str parts[] = { signing_alg_name(alg), str_z(name) };
	struct signing_key *key = NULL;

	ask_for_key(keeper, KEEPER_KEY_FILE, parts, ARRAY_LEN(parts), &key, out_gone, err);
	return key;
}
