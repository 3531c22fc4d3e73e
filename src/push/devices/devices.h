/* The devices that an owner has subscribed for reminders by Web Push. input.c is part of this
 * module. */
#ifndef OSTIARY_PUSH_DEVICES_DEVICES_H
#define OSTIARY_PUSH_DEVICES_DEVICES_H

#include "base/buf.h"
#include "push/target/target.h"
#include "store/tables/push/subscriptions.h"
#include "tasks/refusal.h"
#include "tasks/tasks.h"

/* Reads the body of a subscription, which is what a browser's PushSubscription gives as JSON, and a
 * name; the id and the times are left 0. False with *out_refusal. Texts are in the arena. */
bool device_read(struct arena *a, struct str body, enum push_targets targets,
		 struct push_subscription *out, struct refusal *out_refusal);

/* Stores it; the device with the same endpoint gets its keys and its name instead of a second row.
 * The id and the times are filled in. STORE_OK, STORE_ORPHAN, STORE_FULL (the owner has
 * LIMIT_DEVICES_PER_USER), STORE_FAULT. */
enum store_rc device_subscribe(const struct task_rules *rules, struct arena *a,
			       const struct owner *owner, int64_t now_ms,
			       struct push_subscription *device, bool *out_new, struct err *err);

/* STORE_OK with an array in the arena, STORE_FAULT. */
enum store_rc device_all(const struct task_rules *rules, struct arena *a, const struct owner *owner,
			 struct push_subscription **out, size_t *out_n, struct err *err);

/* STORE_OK, STORE_NONE, STORE_FAULT. */
enum store_rc device_remove(const struct task_rules *rules, const struct owner *owner, int64_t id,
			    struct err *err);

/* As the API shows it: a JSON object, without the keys. */
void device_put_json(struct buf *b, const struct push_subscription *device);

#endif
