#include "store/tables/factors/trusted_devices.h"

#include "store/tables/verifications.h"

enum store_rc trusted_devices_forget(struct sql *sql, struct arena *a, struct str user_id,
				     struct err *err)
{
	enum store_rc rc =
		verifications_delete_of(sql, a, STR(TRUSTED_DEVICE_PREFIX), user_id, err);

	return rc == STORE_OK
		       ? verifications_delete_of(sql, a, STR(PENDING_FACTOR_PREFIX), user_id, err)
		       : rc;
}
