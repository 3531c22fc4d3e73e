/* A part of examination.h: the findings as JSON. */
#include "cli/doctor/examination.h"

#include "base/cleanup.h"
#include "base/json.h"

static void put_number(struct buf *b, const char *name, int64_t n)
{
	buf_fmt(b, ",\"%s\":%lld", name, (long long)n);
}

static void put_json_passwords(struct buf *b, const struct examination *e)
{
	buf_z(b, ",\"passwords\":{");
	for (size_t i = 0; i < HASH_FAMILIES; i++)
		buf_fmt(b, "\"%s\":%lld,", examination_families[i].json,
			(long long)e->passwords.families[i]);
	buf_fmt(b, "\"other\":%lld", (long long)e->passwords.unusable);
	put_number(b, "none", e->found.without_password);
	buf_char(b, '}');
}

static void put_json_keys(const struct examination *e, struct buf *b)
{
	buf_fmt(b, ",\"keys\":{\"all\":%zu,\"clear\":%zu", e->found.n_keys, e->clear);
	if (e->secrets.current.n)
		put_number(b, "opened", (int64_t)e->opened);
	else
		buf_z(b, ",\"opened\":null");
	buf_z(b, ",\"sealed\":[");
	for (size_t i = 0; i < e->n_sealed; i++) {
		const struct sealed_by *by = &e->sealed[i];

		buf_z(b, i ? ",{\"version\":" : "{\"version\":");
		if (by->numbered)
			buf_u64(b, by->version);
		else
			buf_z(b, "null");
		buf_fmt(b, ",\"keys\":%zu}", by->keys);
	}
	buf_z(b, "]}");
}

static void put_json_plugins(const struct examination *e, struct buf *b)
{
	static const char *const losses[] = {
		[PLUGIN_LOSS_NONE] = "null",
		[PLUGIN_LOSS_ACCOUNT] = "\"account\"",
		[PLUGIN_LOSS_ROWS] = "\"rows\"",
	};
	const struct plugins_found *found = &e->found.plugins;

	buf_z(b, ",\"meanings\":[");
	for (size_t i = 0; i < found->n; i++) {
		const struct plugin_meaning *m = found->of[i].meaning;

		buf_z(b, i ? ",{\"name\":" : "{\"name\":");
		json_put_string(b, m->name);
		put_number(b, "rows", found->of[i].n);
		buf_fmt(b, ",\"loss\":%s,\"accepted\":%s}", losses[m->loss],
			plugin_is_refused(&found->of[i], e->accepted) ? "false" : "true");
	}
	buf_char(b, ']');
}

static void put_json_found(const struct examination *e, struct buf *b)
{
	const struct inspection *s = &e->found;

	buf_z(b, ",\"madeBy\":");
	json_put_string(b, str_z(s->made_by));
	put_number(b, "tablesVersion", s->plan.version);
	put_number(b, "users", s->users);
	put_number(b, "verifiedUsers", s->verified_users);
	put_number(b, "liveSessions", s->live_sessions);
	put_number(b, "otherAccounts", s->other_accounts);
	put_number(b, "pushDevices", s->push_devices);
	put_json_passwords(b, e);
	put_json_keys(e, b);
	buf_z(b, ",\"otherColumns\":[");
	for (size_t i = 0; i < s->n_columns; i++) {
		buf_z(b, i ? "," : "");
		json_put_string(b, s->columns[i]);
	}
	buf_char(b, ']');
	put_json_plugins(e, b);
}

void examination_put_changes(struct buf *b, const struct inspection *s, struct arena *a)
{
	const struct migrations_plan *plan = &s->plan;
	const char *comma = "";

	for (size_t i = 0; i < s->better_auth.n_changes; i++, comma = ",") {
		buf_z(b, comma);
		json_put_string(b, str_z(s->better_auth.changes[i].ddl));
	}
	for (size_t i = 0; i < s->own.n; i++, comma = ",") {
		buf_z(b, comma);
		json_put_string(b, str_z(s->own.ddl[i]));
	}
	for (size_t i = 0; i < plan->n_tables; i++, comma = ",") {
		buf_z(b, comma);
		json_put_string(b, arena_fmt(a, EXAMINATION_CREATE, STR_FMT(plan->tables[i])));
	}
	for (size_t i = 0; i < plan->n_columns; i++, comma = ",") {
		buf_z(b, comma);
		json_put_string(b, str_z(plan->columns[i]));
	}
	for (size_t i = 0; i < plan->n_moves; i++, comma = ",") {
		buf_z(b, comma);
		json_put_string(b, arena_fmt(a, EXAMINATION_MOVE, STR_FMT(plan->moves[i].from),
					     STR_FMT(plan->moves[i].to)));
	}
}

void examination_put_json(struct examination *e)
{
	const struct inspection *s = &e->found;
	struct buf *b = &e->text;

	buf_fmt(b, "\"exists\":%s", s->exists ? "true" : "false");
	if (s->exists)
		buf_fmt(b, ",\"engine\":\"%s\"", s->postgres ? "PostgreSQL" : "SQLite");
	if (s->exists && s->better_auth.taken_over)
		put_json_found(e, b);
	buf_z(b, ",\"changes\":[");
	examination_put_changes(b, s, e->arena);
	buf_char(b, ']');
}
