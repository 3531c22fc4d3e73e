/* The request side of an exchange: the head is read and judged, the body collected within its
 * bound. */
#ifndef OSTIARY_SERVER_EXCHANGE_REQUEST_H
#define OSTIARY_SERVER_EXCHANGE_REQUEST_H

#include <stdbool.h>

#include "server/exchange.h"

struct refusal {
	unsigned status;
	struct str reason; /* one word for the log */
};

/* Fills the request from the head and judges it. False: refused, as *out says. */
bool exchange_read_head(struct exchange *x, enum head_rc rc, struct str text, struct refusal *out);

/* Prepares for the body that the head announces, or answers without it. */
enum exchange_next exchange_expect_body(struct exchange *x);

#endif
