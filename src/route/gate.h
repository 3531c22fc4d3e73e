/* The gate of the task API: judges access tokens by the issuer's published keys, like any other customer
 * of libostiary would. */
#ifndef OSTIARY_ROUTE_GATE_H
#define OSTIARY_ROUTE_GATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "ostiary/verify.h"

struct app_config;
struct gate;

/* NULL: no memory. */
struct gate *gate_new(const struct app_config *config);
void gate_free(struct gate *gate);

/* OST_UNJUDGED: there are no keys, because their issuer could not be reached. On OST_OK *out is the caller's, released with ost_claims_unref(). Safe from many threads at once. */
enum ost_verdict gate_judge(struct gate *gate, struct str token, int64_t now_s,
			    struct ost_claims **out);

/* True when there are keys to judge by, and a remote issuer's list of who was thrown out if it is asked for. */
bool gate_has_keys(struct gate *gate);

#endif
