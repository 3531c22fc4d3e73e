#include "auth/issuer/stored.h"

static void log_unreadable(const struct issuer *issuer, struct err *err)
{
	log_error(issuer->log, "a row cannot be read, and counts as none", str_z(err->text));
	*err = (struct err){ 0 };
}

bool stored_is_unreadable(const struct issuer *issuer, enum store_rc rc, struct err *err)
{
	if (rc != STORE_FAULT || err->kind != ERR_UNREADABLE)
		return false;
	log_unreadable(issuer, err);
	return true;
}

enum store_rc stored_or_none(const struct issuer *issuer, enum store_rc rc, struct err *err)
{
	return stored_is_unreadable(issuer, rc, err) ? STORE_NONE : rc;
}

enum auth_result stored_fault(enum store_rc rc, const char *doing, struct err *err)
{
	if (rc != STORE_FAULT)
		store_misfit(doing, err);
	return AUTH_FAULT;
}

enum auth_result stored_list(const struct issuer *issuer, enum store_rc rc, const char *doing,
			     struct err *err)
{
	if (rc != STORE_OK)
		return stored_fault(rc, doing, err);
	if (err->kind == ERR_UNREADABLE)
		log_unreadable(issuer, err);
	return AUTH_OK;
}
