/* Handlers of the issuer that send mails or are where their links lead. On Better Auth's wire. */
#ifndef OSTIARY_ROUTE_AUTH_MAIL_H
#define OSTIARY_ROUTE_AUTH_MAIL_H

#include "route/call.h"

void auth_request_reset(struct call *call);
void auth_reset_link(struct call *call);
void auth_reset_password(struct call *call);

void auth_send_verification(struct call *call);
void auth_verify_email(struct call *call);
void auth_change_email(struct call *call);

#endif
