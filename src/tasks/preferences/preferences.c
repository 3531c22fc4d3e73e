#include "tasks/preferences/preferences.h"

#include "base/cleanup.h"
#include "base/json.h"
#include "core/limits.h"
#include "core/zone.h"
#include "store/tables/tasks/lists.h"
#include "store/tables/tasks/preferences.h"
#include "store/tables/tasks/revision.h"
#include "tasks/input/body.h"

static const struct preferences defaults = {
	.time_zone = STR_INIT("UTC"),
	.language = STR_INIT("en"),
	.first_day = STR_INIT("monday"),
	.by_mail = true,
};

/* False: the value is none of the member's. */
typedef bool read_fn(struct arena *a, const struct json *value, struct preferences *out);

static bool read_time_zone(struct arena *a, const struct json *value, struct preferences *out)
{
	struct zone zone;
	struct str name;
	ARENA(scratch);

	if (!body_text_or_null(a, value, LIMIT_ZONE_NAME_CHARS, &name) || !name.p ||
	    !zone_read(&scratch, name, &zone))
		return false;
	out->time_zone = name;
	return true;
}

static bool read_word(const struct json *value, const char *words, struct arena *a, struct str *out)
{
	struct str word = json_to_str(value);

	if (json_kind(value) != JSON_KIND_STRING || !word.n || !str_is_word_of(word, words))
		return false;
	*out = arena_copy(a, word);
	return true;
}

static bool read_language(struct arena *a, const struct json *value, struct preferences *out)
{
	return read_word(value, "en de", a, &out->language);
}

static bool read_first_day(struct arena *a, const struct json *value, struct preferences *out)
{
	return read_word(value, "monday saturday sunday", a, &out->first_day);
}

static bool read_default_list(struct arena *a, const struct json *value, struct preferences *out)
{
	(void)a;
	return body_id(value, &out->default_list_id);
}

static bool read_ways(struct arena *a, const struct json *value, struct preferences *out)
{
	bool mail = false, push = false;

	(void)a;
	if (json_kind(value) != JSON_KIND_ARRAY)
		return false;
	for (size_t i = 0; i < json_count(value); i++) {
		struct str way = json_to_str(json_element(value, i));
		bool *which = str_eq(way, STR("mail")) ? &mail : &push;

		if ((which == &push && !str_eq(way, STR("push"))) || *which)
			return false;
		*which = true;
	}
	out->by_mail = mail;
	out->by_push = push;
	return true;
}

static const struct member {
	struct str name;
	read_fn *read;
	struct str problem;
} members[] = {
	{ STR_INIT("time_zone"), read_time_zone,
	  STR_INIT("time_zone must be the name of a time zone such as Europe/Berlin") },
	{ STR_INIT("language"), read_language, STR_INIT("language must be one of: en, de") },
	{ STR_INIT("first_day"), read_first_day,
	  STR_INIT("first_day must be one of: monday, saturday, sunday") },
	{ STR_INIT("default_list_id"), read_default_list,
	  STR_INIT("default_list_id must be the id of a list, or null") },
	{ STR_INIT("reminders_by"), read_ways,
	  STR_INIT("reminders_by must be an array of mail and push, each at most once") },
};

static const struct member *member_named(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		if (str_eq(name, members[i].name))
			return &members[i];
	return NULL;
}

void preferences_put_members(struct buf *b, const struct preferences *p)
{
	buf_z(b, "\"time_zone\":");
	json_put_string(b, p->time_zone);
	buf_z(b, ",\"language\":");
	json_put_string(b, p->language);
	buf_z(b, ",\"first_day\":");
	json_put_string(b, p->first_day);
	buf_z(b, ",\"reminders_by\":[");
	buf_z(b, p->by_mail ? "\"mail\"" : "");
	buf_z(b, p->by_mail && p->by_push ? "," : "");
	buf_z(b, p->by_push ? "\"push\"]" : "]");
}

void preferences_put_json(struct buf *b, const struct preferences *p)
{
	buf_char(b, '{');
	preferences_put_members(b, p);
	buf_z(b, ",\"default_list_id\":");
	if (p->default_list_id)
		buf_i64(b, p->default_list_id);
	else
		buf_z(b, "null");
	buf_char(b, '}');
}

/* ---- in a transaction ---- */

static void read_stored(struct arena *a, struct str settings, struct preferences *out)
{
	OWNED(json_free) struct json *object = NULL;

	if (json_parse(settings, LIMIT_BODY_DEPTH, &object) != JSON_OK)
		return;
	for (size_t i = 0; i < ARRAY_LEN(members); i++) {
		const struct json *value = json_member(object, members[i].name.p);

		if (value)
			(void)members[i].read(a, value, out);
	}
}

enum store_rc preferences_find(struct sql *sql, struct arena *a, const struct owner *owner,
			       struct preferences *out, struct err *err)
{
	struct preferences_row row;
	bool there = true;
	enum store_rc rc = preferences_get(sql, a, owner, &row, err);

	*out = defaults;
	if (rc != STORE_OK)
		return rc == STORE_NONE ? STORE_OK : rc;
	read_stored(a, row.settings, out);
	out->revision = row.revision;
	if (out->default_list_id)
		rc = lists_exist(sql, owner, out->default_list_id, &there, err);
	if (!there)
		out->default_list_id = 0;
	return rc;
}

enum store_rc preferences_read(const struct task_rules *rules, struct arena *a,
			       const struct owner *owner, struct preferences *out, struct err *err)
{
	return STORE_READ(rules->store, sql, err, preferences_find(sql, a, owner, out, err));
}

struct change {
	struct arena *arena;
	const struct task_edit *edit;
	const struct json *body;
	struct preferences *out;
};

static enum store_rc apply(const struct change *c)
{
	for (struct json_walk w = json_walk(c->body); json_next(&w);) {
		const struct member *member = member_named(w.name);

		if (!member)
			return refusal_member(c->edit->refusal, arena_copy(c->arena, w.name),
					      body_unknown_member(c->arena, w.name));
		if (!member->read(c->arena, w.value, c->out))
			return refusal_member(c->edit->refusal, member->name, member->problem);
	}
	return STORE_OK;
}

static enum store_rc check_list(struct sql *sql, const struct change *c, struct err *err)
{
	bool there = true;
	enum store_rc rc = STORE_OK;

	if (c->out->default_list_id)
		rc = lists_exist(sql, c->edit->owner, c->out->default_list_id, &there, err);
	if (rc == STORE_OK && !there)
		return refusal_member(c->edit->refusal, STR("default_list_id"),
				      STR("default_list_id names no list of yours"));
	return rc;
}

static enum store_rc put(struct sql *sql, struct arena *a, const struct owner *owner,
			 const struct preferences *preferences, struct err *err)
{
	struct preferences_row row;
	struct buf text;

	arena_buf(a, &text, 256, 4096);
	preferences_put_json(&text, preferences);
	row = (struct preferences_row){ buf_text(&text), preferences->revision };
	return preferences_put(sql, owner, &row, err);
}

static enum store_rc change_tx(struct sql *sql, void *arg, struct err *err)
{
	struct change *c = arg;
	struct revision now = { 0 };
	enum store_rc rc = revision_advance(sql, c->edit->owner, &now, err);

	if (rc == STORE_OK)
		rc = preferences_find(sql, c->arena, c->edit->owner, c->out, err);
	if (rc == STORE_OK)
		rc = apply(c);
	if (rc == STORE_OK)
		rc = check_list(sql, c, err);
	if (rc != STORE_OK)
		return rc;
	c->out->revision = now.number;
	return put(sql, c->arena, c->edit->owner, c->out, err);
}

enum store_rc preferences_change(const struct task_rules *rules, struct arena *a,
				 const struct task_edit *edit, struct str body,
				 struct preferences *out, struct err *err)
{
	OWNED(json_free) struct json *object = NULL;
	struct change c = { .arena = a, .edit = edit, .out = out };
	struct str problem;

	if (!body_parse(a, body, &object, &problem))
		return refusal_member(edit->refusal, STR(""), problem);
	c.body = object;
	if (json_count(object) == 0)
		return preferences_read(rules, a, edit->owner, out, err);
	return store_write(rules->store, change_tx, &c, err);
}

/* ---- out of a file ---- */

struct adoption {
	struct arena *arena;
	const struct owner *owner;
	struct str settings;
	int64_t default_list_id;
	bool taken;
};

static enum store_rc look_tx(struct sql *sql, void *arg, struct err *err)
{
	struct adoption *adoption = arg;
	struct preferences_row row;
	enum store_rc rc = preferences_get(sql, adoption->arena, adoption->owner, &row, err);

	adoption->taken = rc == STORE_NONE;
	return rc == STORE_NONE ? STORE_OK : rc;
}

static enum store_rc adopt_tx(struct sql *sql, void *arg, struct err *err)
{
	struct adoption *adoption = arg;
	struct preferences taken = defaults;
	struct revision now = { 0 };
	bool there = true;
	enum store_rc rc = look_tx(sql, adoption, err);

	if (rc != STORE_OK || !adoption->taken)
		return rc;
	rc = revision_advance(sql, adoption->owner, &now, err);
	if (rc != STORE_OK)
		return rc;
	read_stored(adoption->arena, adoption->settings, &taken);
	taken.default_list_id = adoption->default_list_id;
	taken.revision = now.number;
	if (taken.default_list_id)
		rc = lists_exist(sql, adoption->owner, taken.default_list_id, &there, err);
	if (!there)
		taken.default_list_id = 0;
	return rc == STORE_OK ? put(sql, adoption->arena, adoption->owner, &taken, err) : rc;
}

enum store_rc preferences_adopt(const struct task_rules *rules, struct arena *a,
				const struct owner *owner, const struct preferences_file *file,
				bool *out_taken, struct err *err)
{
	struct adoption adoption = { .arena = a,
				     .owner = owner,
				     .settings = file->settings,
				     .default_list_id = file->default_list_id };
	enum store_rc rc = store_read(rules->store, look_tx, &adoption, err);

	if (rc == STORE_OK && adoption.taken && !file->dry_run)
		rc = store_grow(rules->store, adopt_tx, &adoption, err);
	*out_taken = rc == STORE_OK && adoption.taken;
	return rc;
}
