/* A part of devices.h: the body of a request. */
#include "push/devices/devices.h"

#include "base/cleanup.h"
#include "core/limits.h"
#include "crypto/push/content.h"
#include "tasks/input/body.h"

#define NAME_RULE                                                                                  \
	"name must have 1 to " LIMIT_TEXT(LIMIT_DEVICE_NAME_CHARS) " characters, or be null"
#define KEYS_RULE "keys must be the p256dh and auth that the browser has given"

struct reading {
	struct arena *arena;
	enum push_targets targets;
	struct push_subscription *out;
};

/* NULL, or a sentence about what is wrong. */
typedef const char *read_fn(const struct reading *r, const struct json *value);

static const char *read_endpoint(const struct reading *r, const struct json *value)
{
	struct str endpoint = json_to_str(value);
	const char *fault = "endpoint must be a string";

	if (json_kind(value) == JSON_KIND_STRING)
		fault = push_endpoint_fault(endpoint, r->targets);
	if (!fault)
		r->out->endpoint = arena_copy(r->arena, endpoint);
	return fault;
}

static const char *read_keys(const struct reading *r, const struct json *value)
{
	struct push_receiver receiver;
	struct str p256dh, auth;

	if (json_kind(value) != JSON_KIND_OBJECT || json_count(value) != 2)
		return KEYS_RULE;
	p256dh = json_to_str(json_member(value, "p256dh"));
	auth = json_to_str(json_member(value, "auth"));
	if (!push_receiver_read(p256dh, auth, &receiver))
		return KEYS_RULE;
	r->out->p256dh = arena_copy(r->arena, p256dh);
	r->out->auth = arena_copy(r->arena, auth);
	return NULL;
}

static const char *read_name(const struct reading *r, const struct json *value)
{
	struct str name = str_trim_unicode(json_to_str(value));

	r->out->name = str_of(NULL, 0);
	if (json_kind(value) == JSON_KIND_NULL)
		return NULL;
	if (json_kind(value) != JSON_KIND_STRING || name.n == 0 ||
	    str_code_points(name) > LIMIT_DEVICE_NAME_CHARS || str_find(name, '\0') >= 0)
		return NAME_RULE;
	r->out->name = arena_copy(r->arena, name);
	return NULL;
}

/* Push services say themselves when a subscription has ended. */
static const char *pass_over(const struct reading *r, const struct json *value)
{
	(void)r;
	(void)value;
	return NULL;
}

static const struct member {
	struct str name;
	read_fn *read;
} members[] = {
	{ STR_INIT("endpoint"), read_endpoint },
	{ STR_INIT("keys"), read_keys },
	{ STR_INIT("name"), read_name },
	{ STR_INIT("expirationTime"), pass_over },
};

static bool refused(struct refusal *out, struct str member, struct str problem)
{
	*out = (struct refusal){ REFUSAL_MEMBER, member, problem };
	return false;
}

static const struct member *member_named(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		if (str_eq(name, members[i].name))
			return &members[i];
	return NULL;
}

bool device_read(struct arena *a, struct str body, enum push_targets targets,
		 struct push_subscription *out, struct refusal *out_refusal)
{
	const struct reading r = { a, targets, out };
	OWNED(json_free) struct json *object = NULL;
	struct str problem;

	*out = (struct push_subscription){ 0 };
	if (!body_parse(a, body, &object, &problem))
		return refused(out_refusal, STR(""), problem);
	for (struct json_walk w = json_walk(object); json_next(&w);) {
		const struct member *member = member_named(w.name);
		const char *wrong = member ? member->read(&r, w.value) : NULL;

		if (!member)
			return refused(out_refusal, arena_copy(a, w.name),
				       body_unknown_member(a, w.name));
		if (wrong)
			return refused(out_refusal, member->name, str_z(wrong));
	}
	if (!out->endpoint.n)
		return refused(out_refusal, STR("endpoint"), STR("endpoint is required"));
	return out->p256dh.n || refused(out_refusal, STR("keys"), STR("keys is required"));
}
