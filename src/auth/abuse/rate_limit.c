#include "auth/abuse/rate_limit.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "auth/origin/pattern.h"
#include "base/buf.h"
#include "crypto/id.h"
#include "crypto/short_hash.h"
#include "store/sql/sql.h"
#include "store/tables/rate_limits.h"

/* 1.5 MB. A count is evicted by WAYS newer ones of its set, which an attacker cannot choose, since
 * the hash is keyed. */
#define SETS 16384u
#define WAYS 4u

#define ADDRESS_MAX 64
#define KEY_MAX     192 /* an address and the longest route; what is longer is cut */

#define LONGEST_RULE_MS 60000 /* of strict */
#define LOG_EVERY_MS    60000

struct rule {
	int64_t window_ms;
	int64_t max; /* 0: every request is allowed */
};

static const struct {
	struct str prefix;
	struct rule rule;
} strict[] = {
	{ STR_INIT("/sign-in"), { 10000, 3 } },
	{ STR_INIT("/sign-up"), { 10000, 3 } },
	{ STR_INIT("/change-password"), { 10000, 3 } },
	{ STR_INIT("/change-email"), { 10000, 3 } },
	{ STR_INIT("/request-password-reset"), { 60000, 3 } },
	{ STR_INIT("/send-verification-email"), { 60000, 3 } },
	{ STR_INIT("/forget-password"), { 60000, 3 } },
	{ STR_INIT("/two-factor"), { 10000, 3 } },
};

struct count {
	uint64_t name; /* 0: free */
	int64_t last_ms;
	int64_t n;
};

struct rate_limit {
	struct rate_limit_config config;
	struct short_hash_key hash_key;
	_Atomic int64_t swept_ms,
		logged_ms; /* when the table was last swept, a fault last logged */
	pthread_mutex_t lock;
	/* Guarded by lock: */
	struct count counts[SETS][WAYS];
};

struct rate_limit *rate_limit_new(const struct rate_limit_config *config)
{
	struct rate_limit *limit = calloc(1, sizeof(*limit));

	if (!limit)
		return NULL;
	limit->config = *config;
	short_hash_key_init(&limit->hash_key, config->random);
	pthread_mutex_init(&limit->lock, NULL);
	return limit;
}

void rate_limit_free(struct rate_limit *limit)
{
	if (!limit)
		return;
	pthread_mutex_destroy(&limit->lock);
	free(limit);
}

bool rate_limit_waits(const struct rate_limit *limit)
{
	return limit->config.store != NULL;
}

static const struct rate_limit_rule *configured_rule(const struct rate_limit_rules *rules,
						     struct str path)
{
	for (size_t i = 0; i < rules->n; i++)
		if (pattern_matches(rules->of[i].path, path))
			return &rules->of[i];
	return NULL;
}

/* The rule of the path, and the name under which it is counted (L1). */
static struct rule rule_for(const struct rate_limit_config *config,
			    const struct rate_limit_request *request, struct str *out_name)
{
	const struct rate_limit_rule *own = configured_rule(&config->rules, request->path);

	*out_name = request->route.n ? request->route : STR("*");
	if (own) {
		if (!request->route.n)
			*out_name = own->path;
		return (struct rule){ own->window_s * 1000, own->off ? 0 : own->max };
	}
	for (size_t i = 0; i < ARRAY_LEN(strict); i++)
		if (str_starts(request->path, strict[i].prefix)) {
			if (!request->route.n)
				*out_name = strict[i].prefix;
			return strict[i].rule;
		}
	return (struct rule){ config->window_s * 1000, config->max };
}

/* --- in memory -------------------------------------------------------------------------------- */

/* True when one more request is allowed, which is counted then. */
static bool count_one(const struct rule *rule, int64_t now_ms, int64_t *n, int64_t *last_ms)
{
	if (*n > 0 && now_ms - *last_ms < rule->window_ms) {
		if (*n >= rule->max)
			return false;
		++*n;
	} else {
		*n = 1;
	}
	*last_ms = now_ms;
	return true;
}

static int64_t retry_s(const struct rule *rule, int64_t now_ms, int64_t last_ms)
{
	return (last_ms + rule->window_ms - now_ms + 999) / 1000;
}

/* The count of that name; a new one takes the place of the least recently used of its set. */
static struct count *count_of(struct rate_limit *limit, uint64_t name)
{
	struct count *set = limit->counts[name % SETS], *oldest = set;

	for (size_t i = 0; i < WAYS; i++) {
		if (set[i].name == name)
			return &set[i];
		if (set[i].last_ms < oldest->last_ms)
			oldest = &set[i];
	}
	*oldest = (struct count){ .name = name };
	return oldest;
}

static enum rate_limit_rc take_in_memory(struct rate_limit *limit, const struct rule *rule,
					 uint64_t name, int64_t now_ms, int64_t *out_retry_s)
{
	struct count *count;
	bool allowed;

	pthread_mutex_lock(&limit->lock);
	count = count_of(limit, name);
	allowed = count_one(rule, now_ms, &count->n, &count->last_ms);
	*out_retry_s = retry_s(rule, now_ms, count->last_ms);
	pthread_mutex_unlock(&limit->lock);
	return allowed ? RATE_LIMIT_ALLOWED : RATE_LIMIT_DENIED;
}

/* --- in the table ----------------------------------------------------------------------------- */

/* True for one thread, every every_ms. */
static bool is_time(_Atomic int64_t *last_ms, int64_t every_ms, int64_t now_ms)
{
	int64_t last = atomic_load(last_ms);

	return now_ms - last >= every_ms && atomic_compare_exchange_strong(last_ms, &last, now_ms);
}

STORE_TX(sweep_tx, const int64_t *before_ms, rate_limits_sweep(sql, *before_ms, err))

static int64_t longest_window_ms(const struct rate_limit_config *config)
{
	int64_t longest_ms = LONGEST_RULE_MS;

	if (longest_ms < config->window_s * 1000)
		longest_ms = config->window_s * 1000;
	for (size_t i = 0; i < config->rules.n; i++)
		if (longest_ms < config->rules.of[i].window_s * 1000)
			longest_ms = config->rules.of[i].window_s * 1000;
	return longest_ms;
}

/* Deletes rows whose window is over, once in each window of the longest rule. A fault is ignored:
 * the rows only take space until the next sweep. */
static void sweep_rows(struct rate_limit *limit, int64_t now_ms)
{
	int64_t longest_ms = longest_window_ms(&limit->config);
	int64_t before_ms = now_ms - longest_ms;
	struct err ignored = { 0 };

	if (is_time(&limit->swept_ms, longest_ms, now_ms))
		(void)store_write(limit->config.store, sweep_tx, &before_ms, &ignored);
}

struct step {
	struct rate_limit_step step;
	int64_t count, last_ms;
};

STORE_TX(take_tx, struct step *s, rate_limits_take(sql, &s->step, &s->count, &s->last_ms, err))

static void log_table_fault(struct rate_limit *limit, int64_t now_ms, const struct err *err)
{
	if (is_time(&limit->logged_ms, LOG_EVERY_MS, now_ms))
		log_error(limit->config.log,
			  "requests are counted in memory: the table cannot be written",
			  str_z(err->text));
}

/* False: the table cannot be written (L2). */
static bool take_stored(struct rate_limit *limit, struct arena *a, const struct rule *rule,
			struct str key, int64_t now_ms, enum rate_limit_rc *out,
			int64_t *out_retry_s)
{
	struct store *store = limit->config.store;
	enum id_kind kind = store_layout(store)->uuid_ids ? ID_KIND_UUID : ID_KIND_TEXT;
	struct step s = { .step = { .id = id_make(limit->config.random, a, kind),
				    .key = key,
				    .now_ms = now_ms,
				    .window_ms = rule->window_ms,
				    .max = rule->max } };
	struct err err = { 0 };

	switch (store_write(store, take_tx, &s, &err)) {
	case STORE_OK:
		*out = RATE_LIMIT_ALLOWED;
		if (s.count == 1)
			sweep_rows(limit, now_ms);
		return true;
	case STORE_NONE:
		*out = RATE_LIMIT_DENIED;
		*out_retry_s = retry_s(rule, now_ms, s.last_ms);
		return true;
	case STORE_CONFLICT:
	case STORE_ORPHAN:
	case STORE_FULL:
	case STORE_FAULT:
		break;
	}
	log_table_fault(limit, now_ms, &err);
	return false;
}

enum rate_limit_rc rate_limit_take(struct rate_limit *limit, struct arena *a,
				   const struct rate_limit_request *request, int64_t *out_retry_s)
{
	struct rate_limit_request r = *request;
	char memory[KEY_MAX];
	enum rate_limit_rc rc;
	struct rule rule;
	struct str name;
	struct buf key;

	r.address = str_head(r.address, ADDRESS_MAX);
	while (str_ends(r.path, STR("/")))
		r.path.n--;
	rule = rule_for(&limit->config, &r, &name);
	if (!rule.max)
		return RATE_LIMIT_ALLOWED;
	buf_init_fixed(&key, memory, sizeof(memory));
	buf_str(&key, r.address);
	buf_char(&key, '|');
	buf_str(&key, str_head(name, KEY_MAX - 1 - r.address.n));
	if (limit->config.store &&
	    take_stored(limit, a, &rule, buf_text(&key), r.now_ms, &rc, out_retry_s))
		return rc;
	return take_in_memory(limit, &rule, short_hash(&limit->hash_key, buf_text(&key)) | 1,
			      r.now_ms, out_retry_s);
}
