/* A part of examination.h: the findings as text. */
#include "cli/doctor/examination.h"

static void put_count(struct buf *b, int64_t n, const char *what)
{
	if (n == 0)
		return;
	if (b->n && b->p[b->n - 1] != ' ')
		buf_z(b, ", ");
	buf_i64(b, n);
	buf_char(b, ' ');
	buf_z(b, what);
}

static void put_passwords(struct buf *b, const struct examination *e)
{
	buf_z(b, "passwords   ");
	for (size_t i = 0; i < HASH_FAMILIES; i++)
		put_count(b, e->passwords.families[i], examination_families[i].name);
	put_count(b, e->passwords.unusable,
		  "of an unknown kind (no user can sign in with them; a reset makes new ones)");
	put_count(b, e->found.without_password, "accounts without one (a reset makes one)");
	if (b->p[b->n - 1] == ' ')
		buf_z(b, "none");
	buf_char(b, '\n');
}

/* Names the secrets that the keys need, unless that is one plain secret. */
static void put_sealed_by(struct examination *e)
{
	struct buf *b = &e->text;

	if (e->n_sealed == 0 || (e->n_sealed == 1 && !e->sealed[0].numbered && !e->secrets.n))
		return;
	buf_z(b, "; sealed with ");
	for (size_t i = 0; i < e->n_sealed; i++) {
		const struct sealed_by *by = &e->sealed[i];

		buf_z(b, i ? ", " : "");
		if (by->numbered)
			buf_fmt(b, "version %llu of the secret: %zu",
				(unsigned long long)by->version, by->keys);
		else
			buf_fmt(b, "the secret without a version: %zu", by->keys);
	}
}

static void put_keys(struct examination *e)
{
	struct buf *b = &e->text;

	buf_fmt(b, "keys        %zu", e->found.n_keys);
	if (e->n_sealed && !e->secrets.current.n)
		buf_fmt(b, ", not tried: set %s to what Better Auth has",
			e->sealed[0].numbered ? "BETTER_AUTH_SECRETS" : "BETTER_AUTH_SECRET");
	else if (e->n_sealed)
		buf_fmt(b, ", %zu opened by the secret", e->opened);
	if (e->clear)
		buf_fmt(b, ", %zu in clear", e->clear);
	put_sealed_by(e);
	buf_char(b, '\n');
}

static void put_columns(struct examination *e)
{
	if (e->found.n_columns == 0)
		return;
	buf_z(&e->text, "more        ");
	for (size_t i = 0; i < e->found.n_columns; i++) {
		buf_z(&e->text, i ? ", user." : "user.");
		buf_str(&e->text, e->found.columns[i]);
	}
	buf_z(&e->text,
	      ": kept, but in no answer and no token unless OSTIARY_FIELDS declares them\n");
}

/* Rows do not show which of the sessions Better Auth has ended elsewhere. */
static void put_hint(struct examination *e)
{
	if (e->found.live_sessions && !e->found.plan.version)
		buf_z(&e->text,
		      "            with session.preserveSessionInDatabase or secondaryStorage some "
		      "of the sessions have ended: end all with ostiary session end-all\n");
}

/* What plugins of Better Auth mean by rows, and what becomes of them. */
static void put_plugins(struct examination *e)
{
	const struct plugins_found *found = &e->found.plugins;

	for (size_t i = 0; i < found->n; i++) {
		const struct plugin_meaning *m = found->of[i].meaning;

		buf_fmt(&e->text, "%-11s %lld %s: %s\n",
			plugin_is_refused(&found->of[i], e->accepted) ? "LOSS" : "meaning",
			(long long)found->of[i].n, m->rows, m->effect);
	}
}

static void put_found(struct examination *e)
{
	const struct inspection *s = &e->found;
	struct buf *b = &e->text;

	buf_fmt(b, "tables      of %s\n", s->made_by);
	if (s->plan.version)
		buf_fmt(b, "Ostiary     has run here: its tables have version %lld\n",
			(long long)s->plan.version);
	buf_fmt(b, "users       %lld, %lld with a verified address\n", (long long)s->users,
		(long long)s->verified_users);
	buf_fmt(b, "sessions    %lld alive\n", (long long)s->live_sessions);
	put_passwords(b, e);
	if (s->other_accounts)
		buf_fmt(b,
			"providers   %lld accounts of other providers: kept, but no user signs in "
			"with them\n",
			(long long)s->other_accounts);
	if (s->push_devices)
		buf_fmt(b, "pushes      %lld subscribed devices\n", (long long)s->push_devices);
	put_keys(e);
	put_columns(e);
	put_plugins(e);
	put_hint(e);
}

void examination_put_plan(struct buf *b, const struct inspection *s)
{
	const struct migrations_plan *plan = &s->plan;

	if (!(s->better_auth.n_changes || s->own.n || plan->n_steps || plan->n_tables ||
	      plan->n_moves || plan->n_columns)) {
		buf_z(b, "\nA start would change nothing.\n");
		return;
	}
	buf_z(b, "\nA start would\n");
	for (size_t i = 0; i < s->better_auth.n_changes; i++)
		buf_fmt(b, "  %s\n", s->better_auth.changes[i].ddl);
	for (size_t i = 0; i < s->own.n; i++) {
		buf_z(b, "  ");
		buf_z(b, s->own.ddl[i]);
		buf_char(b, '\n');
	}
	for (size_t i = 0; i < plan->n_tables; i++)
		buf_fmt(b, "  " EXAMINATION_CREATE "\n", STR_FMT(plan->tables[i]));
	for (size_t i = 0; i < plan->n_columns; i++)
		buf_fmt(b, "  %s\n", plan->columns[i]);
	for (size_t i = 0; i < plan->n_moves; i++)
		buf_fmt(b, "  " EXAMINATION_MOVE "\n", STR_FMT(plan->moves[i].from),
			STR_FMT(plan->moves[i].to));
	for (size_t i = 0; i < plan->n_steps; i++)
		buf_fmt(b, "  record step %lld, %.*s\n", (long long)plan->steps[i].version,
			STR_FMT(plan->steps[i].name));
}

void examination_put_text(struct examination *e)
{
	if (!e->found.exists) {
		buf_z(&e->text, "There is no such database; a start would make it.\n");
		return;
	}
	buf_fmt(&e->text, "database    %s\n", e->found.postgres ? "PostgreSQL" : "SQLite");
	if (e->found.better_auth.taken_over)
		put_found(e);
	else
		buf_z(&e->text, "tables      none of Better Auth's\n");
	examination_put_plan(&e->text, &e->found);
}
