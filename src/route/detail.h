/* Refusals of the task API: {"detail":"..."} */
#ifndef OSTIARY_ROUTE_DETAIL_H
#define OSTIARY_ROUTE_DETAIL_H

#include "base/str.h"
#include "core/arena.h"
#include "http/reply.h"

void detail_reply(struct arena *a, struct reply *reply, unsigned status, struct str text);

/* 401 with WWW-Authenticate (RFC 6750 section 3). */
void detail_not_authenticated(struct arena *a, struct reply *reply);

/* A refusal of the server itself, by status. */
void detail_refuse(struct arena *a, struct reply *reply, unsigned status);

#endif
