#include "auth/account/credential.h"

#include "auth/email/link_row.h"
#include "store/tables/factors/trusted_devices.h"
#include "store/tables/sessions.h"
#include "store/tables/throttle.h"

enum store_rc credential_set(struct sql *sql, const struct account *old,
			     const struct account *account, struct err *err)
{
	if (!old)
		return accounts_insert_credential(sql, account, err);
	return accounts_set_password(sql, old->id, str_of(NULL, 0), account->password_hash,
				     account->updated_ms, err);
}

enum store_rc credential_end_access(struct sql *sql, struct arena *a, struct str user_id,
				    bool end_sessions, struct err *err)
{
	enum store_rc rc = verifications_delete_of(sql, a, STR(RESET_PREFIX), user_id, err);

	if (rc == STORE_OK && end_sessions)
		rc = sessions_delete_of(sql, user_id, SESSIONS_ALL, str_of(NULL, 0), err);
	if (rc == STORE_OK)
		rc = trusted_devices_forget(sql, a, user_id, err);
	return rc == STORE_OK ? sign_in_failures_forget_all(sql, user_id, err) : rc;
}
