#include "auth/email/link_open.h"

#include "auth/email/change.h"
#include "auth/email/verify.h"
#include "auth/issuer/stored.h"
#include "auth/revocation/revocation.h"
#include "auth/session/proof.h"

static enum store_rc link_open_tx(struct sql *sql, void *arg, struct err *err)
{
	struct link_opening *o = arg;

	o->out = (struct link_outcome){ 0 };
	o->revoked = false;
	o->refusal = AUTH_OK;
	return o->link->update_to.n ? change_address_tx(sql, o, err)
				    : verify_address_tx(sql, o, err);
}

enum auth_result link_open(struct issuer *issuer, struct arena *a, const struct email_link *link,
			   const struct link_context *context, struct link_outcome *out,
			   struct err *err)
{
	int64_t now_ms = clock_now_ms(issuer->clock);
	struct link_opening o = {
		.issuer = issuer, .a = a, .link = link, .context = context, .now_ms = now_ms
	};
	struct session_proof proof = proof_at(PROOF_BY_MAIL, now_ms);
	enum store_rc rc;

	o.fresh = session_make(issuer, a, str_of(NULL, 0), &context->from, REMEMBER_YES, &proof,
			       now_ms);
	rc = stored_or_none(issuer, store_write(issuer->store, link_open_tx, &o, err), err);
	if (rc == STORE_OK) {
		if (o.revoked)
			revocation_confirm(&issuer->revocations, o.out.user.id);
		*out = o.out;
		return AUTH_OK;
	}
	if (rc == STORE_NONE)
		return o.refusal == AUTH_OK ? REFUSED_LINK_USER_GONE : o.refusal;
	return stored_fault(rc, "verification", err);
}
