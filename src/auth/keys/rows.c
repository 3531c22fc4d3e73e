#include "auth/keys/rows.h"

#include "auth/keys/load.h"
#include "base/buf.h"
#include "core/limits.h"

#define POLLS_PER_READ 30 /* of the version, for one read of all rows */

enum store_rc key_rows_read_tx(struct sql *sql, struct key_rows *rows, struct err *err)
{
	return signing_keys_list(sql, rows->a, &rows->of, &rows->n, err);
}

enum store_rc key_rows_lock(struct sql *sql, struct arena *a, struct key_rows *out, struct err *err)
{
	enum store_rc rc = signing_keys_lock(sql, err);

	out->a = a;
	return rc == STORE_OK ? key_rows_read_tx(sql, out, err) : rc;
}

/* Whatever numbers the row has, sums of the result do not overflow. */
static struct key_times times_of_row(const struct signing_key_row *row)
{
	static const int64_t most_s = CLOCK_LAST_MS / 1000;

	return (struct key_times){
		.created_ms = clock_clamp(row->created_ms),
		.activates_ms = clock_clamp(row->activates_ms),
		.expires_ms = clock_clamp(row->expires_ms),
		.revoked_ms = row->revoked_ms,
		.life_s = row->life_s < most_s ? row->life_s : most_s,
	};
}

/* S2: the first to open a table of Better Auth takes its keys as they are. */
struct key_trust key_rows_trust(struct keyring *ring, const struct key_rows *rows)
{
	for (size_t i = 0; i < rows->n; i++)
		ring->seals_begun = ring->seals_begun || rows->of[i].seal.n;
	return (struct key_trust){ .secrets = &ring->secrets,
				   .alg = ring->rules.alg,
				   .takes_clear = ring->takes_clear || !ring->seals_begun };
}

/* A row without a seal and with the public half of one that has, or had, a seal: a copy under
 * another name, which may be that of a revoked key. */
static bool is_copy(const struct key_rows *rows, const struct signing_key_row *row,
		    struct str public_jwk)
{
	for (size_t i = 0; !row->seal.n && i < rows->n; i++)
		if (&rows->of[i] != row && rows->of[i].seal.n &&
		    str_eq(rows->of[i].public_jwk, public_jwk))
			return true;
	return false;
}

struct key_facts key_rows_facts(const struct key_rows *rows, const struct snapshot_rules *rules,
				const struct key_trust *trust, int64_t now_ms)
{
	struct key_fact *of = arena_array(rows->a, LIMIT_SIGNING_KEYS, sizeof(*of));

	for (size_t i = 0; i < rows->n; i++) {
		const struct signing_key_row *row = &rows->of[i];

		of[i] = (struct key_fact){ row->id, rules->alg, true, times_of_row(row) };
		if (row->alg.p)
			of[i].can_sign = signing_alg_parse(row->alg, &of[i].alg);
		if (trust && of[i].can_sign)
			of[i].can_sign = !is_copy(rows, row, row->public_jwk) &&
					 key_row_is_trusted(trust, row);
	}
	return (struct key_facts){ of, rows->n, &rules->keys, now_ms };
}

/* --- loading ---------------------------------------------------------------------------------- */

bool key_row_is_no_copy(const struct key_rows *rows, const struct signing_key_row *row,
			const struct signing_key *key, struct err *err)
{
	char memory[SIGNING_KEY_JWK_MAX];
	struct buf own;

	buf_init_fixed(&own, memory, sizeof(memory));
	if (!signing_key_put_public(key, &own, err))
		return false;
	if (!is_copy(rows, row, buf_text(&own)))
		return true;
	err_set(err, "signing key %.*s is a copy of another key", STR_FMT(row->id));
	return false;
}

enum keyring_rc key_row_open(const struct key_trust *trust, const struct key_rows *rows,
			     const struct signing_key_row *row, struct signing_key **out,
			     struct err *err)
{
	OWNED(signing_key_free) struct signing_key *key = NULL;
	enum keyring_rc rc = key_row_open_private(trust, row, &key, err);

	if (rc != KEYRING_OK)
		return rc;
	if (!key_row_is_no_copy(rows, row, key, err))
		return KEYRING_FAULT;
	if (!key_row_seal_fits(row, key, trust->secrets, err))
		return KEYRING_FAULT;
	*out = TAKE(key);
	return KEYRING_OK;
}

bool key_row_is_half_revoked(const struct signing_key_row *row)
{
	return row->revoked_ms && !str_eq(row->seal, KEY_SEAL_REVOKED);
}

struct loading {
	struct key_load load;
	struct key_trust trust;
	const struct key_rows *rows;
	bool lacks_seals;
};

static enum keyring_rc open_row(struct loading *l, const struct signing_key_row *row,
				struct ring_key **out, struct err *why)
{
	OWNED(signing_key_free) struct signing_key *key = NULL;
	enum keyring_rc rc = key_row_open(&l->trust, l->rows, row, &key, why);
	struct ring_key *ring;

	if (rc != KEYRING_OK)
		return rc;
	if (signing_key_check_seal(key, l->trust.secrets, row) != KEY_SEAL_COMPLETE)
		l->lacks_seals = true;
	ring = ring_key_new(TAKE(key), row->id, why);
	if (ring)
		*out = ring;
	return ring ? KEYRING_OK : KEYRING_FAULT;
}

/* A key that is open already is used again: the key material of a row never changes. One whose seal
 * says that it is revoked is not (S4), also when the mark of its row has been cleared. */
static void load_row(struct loading *l, const struct signing_key_row *row)
{
	struct ring_key *key = NULL;
	struct err why = { 0 };
	enum keyring_rc rc;

	if (key_load_known(&l->load, row->id, &key) && key->key &&
	    !str_eq(row->seal, KEY_SEAL_REVOKED)) {
		l->lacks_seals = l->lacks_seals || !row->seal.n;
		key_load_add(&l->load, ring_key_ref(key), times_of_row(row), KEY_SIGNS);
		return;
	}
	rc = open_row(l, row, &key, &why);
	if (rc == KEYRING_OK) {
		key_load_add(&l->load, key, times_of_row(row), KEY_SIGNS);
		return;
	}
	key_load_refuse(&l->load, rc, &why);
	key = ring_key_public(&l->trust, row);
	if (key) /* S3 */
		key_load_add(&l->load, key, times_of_row(row), KEY_PUBLISHED);
}

/* A row that is ended or revoked signs and verifies nothing, so it need not open. */
static enum keyring_rc install_rows(struct keyring *ring, const struct key_rows *rows,
				    const struct err *unread, struct err *err)
{
	struct loading l = { .trust = key_rows_trust(ring, rows), .rows = rows };
	int64_t now_ms = clock_now_ms(ring->clock);
	enum keyring_rc rc;

	key_load_begin(&l.load, ring);
	if (unread->kind == ERR_UNREADABLE)
		key_load_refuse(&l.load, KEYRING_FAULT, unread);
	for (size_t i = 0; i < rows->n; i++) {
		struct key_times times = times_of_row(&rows->of[i]);

		if (key_is_published(&times, &ring->rules.keys, now_ms))
			load_row(&l, &rows->of[i]);
		l.lacks_seals = l.lacks_seals || key_row_is_half_revoked(&rows->of[i]);
	}
	rc = key_load_install(&l.load, err);
	key_load_done(&l.load);
	ring->lacks_seals = l.lacks_seals;
	ring->has_opened = ring->has_opened || atomic_load(&ring->can_sign);
	return rc;
}

struct table {
	struct key_rows rows;
	struct signing_keys_version version;
};

/* The version is read first: a change between the two reads is seen at the next poll. */
static enum store_rc read_table_tx(struct sql *sql, void *arg, struct err *err)
{
	struct table *table = arg;
	enum store_rc rc = signing_keys_version(sql, &table->version, err);

	return rc == STORE_OK ? key_rows_read_tx(sql, &table->rows, err) : rc;
}

enum keyring_rc keyring_load_rows(struct keyring *ring, struct err *err)
{
	ARENA(a);
	struct table table = { .rows.a = &a };
	struct err unread = { 0 };
	enum keyring_rc rc = KEYRING_FAULT;

	if (store_read(ring->store, read_table_tx, &table, &unread) == STORE_OK)
		rc = install_rows(ring, &table.rows, &unread, err);
	else
		*err = unread;
	if (rc == KEYRING_OK)
		ring->version = table.version;
	return rc;
}

enum keyring_rc keyring_load_changed_rows(struct keyring *ring, struct err *err)
{
	struct signing_keys_version version = { 0 };

	if (STORE_READ(ring->store, sql, err, signing_keys_version(sql, &version, err)) != STORE_OK)
		return KEYRING_FAULT;
	if (version.changes == ring->version.changes && version.rows == ring->version.rows &&
	    ++ring->unchanged_reads % POLLS_PER_READ)
		return KEYRING_OK;
	return keyring_load_rows(ring, err);
}
