#include "auth/factor/rewrap.h"

#include <string.h>

#include "crypto/factor/factor_seal.h"
#include "crypto/sealed.h"
#include "store/tables/factors/two_factors.h"

#define ROWS_MOST  100
#define AFTER_MAX  256 /* ids have 36 characters or less */
#define COLUMN_MAX (2 * FACTOR_CODES_MAX + 256)

struct rewrapping {
	struct arena a; /* of the batch */
	const struct random *random;
	const struct secrets *secrets, *old;
	char after[AFTER_MAX]; /* the last id of the batch before */
	size_t after_n;
	struct two_factor *before, *rows;
	size_t n;
};

enum column_rc {
	COLUMN_LOST = 0,
	COLUMN_LEFT,
	COLUMN_SEALED, /* anew */
};

/* The plugin may have stored backup codes in clear, and they stay so. */
static enum column_rc seal_column(struct rewrapping *w, enum factor_text kind, struct str *column)
{
	struct buf plain, sealed;
	bool opens;

	if (str_starts(*column, STR("[")))
		return COLUMN_LEFT;
	arena_buf(&w->a, &plain, FACTOR_CODES_MAX, FACTOR_CODES_MAX);
	arena_buf(&w->a, &sealed, 512, COLUMN_MAX);
	opens = factor_seal_open(w->secrets, kind, *column, &plain);
	if (opens && sealed_is_current(w->secrets, *column))
		return COLUMN_LEFT;
	if ((!opens && !(w->old && factor_seal_open(w->old, kind, *column, &plain))) ||
	    !factor_seal_put(w->secrets, w->random, kind, buf_text(&plain), &sealed))
		return COLUMN_LOST;
	*column = buf_text(&sealed);
	return COLUMN_SEALED;
}

/* Keeps in w->before and w->rows those that are to be written. */
static void seal_rows(struct rewrapping *w, struct factor_rewrap *done)
{
	size_t kept = 0;

	w->rows = arena_array(&w->a, w->n, sizeof(*w->rows));
	for (size_t i = 0; i < w->n; i++) {
		struct two_factor row = w->before[i];
		enum column_rc secret = seal_column(w, FACTOR_TEXT_SECRET, &row.secret);
		enum column_rc codes = seal_column(w, FACTOR_TEXT_CODES, &row.backup_codes);

		if (secret == COLUMN_LOST || codes == COLUMN_LOST) {
			done->lost++;
		} else if (secret == COLUMN_LEFT && codes == COLUMN_LEFT) {
			done->left++;
		} else {
			w->before[kept] = w->before[i];
			w->rows[kept++] = row;
			done->sealed++;
		}
	}
	w->n = kept;
}

static enum store_rc write_rows_tx(struct sql *sql, void *arg, struct err *err)
{
	const struct rewrapping *w = arg;
	enum store_rc rc = STORE_OK;

	for (size_t i = 0; rc == STORE_OK && i < w->n; i++) {
		rc = two_factors_reseal(sql, &w->before[i], &w->rows[i], err);
		rc = rc == STORE_NONE ? STORE_OK : rc; /* a server has changed it just now */
	}
	return rc;
}

static bool rewrap_page(struct store *store, struct rewrapping *w, struct factor_rewrap *done,
			bool *out_last, struct err *err)
{
	struct str after = str_of(w->after, w->after_n);
	enum store_rc rc =
		STORE_READ(store, sql, err,
			   two_factors_page(sql, &w->a, after, ROWS_MOST, &w->before, &w->n, err));

	if (rc != STORE_OK)
		return false;
	*out_last = w->n < ROWS_MOST;
	if (w->n) {
		struct str id = str_head(w->before[w->n - 1].id, sizeof(w->after));

		memcpy(w->after, id.p, id.n);
		w->after_n = id.n;
	}
	seal_rows(w, done);
	return !w->n || store_write(store, write_rows_tx, w, err) == STORE_OK;
}

bool factor_rewrap(struct store *store, const struct random *random, const struct secrets *secrets,
		   const struct secrets *old, struct factor_rewrap *out, struct err *err)
{
	struct rewrapping w = { .random = random, .secrets = secrets, .old = old };
	bool good = true, last = false;

	*out = (struct factor_rewrap){ 0 };
	while (good && !last) {
		arena_init(&w.a, NULL, 0);
		good = rewrap_page(store, &w, out, &last, err);
		arena_wipe(&w.a);
		arena_done(&w.a);
	}
	return good;
}
