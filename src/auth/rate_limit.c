#include "auth/rate_limit.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/buf.h"
#include "crypto/short_hash.h"

/* 1.5 MB. A count is forgotten when three others of its set were used later: by chance, not by choice,
 * since the hash has a key. */
#define SETS 16384u
#define WAYS 4u

#define PATH_MAX_COUNTED 256 /* a longer path is counted by its beginning */
#define ADDRESS_MAX      64
#define KEY_MAX          (PATH_MAX_COUNTED + ADDRESS_MAX + 1)

struct rule {
	int64_t window_ms;
	int64_t max;
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
};

struct count {
	uint64_t name; /* 0: free */
	int64_t last_ms;
	int64_t n;
};

struct rate_limit {
	struct rate_limit_config config;
	struct short_hash_key hash_key;
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

static struct rule rule_for(const struct rate_limit_config *config, struct str path)
{
	for (size_t i = 0; i < ARRAY_LEN(strict); i++)
		if (str_starts(path, strict[i].prefix))
			return strict[i].rule;
	return (struct rule){ config->window_s * 1000, config->max };
}

/* True when one more is allowed; counts it then. */
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

/* The place of that name, or the one of its set that was used longest ago. */
static struct count *place_of(struct rate_limit *limit, uint64_t name)
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

static enum rate_limit_rc take(struct rate_limit *limit, const struct rule *rule, uint64_t name,
			       int64_t now_ms, int64_t *out_retry_s)
{
	struct count *count;
	bool allowed;

	pthread_mutex_lock(&limit->lock);
	count = place_of(limit, name);
	allowed = count_one(rule, now_ms, &count->n, &count->last_ms);
	*out_retry_s = retry_s(rule, now_ms, count->last_ms);
	pthread_mutex_unlock(&limit->lock);
	return allowed ? RATE_LIMIT_ALLOWED : RATE_LIMIT_DENIED;
}

enum rate_limit_rc rate_limit_take(struct rate_limit *limit, struct str address, struct str path,
				   int64_t now_ms, int64_t *out_retry_s)
{
	char memory[KEY_MAX];
	struct rule rule;
	struct buf key;

	while (str_ends(path, STR("/")))
		path.n--;
	rule = rule_for(&limit->config, path);
	buf_init_fixed(&key, memory, sizeof(memory));
	buf_str(&key, str_head(address, ADDRESS_MAX));
	buf_char(&key, '|');
	buf_str(&key, str_head(path, PATH_MAX_COUNTED));
	return take(limit, &rule, short_hash(&limit->hash_key, buf_text(&key)) | 1, now_ms,
		    out_retry_s);
}
