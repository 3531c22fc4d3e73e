#include "auth/factor/reset.h"

#include "auth/address/named_user.h"
#include "auth/audit/row.h"
#include "auth/email/notice.h"
#include "store/tables/factors/factor_states.h"
#include "store/tables/factors/trusted_devices.h"
#include "store/tables/factors/two_factors.h"

struct factor_resetting {
	const struct issuer *issuer;
	struct arena *a;
	struct str name;
	struct audit_row row;
	struct user user;
};

static enum store_rc reset_tx(struct sql *sql, void *arg, struct err *err)
{
	struct factor_resetting *r = arg;
	enum store_rc rc = users_by_name(sql, r->a, r->name, &r->user, err);

	if (rc == STORE_OK)
		rc = two_factors_delete_of(sql, r->user.id, err);
	if (rc == STORE_OK)
		rc = factor_states_forget(sql, r->user.id, err);
	if (rc == STORE_OK)
		rc = trusted_devices_forget(sql, r->a, r->user.id, err);
	if (rc == STORE_OK)
		rc = users_set_factor(sql, r->user.id, false, r->row.at_ms, err);
	if (rc != STORE_OK)
		return rc;
	r->row.subject = r->user.id;
	rc = audit_append(sql, &r->row, err);
	return rc == STORE_OK ? sign_in_notice(sql, r->issuer, &r->user, err) : rc;
}

enum store_rc factor_reset(const struct issuer *issuer, struct arena *a, struct str name,
			   struct str actor, struct user *out, struct err *err)
{
	struct factor_resetting r = {
		.issuer = issuer,
		.a = a,
		.name = name,
		.row = audit_row_new(
			issuer->random, a, clock_now_ms(issuer->clock),
			(struct audit_row){
				.actor = actor,
				.action = STR("second-factor-reset"),
				.detail = STR("authenticator, backup codes, trusted browsers") }),
	};
	enum store_rc rc = store_write(issuer->store, reset_tx, &r, err);

	if (rc == STORE_OK)
		*out = r.user;
	return rc;
}
