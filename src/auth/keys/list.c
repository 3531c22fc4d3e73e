#include "auth/keys/list.h"

#include <stdlib.h>

#include "auth/keys/folder.h"
#include "auth/keys/rows.h"

static struct key_info key_info_of(const struct key_facts *facts, size_t i, struct arena *a)
{
	const struct key_fact *fact = &facts->of[i];
	const struct key_times *times = &fact->times;

	return (struct key_info){
		.kid = arena_copy(a, fact->kid),
		.alg = signing_alg_name(fact->alg),
		.state = keys_state(facts, i),
		.starts_ms = key_starts_ms(times, facts->rules),
		.expires_ms = times->revoked_ms ? times->revoked_ms : times->expires_ms,
		.leaves_ms =
			times->revoked_ms ? times->revoked_ms : key_leaves_ms(times, facts->rules),
	};
}

static void put_infos(const struct key_facts *facts, struct arena *a, struct key_info **out,
		      size_t *out_n)
{
	*out = arena_array(a, facts->n ? facts->n : 1, sizeof(**out));
	*out_n = facts->n;
	for (size_t i = 0; i < facts->n; i++)
		(*out)[i] = key_info_of(facts, i, a);
}

static int latest_start_first(const void *a, const void *b)
{
	const struct key_info *x = a, *y = b;

	return (x->starts_ms < y->starts_ms) - (x->starts_ms > y->starts_ms);
}

/* The kids and algorithms of a folder are known only once its files are open. */
static enum keyring_rc list_folder(const struct keyring_config *config, struct arena *a,
				   struct key_info **out, size_t *out_n, struct err *err)
{
	OWNED(keyring_state_free) struct keyring *ring = keyring_state_new(config, err);
	OWNED(snapshot_unref) struct snapshot *s = NULL;
	enum keyring_rc rc = KEYRING_FAULT;
	struct key_facts facts;

	if (ring)
		rc = keyring_load_folder(ring, FOLDER_LOAD_ALWAYS, err);
	if (rc == KEYRING_OK)
		rc = keyring_refusal(ring, err);
	if (rc != KEYRING_OK)
		return rc;
	keyring_report(ring);
	s = keyring_snapshot_ref(ring);
	facts = snapshot_facts(s, &ring->rules, clock_now_ms(config->clock));
	put_infos(&facts, a, out, out_n);
	return KEYRING_OK;
}

enum keyring_rc keyring_list(const struct keyring_config *config, struct arena *a,
			     struct key_info **out, size_t *out_n, struct err *err)
{
	const struct snapshot_rules rules = { config->alg, config->rules };
	struct key_rows rows = { .a = a };
	struct key_facts facts;

	if (config->folder)
		return list_folder(config, a, out, out_n, err);
	if (STORE_READ(config->store, sql, err, key_rows_read_tx(sql, &rows, err)) != STORE_OK)
		return KEYRING_FAULT;
	facts = key_rows_facts(&rows, &rules, NULL, clock_now_ms(config->clock));
	put_infos(&facts, a, out, out_n);
	qsort(*out, *out_n, sizeof(**out), latest_start_first);
	return KEYRING_OK;
}
