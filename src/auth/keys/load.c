#include "auth/keys/load.h"

void key_load_begin(struct key_load *load, struct keyring *ring)
{
	*load = (struct key_load){ .ring = ring, .known = keyring_snapshot_ref(ring) };
}

void key_load_done(struct key_load *load)
{
	while (load->n)
		ring_key_unref(load->keys[--load->n].key);
	snapshot_unref(TAKE(load->known));
}

const struct key_fact *key_load_known(const struct key_load *load, struct str kid,
				      struct ring_key **out)
{
	const struct snapshot *known = load->known;

	for (size_t i = 0; i < known->n_keys; i++)
		if (str_eq(known->keys[i]->kid, kid)) {
			*out = known->keys[i];
			return &known->facts[i];
		}
	return NULL;
}

void key_load_add(struct key_load *load, struct ring_key *key, struct key_times times,
		  enum key_use use)
{
	if (load->n == LIMIT_SIGNING_KEYS)
		ring_key_unref(key);
	else
		load->keys[load->n++] = (struct ring_entry){ key, times, use };
}

void key_load_refuse(struct key_load *load, enum keyring_rc rc, const struct err *why)
{
	struct key_refusals *all = &load->refusals;

	if (all->n < LIMIT_SIGNING_KEYS)
		all->of[all->n++] = (struct key_refusal){ rc, *why };
}

enum keyring_rc key_load_install(struct key_load *load, struct err *err)
{
	enum keyring_rc rc = keyring_install(load->ring, load->keys, load->n, err);

	if (rc == KEYRING_OK)
		keyring_put_refusals(load->ring, &load->refusals);
	return rc;
}
