/* Table ostiary_push_subscription: where the reminders of an owner are pushed to, one row for each
 * browser. Its keys are not secrets that open anything here; the endpoint is one that lets others
 * send. */
#ifndef OSTIARY_STORE_TABLES_PUSH_SUBSCRIPTIONS_H
#define OSTIARY_STORE_TABLES_PUSH_SUBSCRIPTIONS_H

#include <stddef.h>

#include "store/owner.h"
#include "store/store.h"

struct push_subscription {
	int64_t id;
	struct str endpoint;     /* a URL, of each owner once */
	struct str p256dh, auth; /* keys, in base64url */
	struct str name;         /* p is NULL when it has none */
	int64_t created_ms;
	int64_t sent_ms; /* when the push service took a reminder last; 0: never */
};

/* Those of an owner, oldest first, at most `most`; in the arena. STORE_OK, STORE_FAULT. */
enum store_rc push_subscriptions_all(struct sql *sql, struct arena *a, const struct owner *owner,
				     size_t most, struct push_subscription **out, size_t *out_n,
				     struct err *err);

/* STORE_OK with *out in the arena, STORE_NONE, STORE_FAULT. */
enum store_rc push_subscriptions_get(struct sql *sql, struct arena *a, const struct owner *owner,
				     int64_t id, struct push_subscription *out, struct err *err);
enum store_rc push_subscriptions_find(struct sql *sql, struct arena *a, const struct owner *owner,
				      struct str endpoint, struct push_subscription *out,
				      struct err *err);

enum store_rc push_subscriptions_count(struct sql *sql, const struct owner *owner, int64_t *out,
				       struct err *err);

/* STORE_OK, STORE_CONFLICT (the endpoint is there), STORE_ORPHAN, STORE_FAULT. */
enum store_rc push_subscriptions_insert(struct sql *sql, const struct owner *owner,
					const struct push_subscription *row, struct err *err);

/* Replaces the keys and the name. STORE_OK, STORE_NONE, STORE_FAULT. */
enum store_rc push_subscriptions_update(struct sql *sql, const struct owner *owner,
					const struct push_subscription *row, struct err *err);

/* STORE_OK, STORE_NONE, STORE_FAULT. */
enum store_rc push_subscriptions_mark(struct sql *sql, const struct owner *owner, int64_t id,
				      int64_t sent_ms, struct err *err);
enum store_rc push_subscriptions_delete(struct sql *sql, const struct owner *owner, int64_t id,
					struct err *err);

#endif
