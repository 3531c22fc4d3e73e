/* One request to a push service (RFC 8030 section 5), made by libcurl: no redirect is followed, no
 * proxy or other setting of the environment counts, and what the service says is not kept. */
#ifndef OSTIARY_PUSH_TRANSFER_H
#define OSTIARY_PUSH_TRANSFER_H

#include <curl/curl.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "core/err.h"
#include "push/target/target.h"

#define PUSH_CONNECT_MS 10000
#define PUSH_TOTAL_MS   20000

struct push_request {
	const char *endpoint;
	struct str content;
	const char *authorization;
	const char *topic;
	int64_t ttl_s; /* how long the service keeps it for a device that is away */
	bool urgent;   /* it wakes a device that saves power */
	enum push_targets targets;
	const char *ca_file; /* trusted authorities; NULL: those of the system */
};

struct push_answer {
	long status;            /* 0: there was none */
	int64_t retry_after_ms; /* 0: nothing was said */
	struct err why;         /* why there was none */
};

struct push_transfer;

/* Prepares the request; the texts are copied. NULL: no memory, or libcurl cannot read the URL. */
struct push_transfer *push_transfer_new(const struct push_request *request);
void push_transfer_free(struct push_transfer *transfer);
OWNER(struct push_transfer *, push_transfer_free)

/* For curl_multi_add_handle(). Its CURLOPT_PRIVATE is the transfer. */
CURL *push_transfer_handle(const struct push_transfer *transfer);

/* After its end with this code. */
void push_transfer_read(struct push_transfer *transfer, CURLcode code, struct push_answer *out);

#endif
