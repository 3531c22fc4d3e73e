#include "auth/account/stored_hashes.h"

#include "crypto/password/hashes_in_use.h"
#include "store/tables/accounts.h"

#define WARNING                                                                                    \
	"a stored password hash cannot be verified: its user needs a reset; see ostiary doctor"

static void add_hash(void *census, struct str hash)
{
	hash_census_add(census, hash);
}

static void warn_once(const struct issuer *issuer, struct log_field field)
{
	if (hashes_in_use_first_unusable(issuer->hashes))
		log_line(issuer->log, LOG_LEVEL_WARN, WARNING, &field, 1);
}

bool stored_hashes_count(struct issuer *issuer, struct err *err)
{
	struct hash_census census = { 0 };

	if (STORE_READ(issuer->store, sql, err, accounts_each_hash(sql, add_hash, &census, err)) !=
	    STORE_OK)
		return false;
	hashes_in_use_set(issuer->hashes, &census);
	if (census.unusable)
		warn_once(issuer, (struct log_field)LOG_FIELD_INTEGER("accounts", census.unusable));
	return true;
}

void stored_hashes_warn(const struct issuer *issuer, struct str user_id)
{
	warn_once(issuer, (struct log_field)LOG_FIELD_TEXT("user_id", user_id));
}
