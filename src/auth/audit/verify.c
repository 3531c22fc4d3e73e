#include "auth/audit/verify.h"

#include "auth/audit/chain.h"
#include "base/cleanup.h"

#define PAGE_ROWS 500
#define TRIES     5 /* while another process lets go of old rows */

struct walk {
	struct arena *a; /* of the verdict */
	const struct audit_note *note;
	struct audit_verdict *out;
	struct audit_head head;
	int64_t expected;          /* the number of the next row */
	char previous[DIGEST_HEX]; /* the hash of the row before; n_previous bytes */
	size_t n_previous;
	bool note_seen;
};

static void remember(struct walk *w, struct str hash)
{
	struct str kept = str_head(hash, sizeof(w->previous));

	if (kept.n)
		memcpy(w->previous, kept.p, kept.n);
	w->n_previous = kept.n;
}

static bool find(struct walk *w, enum audit_fault fault, int64_t seq, struct str id)
{
	w->out->fault = fault;
	w->out->seq = seq;
	w->out->id = id.n ? arena_copy(w->a, id) : str_of(NULL, 0);
	return false;
}

static bool has_its_hash(const struct audit_entry *entry)
{
	char hash[DIGEST_HEX];
	struct buf b;

	buf_init_fixed(&b, hash, sizeof(hash));
	return audit_put_hash(entry, &b) && str_eq(buf_text(&b), entry->link.hash);
}

/* A row that only looks like one of before the chain would have a number up to 0. */
static bool check_links(struct walk *w, const struct audit_entry *entry)
{
	const struct audit_link *link = &entry->link;
	struct str id = entry->row.id;

	if (link->seq <= 0) {
		w->out->earlier++;
		return true;
	}
	if (!str_eq(link->previous, str_of(w->previous, w->n_previous)))
		return find(w, AUDIT_UNLINKED, link->seq, id);
	if (!has_its_hash(entry))
		return find(w, AUDIT_CHANGED, link->seq, id);
	if (link->seq == w->note->seq) {
		w->note_seen = true;
		if (!str_eq(link->hash, w->note->hash))
			return find(w, AUDIT_REWRITTEN, link->seq, id);
	}
	remember(w, link->hash);
	w->out->rows++;
	return true;
}

/* False: the walk ends, with a fault or behind the head. */
static bool check_row(struct walk *w, const struct audit_entry *entry)
{
	int64_t seq = entry->link.seq;

	if (seq < w->expected)
		return find(w, AUDIT_BEYOND, seq, entry->row.id);
	if (seq > w->head.seq)
		return false; /* added since */
	if (seq > w->expected)
		return find(w, AUDIT_MISSING, w->expected, str_of(NULL, 0));
	if (!check_links(w, entry))
		return false;
	w->expected++;
	return true;
}

static enum store_rc walk_page(struct sql *sql, struct walk *w, int64_t *after, bool *goes_on,
			       struct err *err)
{
	struct audit_entry *entries = NULL;
	struct arena a;
	size_t n = 0;
	enum store_rc rc;

	arena_init(&a, NULL, 0);
	rc = audit_after(sql, &a, *after, PAGE_ROWS, &entries, &n, err);
	*goes_on = rc == STORE_OK && n == PAGE_ROWS;
	for (size_t i = 0; rc == STORE_OK && i < n; i++) {
		*after = entries[i].link.seq;
		if (!check_row(w, &entries[i])) {
			*goes_on = false;
			break;
		}
	}
	arena_done(&a);
	return rc;
}

/* What the rows themselves cannot show: that the last ones are gone, or rows stand behind the
 * head. */
static enum store_rc check_end(struct sql *sql, struct walk *w, struct err *err)
{
	struct audit_head now;
	struct audit_entry *behind = NULL;
	size_t n = 0;
	enum store_rc rc;

	if (w->out->fault != AUDIT_SOUND)
		return STORE_OK;
	if (w->expected <= w->head.seq) {
		find(w, AUDIT_MISSING, w->expected, str_of(NULL, 0));
		return STORE_OK;
	}
	if (!str_eq(w->head.hash, str_of(w->previous, w->n_previous))) {
		find(w, AUDIT_CUT_OFF, w->head.seq, str_of(NULL, 0));
		return STORE_OK;
	}
	rc = audit_after(sql, w->a, w->head.seq, 1, &behind, &n, err);
	if (rc == STORE_OK)
		rc = audit_head(sql, w->a, &now, err);
	if (rc == STORE_OK && n && behind[0].link.seq > now.seq)
		find(w, AUDIT_BEYOND, behind[0].link.seq, behind[0].row.id);
	return rc;
}

static enum store_rc check_strays(struct sql *sql, struct walk *w, struct err *err)
{
	struct str id = { 0 };
	enum store_rc rc;

	if (w->out->fault != AUDIT_SOUND)
		return STORE_OK;
	rc = audit_stray(sql, w->a, &id, err);
	if (rc == STORE_OK)
		find(w, AUDIT_STRAY, 0, id);
	return rc == STORE_NONE ? STORE_OK : rc;
}

/* The row before the first is known by its hash as well. */
static void check_note(struct walk *w)
{
	if (w->out->fault != AUDIT_SOUND || !w->note->seq || w->note_seen)
		return;
	if (w->note->seq != w->head.first_seq - 1)
		find(w, AUDIT_UNKNOWN, w->note->seq, str_of(NULL, 0));
	else if (!str_eq(w->head.anchor, w->note->hash))
		find(w, AUDIT_REWRITTEN, w->note->seq, str_of(NULL, 0));
}

static enum store_rc begin(struct sql *sql, struct walk *w, struct err *err)
{
	enum store_rc rc = audit_head(sql, w->a, &w->head, err);

	if (rc != STORE_OK)
		return rc;
	*w->out = (struct audit_verdict){ .last_seq = w->head.seq, .last_hash = w->head.hash };
	w->expected = w->head.first_seq;
	w->note_seen = false;
	remember(w, w->head.anchor);
	return STORE_OK;
}

static enum store_rc walk_once(struct sql *sql, struct walk *w, struct err *err)
{
	enum store_rc rc = begin(sql, w, err);
	int64_t after = INT64_MIN;
	bool goes_on = true;

	while (rc == STORE_OK && goes_on)
		rc = walk_page(sql, w, &after, &goes_on, err);
	if (rc == STORE_OK)
		rc = check_end(sql, w, err);
	if (rc == STORE_OK)
		rc = check_strays(sql, w, err);
	if (rc == STORE_OK)
		check_note(w);
	return rc;
}

/* On PostgreSQL each statement sees a state of its own, so that rows may go while others are
 * read. */
static enum store_rc walk_tx(struct sql *sql, void *arg, struct err *err)
{
	struct walk *w = arg;
	struct audit_head now;
	enum store_rc rc = STORE_OK;

	for (int tries = 0; rc == STORE_OK && tries < TRIES; tries++) {
		rc = walk_once(sql, w, err);
		if (rc != STORE_OK || w->out->fault == AUDIT_SOUND)
			return rc;
		rc = audit_head(sql, w->a, &now, err);
		if (rc == STORE_OK && now.first_seq == w->head.first_seq)
			return STORE_OK;
	}
	return rc;
}

enum store_rc audit_verify(struct store *store, struct arena *a, const struct audit_note *note,
			   struct audit_verdict *out, struct err *err)
{
	struct walk w = { .a = a, .note = note, .out = out };

	return store_read(store, walk_tx, &w, err);
}
