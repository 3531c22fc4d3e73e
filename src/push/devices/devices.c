#include "push/devices/devices.h"

#include "base/json.h"
#include "core/clock.h"
#include "core/limits.h"
#include "store/tables/tasks/revision.h"
#include "tasks/ids.h"

void device_put_json(struct buf *b, const struct push_subscription *device)
{
	buf_z(b, "{\"id\":");
	buf_i64(b, device->id);
	buf_z(b, ",\"name\":");
	json_put_string_or_null(b, device->name);
	buf_z(b, ",\"endpoint\":");
	json_put_string(b, device->endpoint);
	buf_z(b, ",\"created_at\":\"");
	clock_put_iso(b, device->created_ms);
	buf_z(b, "\",\"last_sent_at\":");
	if (!device->sent_ms) {
		buf_z(b, "null}");
		return;
	}
	buf_char(b, '"');
	clock_put_iso(b, device->sent_ms);
	buf_z(b, "\"}");
}

enum store_rc device_all(const struct task_rules *rules, struct arena *a, const struct owner *owner,
			 struct push_subscription **out, size_t *out_n, struct err *err)
{
	return STORE_READ(
		rules->store, sql, err,
		push_subscriptions_all(sql, a, owner, LIMIT_DEVICES_PER_USER, out, out_n, err));
}

/* One subscription; the transaction may run again. */
struct subscribing {
	const struct task_rules *rules;
	struct arena *arena;
	const struct owner *owner;
	int64_t now_ms;
	struct push_subscription *device;
	bool is_new;
};

static enum store_rc add(struct sql *sql, struct subscribing *s, int64_t newest_id, struct err *err)
{
	struct push_subscription *device = s->device;
	int64_t n = 0;
	enum store_rc rc = push_subscriptions_count(sql, s->owner, &n, err);

	if (rc == STORE_OK && n >= LIMIT_DEVICES_PER_USER)
		return STORE_FULL;
	if (rc == STORE_OK && !ids_next(s->rules->random, s->now_ms, newest_id, &device->id)) {
		err_set(err, "no id is left");
		return STORE_FAULT;
	}
	if (rc == STORE_OK)
		rc = revision_use_id(sql, s->owner, device->id, err);
	device->created_ms = s->now_ms;
	device->sent_ms = 0;
	s->is_new = true;
	return rc == STORE_OK ? push_subscriptions_insert(sql, s->owner, device, err) : rc;
}

/* The revision keeps other writers of the owner waiting, so that the rows can be counted. */
static enum store_rc subscribe_tx(struct sql *sql, void *arg, struct err *err)
{
	struct subscribing *s = arg;
	struct push_subscription before;
	struct revision now = { 0 };
	enum store_rc rc = revision_advance(sql, s->owner, &now, err);

	s->is_new = false;
	if (rc == STORE_OK)
		rc = push_subscriptions_find(sql, s->arena, s->owner, s->device->endpoint, &before,
					     err);
	if (rc == STORE_NONE)
		return add(sql, s, now.newest_id, err);
	if (rc != STORE_OK)
		return rc;
	s->device->id = before.id;
	s->device->created_ms = before.created_ms;
	s->device->sent_ms = before.sent_ms;
	return push_subscriptions_update(sql, s->owner, s->device, err);
}

enum store_rc device_subscribe(const struct task_rules *rules, struct arena *a,
			       const struct owner *owner, int64_t now_ms,
			       struct push_subscription *device, bool *out_new, struct err *err)
{
	struct subscribing s = { rules, a, owner, now_ms, device, false };
	enum store_rc rc = store_grow(rules->store, subscribe_tx, &s, err);

	*out_new = s.is_new;
	return rc;
}

struct removal {
	const struct owner *owner;
	int64_t id;
};

STORE_TX(remove_tx, const struct removal *removal,
	 push_subscriptions_delete(sql, removal->owner, removal->id, err))

enum store_rc device_remove(const struct task_rules *rules, const struct owner *owner, int64_t id,
			    struct err *err)
{
	struct removal removal = { owner, id };

	return store_write(rules->store, remove_tx, &removal, err);
}
