#include "tasks/batch/read.h"

#include "base/ascii.h"
#include "base/cleanup.h"
#include "core/limits.h"
#include "tasks/input/body.h"
#include "tasks/ids.h"

#define NAME_CHARS LIMIT_TEXT(LIMIT_BATCH_NAME_BYTES)

static bool refuse(struct batch *out, struct str member, struct str problem)
{
	refusal_member(&out->refusal, member, problem);
	return false;
}

/* ---- names ---- */

static bool is_name(struct str text)
{
	if (text.n < 2 || text.n > 1 + LIMIT_BATCH_NAME_BYTES || text.p[0] != '#')
		return false;
	for (size_t i = 1; i < text.n; i++)
		if (!ascii_is_alnum(text.p[i]) && text.p[i] != '-' && text.p[i] != '_')
			return false;
	return true;
}

/* What stands for the task that an operation before `index` makes under this name; 0: none does. */
static int64_t number_of(const struct batch *batch, size_t index, struct str name)
{
	for (size_t i = 0; i < index; i++)
		if (batch->of[i].name.n && str_eq(batch->of[i].name, name))
			return -(int64_t)i - 1;
	return 0;
}

/* An id, or the name of a task of this batch. */
static bool read_reference(struct batch *out, size_t index, const struct json *value,
			   struct str member, int64_t *id)
{
	if (json_kind(value) == JSON_KIND_INTEGER && json_to_i64(value) > 0 &&
	    json_to_i64(value) <= IDS_MAX) {
		*id = json_to_i64(value);
		return true;
	}
	if (json_kind(value) != JSON_KIND_STRING || !is_name(json_to_str(value)))
		return refuse(out, member,
			      STR("must be the id of a task, or the #name of one that this batch "
				  "creates"));
	*id = number_of(out, index, json_to_str(value));
	if (*id)
		return true;
	return refuse(out, member,
		      STR("no operation before this one creates a task of this #name"));
}

static bool read_new_name(struct arena *a, const struct json *value, struct batch *out,
			  size_t index)
{
	struct str name = json_to_str(value);

	if (!value)
		return true;
	if (json_kind(value) != JSON_KIND_STRING || !is_name(name))
		return refuse(out, STR("id"),
			      STR("The id of a new task is drawn by the server: here only a #name "
				  "of 1 to " NAME_CHARS " letters, digits, - and _ may stand"));
	if (number_of(out, index, name))
		return refuse(out, STR("id"), STR("Two operations have the same #name"));
	out->of[index].name = arena_copy(a, name);
	return true;
}

/* ---- members ---- */

static bool read_op(const struct json *value, struct batch *out, size_t index)
{
	static const struct str ops[] = {
		[BATCH_CREATE] = STR_INIT("create"),
		[BATCH_UPDATE] = STR_INIT("update"),
		[BATCH_DELETE] = STR_INIT("delete"),
	};

	for (size_t i = 0; i < ARRAY_LEN(ops); i++)
		if (json_kind(value) == JSON_KIND_STRING && str_eq(json_to_str(value), ops[i])) {
			out->of[index].op = (enum batch_op)i;
			return true;
		}
	return refuse(out, STR("op"), STR("op must be one of: create, update, delete"));
}

/* Which members the operations have, beside "op". */
static const struct {
	struct str name;
	unsigned allowed, required; /* bits of enum batch_op */
} members[] = {
	{ STR_INIT("id"), 1 << BATCH_CREATE | 1 << BATCH_UPDATE | 1 << BATCH_DELETE,
	  1 << BATCH_UPDATE | 1 << BATCH_DELETE },
	{ STR_INIT("if_match"), 1 << BATCH_UPDATE | 1 << BATCH_DELETE, 0 },
	{ STR_INIT("task"), 1 << BATCH_CREATE | 1 << BATCH_UPDATE,
	  1 << BATCH_CREATE | 1 << BATCH_UPDATE },
};

static bool is_allowed(struct str name, unsigned bit)
{
	if (str_eq(name, STR("op")))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		if (str_eq(name, members[i].name))
			return members[i].allowed & bit;
	return false;
}

static bool judge_members(struct arena *a, const struct json *json, struct batch *out, unsigned bit)
{
	for (struct json_walk w = json_walk(json); json_next(&w);)
		if (!is_allowed(w.name, bit))
			return refuse(out, arena_copy(a, w.name), body_unknown_member(a, w.name));
	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		if (members[i].required & bit && !json_member(json, members[i].name.p))
			return refuse(out, members[i].name, STR("This member is required here"));
	return true;
}

static bool read_if_match(struct arena *a, const struct json *value, struct batch *out,
			  size_t index)
{
	if (!value)
		return true;
	if (json_kind(value) != JSON_KIND_STRING || !json_to_str(value).n)
		return refuse(out, STR("if_match"),
			      STR("if_match must be an ETag, such as \"12\""));
	out->of[index].if_match = arena_copy(a, json_to_str(value));
	return true;
}

static bool read_task(struct arena *a, const struct json *value, struct batch *out, size_t index)
{
	struct batch_operation *o = &out->of[index];
	enum task_input_for what = o->op == BATCH_CREATE ? TASK_INPUT_CREATE : TASK_INPUT_CHANGE;
	const struct json *parent = json_member(value, "parent_id");
	bool named = json_kind(parent) == JSON_KIND_STRING;

	if (json_kind(value) != JSON_KIND_OBJECT)
		return refuse(out, STR("task"), STR("task must be a JSON object"));
	if (!task_input_of(a, value, what, named ? TASK_PARENT_ID : 0, &o->input, &out->refusal))
		return false;
	return !named ||
	       read_reference(out, index, parent, STR("parent_id"), &o->input.values.parent_id);
}

bool batch_read_operation(struct arena *a, const struct json *json, struct batch *out, size_t index)
{
	struct batch_operation *o = &out->of[index];
	const struct json *id = json_member(json, "id");

	if (json_kind(json) != JSON_KIND_OBJECT)
		return refuse(out, STR("operations"), STR("An operation must be a JSON object"));
	if (!read_op(json_member(json, "op"), out, index) ||
	    !judge_members(a, json, out, 1u << o->op) ||
	    !read_if_match(a, json_member(json, "if_match"), out, index))
		return false;
	if (o->op != BATCH_CREATE && !read_reference(out, index, id, STR("id"), &o->id))
		return false;
	if (o->op != BATCH_DELETE && !read_task(a, json_member(json, "task"), out, index))
		return false;
	return o->op != BATCH_CREATE || read_new_name(a, id, out, index);
}
