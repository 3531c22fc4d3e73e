#include "auth/email/decoy.h"

#include "crypto/id.h"

struct verification decoy_make(const struct issuer *issuer, struct arena *a)
{
	struct str id = id_make(issuer->random, a, issuer->settings.id_kind);
	int64_t now_ms = clock_now_ms(issuer->clock);

	return (struct verification){ .id = id,
				      .identifier = id,
				      .value = id,
				      .expires_ms = now_ms,
				      .created_ms = now_ms,
				      .updated_ms = now_ms };
}

enum store_rc decoy_write_tx(struct sql *sql, const struct verification *decoy, struct err *err)
{
	enum store_rc rc = verifications_insert(sql, decoy, err);

	return rc == STORE_OK ? verifications_delete(sql, decoy->identifier, err) : rc;
}
