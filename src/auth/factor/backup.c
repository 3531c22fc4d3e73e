#include "auth/factor/backup.h"

#include "base/cleanup.h"
#include "base/json.h"
#include "crypto/digest.h"
#include "crypto/factor/factor_seal.h"
#include "crypto/id.h"

#define SHOWN_FIRST  5
#define DIGEST_CHARS 43 /* no code is as long (limits of its setting) */
#define COLUMN_MAX   (2 * FACTOR_CODES_MAX + 256)

/* --- texts ------------------------------------------------------------------------------------ */

/* The user's id keeps two users' equal codes from having one digest. */
static struct str digest_of(struct arena *a, struct str user_id, struct str code)
{
	struct buf text, digest;

	arena_buf(a, &text, 128, 1024);
	buf_z(&text, "ostiary: a backup code of ");
	buf_str(&text, user_id);
	buf_z(&text, ": ");
	buf_str(&text, code);
	arena_buf(a, &digest, 64, 64);
	digest_sha256_b64url(buf_text(&text), &digest);
	return buf_text(&digest);
}

static struct str code_make(const struct issuer *issuer, struct arena *a)
{
	size_t n = (size_t)issuer->settings.two_factor.backup_code_chars;
	struct str signs = id_new(issuer->random, a, ID_LETTERS_AND_DIGITS, n);
	struct buf b;

	arena_buf(a, &b, n + 1, n + 1);
	buf_str(&b, str_head(signs, SHOWN_FIRST));
	buf_char(&b, '-');
	buf_str(&b, str_tail(signs, SHOWN_FIRST));
	return buf_text(&b);
}

/* ["a","b"] without the text at `without`; an index beyond the last keeps all. */
static struct str array_of(struct arena *a, const struct str *texts, size_t n, size_t without)
{
	const char *separator = "";
	struct buf b;

	arena_buf(a, &b, 1024, FACTOR_CODES_MAX);
	buf_char(&b, '[');
	for (size_t i = 0; i < n; i++) {
		if (i == without)
			continue;
		buf_z(&b, separator);
		json_put_string(&b, texts[i]);
		separator = ",";
	}
	buf_char(&b, ']');
	return buf_text(&b);
}

static bool seal(const struct issuer *issuer, struct arena *a, struct str array, struct str *out,
		 struct err *err)
{
	struct buf column;

	arena_buf(a, &column, 1024, COLUMN_MAX);
	if (factor_seal_put(&issuer->settings.secrets, issuer->random, FACTOR_TEXT_CODES, array,
			    &column)) {
		*out = buf_text(&column);
		return true;
	}
	err_set(err, "backup codes could not be sealed");
	return false;
}

bool backup_codes_make(const struct issuer *issuer, struct arena *a, struct str user_id,
		       struct backup_codes *out, struct str *out_column, struct err *err)
{
	const struct two_factor_settings *s = &issuer->settings.two_factor;
	size_t n = (size_t)s->backup_codes;
	struct str *stored = arena_array(a, n, sizeof(*stored));

	*out = (struct backup_codes){ arena_array(a, n, sizeof(*out->of)), n };
	for (size_t i = 0; i < n; i++) {
		out->of[i] = code_make(issuer, a);
		stored[i] = s->hash_codes ? digest_of(a, user_id, out->of[i]) : out->of[i];
	}
	return seal(issuer, a, array_of(a, stored, n, n), out_column, err);
}

/* --- finding one ------------------------------------------------------------------------------ */

static bool open_column(const struct issuer *issuer, struct arena *a, struct str column,
			struct str *out, struct err *err)
{
	struct buf plain;

	*out = column;
	if (str_starts(column, STR("[")))
		return true;
	arena_buf(a, &plain, FACTOR_CODES_MAX, FACTOR_CODES_MAX);
	if (factor_seal_open(&issuer->settings.secrets, FACTOR_TEXT_CODES, column, &plain)) {
		*out = buf_text(&plain);
		return true;
	}
	err_set(err, "backup codes do not open: were they sealed with another secret of the "
		     "server?");
	return false;
}

static size_t read_array(struct arena *a, struct str text, struct str *out)
{
	OWNED(json_free) struct json *root = NULL;
	size_t n = 0;

	if (json_parse(text, 2, &root) != JSON_OK || json_kind(root) != JSON_KIND_ARRAY)
		return 0;
	for (size_t i = 0; i < json_count(root) && n < BACKUP_CODES_MAX; i++)
		out[n++] = arena_copy(a, json_to_str(json_element(root, i)));
	return n;
}

bool backup_codes_find(const struct issuer *issuer, struct arena *a, struct str user_id,
		       struct str column, struct str code, bool *out_found, struct str *out_left,
		       struct err *err)
{
	struct str *stored = arena_array(a, BACKUP_CODES_MAX, sizeof(*stored));
	const struct str digest = digest_of(a, user_id, code);
	struct str text, left;
	size_t n, at;

	if (!open_column(issuer, a, column, &text, err))
		return false;
	n = at = read_array(a, text, stored);
	for (size_t i = 0; i < n; i++)
		if (str_eq_constant_time(stored[i], stored[i].n == DIGEST_CHARS ? digest : code))
			at = i;
	*out_found = at < n;
	if (at == n)
		return true;
	left = array_of(a, stored, n, at);
	*out_left = left;
	return str_starts(column, STR("[")) || seal(issuer, a, left, out_left, err);
}
