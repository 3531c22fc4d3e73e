#include "keeper/vault.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "auth/keys/private_key.h"
#include "auth/session/cookie_cache.h"
#include "base/thread.h"
#include "core/limits.h"
#include "crypto/cookie_mac.h"
#include "crypto/factor/factor_seal.h"
#include "crypto/jwe/jwe_dir.h"
#include "crypto/key_seal.h"
#include "crypto/sealed.h"
#include "crypto/signing_key.h"

/* A keyring holds the keys of two snapshots while it changes from one to the other. */
#define KEYS_MAX      (2 * LIMIT_SIGNING_KEYS)
#define FILE_NAME_MAX 255

struct vault {
	struct vault_config config;

	/* Written to find the secret and to open or forget a key; read to answer the rest. */
	pthread_rwlock_t lock;
	bool found;
	struct secrets secrets;
	struct cookie_key *cookie_key;
	struct cookie_cache_keys cache_keys;
	struct signing_key *keys[KEYS_MAX];
	uint64_t numbers[KEYS_MAX]; /* of the keys, each given once */
	uint64_t last_number;

	atomic_bool seals_begun; /* V3 */
};

struct vault *vault_new(const struct vault_config *config)
{
	struct vault *vault = calloc(1, sizeof(*vault));

	if (!vault)
		return NULL;
	vault->config = *config;
	thread_rwlock_init(&vault->lock);
	return vault;
}

void vault_free(struct vault *vault)
{
	if (!vault)
		return;
	for (size_t i = 0; i < KEYS_MAX; i++)
		signing_key_free(vault->keys[i]);
	cookie_key_free(vault->cookie_key);
	cookie_cache_keys_done(&vault->cache_keys);
	pthread_rwlock_destroy(&vault->lock);
	explicit_bzero(vault, sizeof(*vault));
	free(vault);
}

static bool refuse(struct buf *answer, const char *reason)
{
	buf_z(answer, reason);
	return false;
}

/* --- the secret ------------------------------------------------------------------------------- */

static bool answer_given(struct vault *vault, const struct str *parts, struct buf *answer)
{
	(void)parts;
	return vault->config.given || refuse(answer, "the environment gave no secret");
}

static bool derive_keys(struct vault *vault)
{
	vault->cookie_key = cookie_key_new(vault->secrets.current);
	return vault->cookie_key && cookie_cache_keys_init(&vault->cache_keys, &vault->secrets);
}

/* Answers the outcome as a number, then the reason. */
static bool answer_secret(struct vault *vault, const struct str *parts, struct buf *answer)
{
	struct err err = { 0 };
	uint64_t outcome;

	if (vault->found)
		return refuse(answer, "the secret is known already");
	outcome = (uint64_t)vault->config.find(vault->config.arg, keeper_read_number(parts[0]) != 0,
					       &vault->secrets, &err);
	if (outcome <= 1 && !derive_keys(vault)) {
		cookie_key_free(TAKE(vault->cookie_key));
		cookie_cache_keys_done(&vault->cache_keys);
		return refuse(answer, "no memory for the keys");
	}
	vault->found = outcome <= 1;
	keeper_put_part(answer, keeper_number(&outcome));
	keeper_put_part(answer, str_z(err.text));
	return true;
}

/* --- cookies ---------------------------------------------------------------------------------- */

static bool answer_mac(struct vault *vault, const struct str *parts, struct buf *answer)
{
	unsigned char mac[COOKIE_MAC_BYTES];

	cookie_mac(vault->cookie_key, parts[0], mac);
	buf_str(answer, str_of(mac, sizeof(mac)));
	return true;
}

static bool answer_seal(struct vault *vault, const struct str *parts, struct buf *answer)
{
	jwe_dir_put(&vault->cache_keys.of[0], vault->config.random, parts[0], answer);
	return true;
}

static bool answer_open(struct vault *vault, const struct str *parts, struct buf *answer)
{
	return jwe_dir_open(vault->cache_keys.of, vault->cache_keys.n, parts[0], answer);
}

/* --- signing keys ----------------------------------------------------------------------------- */

static bool refuse_key(struct buf *answer, enum keyring_rc rc, bool gone, const struct err *err)
{
	private_key_put_reason(answer, rc, gone, err);
	return false;
}

/* Takes the key. */
static bool keep(struct vault *vault, struct signing_key *key, struct buf *answer)
{
	struct err err = { 0 };

	for (size_t i = 0; i < KEYS_MAX; i++) {
		if (vault->keys[i])
			continue;
		if (!signing_key_describe(key, vault->last_number + 1, answer, &err))
			break;
		vault->keys[i] = key;
		vault->numbers[i] = ++vault->last_number;
		return true;
	}
	signing_key_free(key);
	if (!err.text[0])
		err_set(&err, "the keeper has no room for another key");
	return refuse_key(answer, KEYRING_FAULT, false, &err);
}

static bool parse_alg(struct str part, enum signing_alg *out, struct err *err)
{
	if (signing_alg_parse(part, out))
		return true;
	err_set(err, "no such algorithm");
	return false;
}

static bool answer_make(struct vault *vault, const struct str *parts, struct buf *answer)
{
	char memory[SIGNING_KEY_JWK_MAX], column[PRIVATE_KEY_COLUMN_MAX], seal[KEY_SEAL_MAX];
	struct private_key_order order = { .rsa_bits = (unsigned)keeper_read_number(parts[1]),
					   .kid = parts[2] };
	struct private_key_texts texts;
	struct err err = { 0 };

	buf_init_fixed(&texts.public_jwk, memory, sizeof(memory));
	buf_init_fixed(&texts.column, column, sizeof(column));
	buf_init_fixed(&texts.seal, seal, sizeof(seal));
	if (!parse_alg(parts[0], &order.alg, &err) ||
	    !private_key_make_here(&vault->secrets, vault->config.random, &order, &texts, &err))
		return refuse_key(answer, KEYRING_FAULT, false, &err);
	keeper_put_part(answer, buf_text(&texts.public_jwk));
	keeper_put_part(answer, buf_text(&texts.column));
	keeper_put_part(answer, buf_text(&texts.seal));
	return true;
}

/* V3 */
static bool takes_clear(const struct vault *vault)
{
	return vault->config.takes_clear || !atomic_load(&vault->seals_begun);
}

/* Opens a row, whose seal must fit if it has one. */
static enum keyring_rc open_row(struct vault *vault, const struct key_trust *trust,
				const struct signing_key_row *row, struct signing_key **out,
				struct err *err)
{
	OWNED(signing_key_free) struct signing_key *key = NULL;
	enum keyring_rc rc = key_row_open_private(trust, row, &key, err);

	if (rc != KEYRING_OK)
		return rc;
	if (!key_row_seal_fits(row, key, &vault->secrets, err))
		return KEYRING_FAULT;
	if (row->seal.n)
		atomic_store(&vault->seals_begun, true);
	*out = TAKE(key);
	return KEYRING_OK;
}

static bool answer_row(struct vault *vault, const struct str *parts, struct buf *answer)
{
	const struct signing_key_row row = { .id = parts[1],
					     .alg = parts[2].n ? parts[2] : str_of(NULL, 0),
					     .private_jwk = parts[3],
					     .seal = parts[5] };
	struct key_trust trust = { .secrets = &vault->secrets,
				   .takes_clear = keeper_read_number(parts[4]) != 0 &&
						  takes_clear(vault) };
	struct signing_key *key = NULL;
	enum keyring_rc rc = KEYRING_FAULT;
	struct err err = { 0 };

	if (parse_alg(parts[0], &trust.alg, &err))
		rc = open_row(vault, &trust, &row, &key, &err);
	return rc == KEYRING_OK ? keep(vault, key, answer) : refuse_key(answer, rc, false, &err);
}

static bool answer_opens(struct vault *vault, const struct str *parts, struct buf *answer)
{
	char memory[SIGNING_KEY_JWK_MAX];
	struct buf text;
	bool opens;

	buf_init_fixed(&text, memory, sizeof(memory));
	opens = sealed_open_column(&vault->secrets, parts[0], &text) == SEALED_OPENED;
	explicit_bzero(memory, sizeof(memory));
	return opens || refuse(answer, "it does not open");
}

static bool answer_check_seal(struct vault *vault, const struct str *parts, struct buf *answer)
{
	const struct sealed_key key = { parts[0], parts[1], parts[2] };
	const uint64_t rc = key_seal_check(&vault->secrets, &key, parts[3]);

	if (rc != KEY_SEAL_BAD)
		atomic_store(&vault->seals_begun, true);
	buf_str(answer, keeper_number(&rc));
	return true;
}

/* The name of a file in the folder, and of nothing elsewhere. */
static bool is_file_name(struct str name)
{
	return name.n && name.n <= FILE_NAME_MAX && name.p[0] != '.' && str_find(name, '/') < 0 &&
	       str_find(name, '\0') < 0;
}

static bool answer_file(struct vault *vault, const struct str *parts, struct buf *answer)
{
	char name[FILE_NAME_MAX + 1] = "";
	struct signing_key *key = NULL;
	struct err err = { 0 };
	enum signing_alg alg;
	bool gone = false;

	if (!vault->config.folder || !is_file_name(parts[1]))
		err_set(&err, "this is not a file of the folder of keys");
	else if (parse_alg(parts[0], &alg, &err)) {
		memcpy(name, parts[1].p, parts[1].n);
		key = private_key_of_file_here(alg, vault->config.folder, name, &gone, &err);
	}
	return key ? keep(vault, key, answer) : refuse_key(answer, KEYRING_FAULT, gone, &err);
}

static ptrdiff_t find_key(const struct vault *vault, struct str part)
{
	uint64_t number = keeper_read_number(part);

	for (ptrdiff_t i = 0; number && i < KEYS_MAX; i++)
		if (vault->keys[i] && vault->numbers[i] == number)
			return i;
	return -1;
}

static bool answer_put_seal(struct vault *vault, const struct str *parts, struct buf *answer)
{
	ptrdiff_t at = find_key(vault, parts[0]);
	struct err err = { 0 };

	if (at < 0 || !signing_key_can_sign(vault->keys[at]))
		return refuse(answer, "there is no such key");
	return signing_key_put_seal(vault->keys[at], &vault->secrets, parts[1], answer, &err) ||
	       refuse(answer, err.text);
}

static bool answer_sign(struct vault *vault, const struct str *parts, struct buf *answer)
{
	ptrdiff_t at = find_key(vault, parts[0]);
	struct err err = { 0 };

	if (at < 0 || !signing_key_can_sign(vault->keys[at]))
		return refuse(answer, "there is no such key");
	atomic_store(&vault->seals_begun, true);
	return signing_key_sign(vault->keys[at], parts[1], answer, &err) ||
	       refuse(answer, err.text);
}

static bool answer_forget(struct vault *vault, const struct str *parts, struct buf *answer)
{
	ptrdiff_t at = find_key(vault, parts[0]);

	if (at < 0)
		return refuse(answer, "there is no such key");
	signing_key_free(TAKE(vault->keys[at]));
	return true;
}

/* --- second factors --------------------------------------------------------------------------- */

static bool answer_factor_put(struct vault *vault, const struct str *parts, struct buf *answer)
{
	return factor_seal_put(&vault->secrets, vault->config.random,
			       (enum factor_text)keeper_read_number(parts[0]), parts[1], answer) ||
	       refuse(answer, "this is no text of a second factor");
}

static bool answer_factor_open(struct vault *vault, const struct str *parts, struct buf *answer)
{
	return factor_seal_open(&vault->secrets, (enum factor_text)keeper_read_number(parts[0]),
				parts[1], answer) ||
	       refuse(answer, "it does not open, or is no text of a second factor");
}

/* --- requests --------------------------------------------------------------------------------- */

static const struct {
	bool (*answer)(struct vault *vault, const struct str *parts, struct buf *answer);
	size_t parts;
	bool writes;       /* changes the vault, and so waits until no other answer is made */
	bool needs_secret; /* is refused before KEEPER_SECRET */
} rows[KEEPER_OPS] = {
	[KEEPER_GIVEN] = { answer_given, 0, false, false },
	[KEEPER_SECRET] = { answer_secret, 1, true, false },
	[KEEPER_MAC] = { answer_mac, 1, false, true },
	[KEEPER_CACHE_SEAL] = { answer_seal, 1, false, true },
	[KEEPER_CACHE_OPEN] = { answer_open, 1, false, true },
	[KEEPER_KEY_MAKE] = { answer_make, 3, false, true },
	[KEEPER_KEY_ROW] = { answer_row, 6, true, true },
	[KEEPER_KEY_OPENS] = { answer_opens, 1, false, true },
	[KEEPER_PUT_SEAL] = { answer_put_seal, 2, false, true },
	[KEEPER_CHECK_SEAL] = { answer_check_seal, 4, false, true },
	[KEEPER_KEY_FILE] = { answer_file, 2, true, true },
	[KEEPER_SIGN] = { answer_sign, 2, false, true },
	[KEEPER_FORGET] = { answer_forget, 1, true, true },
	[KEEPER_FACTOR_PUT] = { answer_factor_put, 2, false, true },
	[KEEPER_FACTOR_OPEN] = { answer_factor_open, 2, false, true },
};

static bool read_parts(struct str request, size_t n, struct str parts[KEEPER_PARTS_MAX])
{
	for (size_t i = 0; i < n; i++)
		if (!keeper_cut_part(&request, &parts[i]))
			return false;
	return request.n == 0;
}

bool vault_answer(struct vault *vault, enum keeper_op op, struct str request, struct buf *answer)
{
	struct str parts[KEEPER_PARTS_MAX];
	bool done;

	if ((unsigned)op >= KEEPER_OPS || !read_parts(request, rows[op].parts, parts))
		return refuse(answer, "this is not a request");
	if (rows[op].writes)
		pthread_rwlock_wrlock(&vault->lock);
	else
		pthread_rwlock_rdlock(&vault->lock);
	done = rows[op].needs_secret && !vault->found ? refuse(answer, "there is no secret yet")
						      : rows[op].answer(vault, parts, answer);
	pthread_rwlock_unlock(&vault->lock);
	return done;
}
