/* What `ostiary doctor` has found, and how it is printed. text.c and json.c are parts of this
 * module. */
#ifndef OSTIARY_CLI_DOCTOR_EXAMINATION_H
#define OSTIARY_CLI_DOCTOR_EXAMINATION_H

#include "base/buf.h"
#include "cli/settings/table.h"
#include "core/arena.h"
#include "core/limits.h"
#include "crypto/password/hashes_in_use.h"
#include "crypto/sealed.h"
#include "store/inspect.h"

/* The number of keys that one secret has sealed. */
struct sealed_by {
	bool numbered;
	uint64_t version;
	size_t keys;
};

struct examination {
	struct arena *arena;
	struct str accepted;    /* losses that the operator accepts (store/schema/plugins.h) */
	struct secrets secrets; /* the current one is empty when the secrets are not known */
	struct inspection found;
	struct hash_census passwords;
	size_t opened; /* keys that the secrets open */
	size_t clear;  /* keys that are not sealed */
	struct sealed_by sealed[LIMIT_SECRETS];
	size_t n_sealed;
	const struct inspected_key *bad; /* the first key that the secrets do not open; or NULL */
	enum sealed_rc bad_rc;
	struct buf text;
};

/* Inspects the database of the settings as a start would open it. EX_OK with *out, or the error,
 * such as the refusal of the start, has been reported and this is the exit code. */
int examination_inspect(struct arena *a, const struct settings *settings, const struct log *log,
			const struct hash_visitor *hashes, struct inspection *out);

/* Tries the secrets on each key that was found. */
void examination_try_keys(struct examination *e);

/* Append the findings to e->text, as text (text.c) and as members of a JSON object (json.c). */
void examination_put_text(struct examination *e);
void examination_put_json(struct examination *e);

/* Appends the changes that a start would make: as a paragraph, and as the elements of a JSON array.
 * What is made on the way is in the arena. */
void examination_put_plan(struct buf *b, const struct inspection *s);
void examination_put_changes(struct buf *b, const struct inspection *s, struct arena *a);

/* How the kinds of password hashes are named, in text and in JSON. */
struct examination_family {
	const char *name, *json;
};
extern const struct examination_family examination_families[HASH_FAMILIES];

/* Changes of a start, in text and in JSON. */
#define EXAMINATION_CREATE "create table %.*s"
#define EXAMINATION_MOVE   "drop table %.*s after moving its rows to %.*s"

#endif
