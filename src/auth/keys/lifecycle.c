#include "auth/keys/lifecycle.h"

#include "core/limits.h"

#define DAY_MS INT64_C(86400000)

/* How much earlier than necessary a successor is published, because the timer runs every few
 * seconds only. */
#define EARLY_MS INT64_C(60000)

bool key_is_expired(const struct key_times *times, int64_t now_ms)
{
	return times->expires_ms && times->expires_ms < now_ms;
}

int64_t key_starts_ms(const struct key_times *times, const struct key_rules *rules)
{
	if (times->activates_ms)
		return times->activates_ms;
	return times->created_ms + rules->pending_s * 1000;
}

int64_t key_leaves_ms(const struct key_times *times, const struct key_rules *rules)
{
	int64_t life_s = times->life_s > rules->token_s ? times->life_s : rules->token_s;
	int64_t after_s = life_s + KEYS_LEEWAY_S;

	if (!times->expires_ms)
		return INT64_MAX;
	if (after_s < rules->grace_s)
		after_s = rules->grace_s;
	return times->expires_ms + after_s * 1000;
}

bool key_is_published(const struct key_times *times, const struct key_rules *rules, int64_t now_ms)
{
	return !times->revoked_ms && now_ms < key_leaves_ms(times, rules);
}

enum phase {
	PHASE_BEFORE, /* the key has not started */
	PHASE_WITHIN,
	PHASE_AFTER, /* expired or revoked */
};

static enum phase phase_of(const struct key_facts *facts, size_t i)
{
	const struct key_times *times = &facts->of[i].times;

	if (times->revoked_ms || key_is_expired(times, facts->now_ms))
		return PHASE_AFTER;
	return key_starts_ms(times, facts->rules) <= facts->now_ms ? PHASE_WITHIN : PHASE_BEFORE;
}

enum of_alg {
	OF_ALG,
	OF_ANY,
};

/* Of the keys in that phase, the one that starts last (PHASE_WITHIN) or first (PHASE_BEFORE); of
 * several with one start, the newest. */
static size_t pick(const struct key_facts *facts, enum phase phase, enum of_alg which,
		   enum signing_alg alg)
{
	size_t best = KEYS_NONE;
	int64_t best_ms = 0;

	for (size_t i = 0; i < facts->n; i++) {
		const struct key_fact *fact = &facts->of[i];
		int64_t starts_ms = key_starts_ms(&fact->times, facts->rules);

		if (!fact->can_sign || (which == OF_ALG && fact->alg != alg) ||
		    phase_of(facts, i) != phase)
			continue;
		if (best == KEYS_NONE ||
		    (phase == PHASE_WITHIN ? starts_ms > best_ms : starts_ms < best_ms)) {
			best = i;
			best_ms = starts_ms;
		}
	}
	return best;
}

size_t keys_active(const struct key_facts *facts, enum signing_alg alg)
{
	return pick(facts, PHASE_WITHIN, OF_ALG, alg);
}

size_t keys_pending(const struct key_facts *facts, enum signing_alg alg)
{
	return pick(facts, PHASE_BEFORE, OF_ALG, alg);
}

size_t keys_signing(const struct key_facts *facts, enum signing_alg alg)
{
	static const struct {
		enum phase phase;
		enum of_alg which;
	} in_this_order[] = {
		{ PHASE_WITHIN, OF_ALG },
		{ PHASE_WITHIN, OF_ANY },
		{ PHASE_BEFORE, OF_ALG },
		{ PHASE_BEFORE, OF_ANY },
	};
	size_t found = KEYS_NONE;

	for (size_t i = 0; found == KEYS_NONE && i < 4; i++)
		found = pick(facts, in_this_order[i].phase, in_this_order[i].which, alg);
	return found;
}

enum key_state keys_state(const struct key_facts *facts, size_t i)
{
	const struct key_fact *fact = &facts->of[i];

	if (fact->times.revoked_ms)
		return KEY_REVOKED;
	if (!key_is_published(&fact->times, facts->rules, facts->now_ms))
		return KEY_GONE;
	if (keys_active(facts, fact->alg) == i || keys_signing(facts, fact->alg) == i)
		return KEY_ACTIVE;
	return phase_of(facts, i) == PHASE_BEFORE ? KEY_PENDING : KEY_RETIRING;
}

const char *key_state_name(enum key_state state)
{
	static const char *const names[] = {
		[KEY_PENDING] = "pending", [KEY_ACTIVE] = "active",   [KEY_RETIRING] = "retiring",
		[KEY_GONE] = "gone",       [KEY_REVOKED] = "revoked",
	};

	return names[state];
}

bool keys_rotation_is_due(const struct key_facts *facts, enum signing_alg alg)
{
	const struct key_rules *rules = facts->rules;
	int64_t published_ms = facts->now_ms + rules->pending_s * 1000;
	size_t active = keys_active(facts, alg);
	const struct key_times *times;

	if (keys_pending(facts, alg) != KEYS_NONE)
		return false;
	if (active == KEYS_NONE)
		return rules->rotation_s && keys_signing(facts, alg) != KEYS_NONE;
	times = &facts->of[active].times;
	if (times->expires_ms && published_ms + EARLY_MS > times->expires_ms)
		return true;
	return rules->rotation_s &&
	       published_ms >= key_starts_ms(times, rules) + rules->rotation_s * 1000;
}

bool keys_is_left_over(const struct key_facts *facts, enum signing_alg alg, size_t i)
{
	const struct key_fact *fact = &facts->of[i];
	int64_t starts_ms = key_starts_ms(&fact->times, facts->rules);

	return facts->rules->rotation_s && fact->alg != alg &&
	       keys_active(facts, alg) != KEYS_NONE && phase_of(facts, i) == PHASE_WITHIN &&
	       facts->now_ms > starts_ms + facts->rules->rotation_s * 1000 + DAY_MS;
}

int64_t keys_next_change(const struct key_facts *facts)
{
	int64_t next = INT64_MAX;

	for (size_t i = 0; i < facts->n; i++) {
		const struct key_times *times = &facts->of[i].times;
		const int64_t changes[] = {
			key_starts_ms(times, facts->rules),
			times->expires_ms ? times->expires_ms + 1 : INT64_MAX,
			key_leaves_ms(times, facts->rules),
		};

		for (size_t j = 0; j < 3; j++)
			if (changes[j] > facts->now_ms && changes[j] < next)
				next = changes[j];
	}
	return next;
}

const char *key_rules_fault(const struct key_rules *rules)
{
	if (rules->pending_s < KEYS_PENDING_MIN_S)
		return "a new key must be published for at least 240 seconds before it signs";
	if (rules->grace_s < rules->token_s + KEYS_LEEWAY_S)
		return "a key must stay published for at least the life of its tokens and 60 "
		       "seconds, or good tokens would be refused";
	if (!rules->rotation_s)
		return NULL;
	if (rules->rotation_s < 2 * rules->pending_s)
		return "a key must sign for at least twice as long as it is published before it "
		       "signs";
	if ((rules->grace_s + rules->pending_s) / rules->rotation_s + 2 > LIMIT_SIGNING_KEYS)
		return "more than 64 keys would be published at one time";
	return NULL;
}
