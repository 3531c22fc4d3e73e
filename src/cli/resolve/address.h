/* The address on which the server listens, and the URL under which clients reach it. */
#ifndef OSTIARY_CLI_RESOLVE_ADDRESS_H
#define OSTIARY_CLI_RESOLVE_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "auth/origin/origin.h"
#include "base/str.h"
#include "cli/settings/table.h"
#include "core/arena.h"
#include "core/err.h"

struct listen_address {
	struct str host; /* a literal, without brackets */
	uint16_t port;
};

/* --listen, else --host and --port. False when --listen is not ADDRESS:PORT, or no address is
 * given. */
bool address_to_listen(const struct settings *settings, struct listen_address *out,
		       struct err *err);

/* --metrics-listen: "ADDRESS:PORT", or a port alone on the loopback. False, with no text in *err,
 * when it is not set; with one, when it is neither. */
bool address_of_metrics(const struct settings *settings, struct listen_address *out,
			struct err *err);

/* The URL of a server that listens there, without a slash at its end, in the arena:
 * "http://[::1]:80". Of one that listens on all addresses, that of the loopback. */
struct str address_url(struct arena *a, struct str host, uint16_t port);

/* Whether the host, a name or a literal with or without brackets, is this machine. */
bool address_is_loopback(struct arena *a, struct str host);

/* The host of an http(s) origin: "https://auth.example.com:8443" has "auth.example.com". */
struct str address_host_of(struct str origin);

/* Whether the domain is the host itself or one that it is in, for which browsers take its cookies
 * and passkeys. */
bool address_is_in_domain(struct str host, struct str domain);

/* All texts are in the arena and end with a NUL. */
struct public_address {
	struct str origin;      /* "http://127.0.0.1:8080" */
	struct str root;        /* path of the web UI and the task API: "" or "/tasks" */
	struct str issuer_path; /* "/api/auth", "/tasks/api/auth" */
	struct str base_path;   /* of the issuer without the root: "/api/auth" */
	struct str base_url;    /* the issuer's: origin and issuer_path */
	bool https;
	struct trusted_origins trusted;
};

/* Reads BETTER_AUTH_URL. Its path, if it has one, is the issuer's. What stands there before the
 * base path is the root; where it does not end with the base path, all of it is the root, and
 * issuer, web UI and task API share it. Without the URL, the listening address is the public one,
 * and the origins of the loopback are trusted as well. False when the URL has no origin, a path is
 * none that can be served, or a trusted origin could never match. */
bool address_to_outside(struct arena *a, const struct settings *settings,
			const struct listen_address *listening, struct public_address *out,
			struct err *err);

/* Fills the settings without a value that depend on the address: the base URL, and the tokens'
 * issuer and audience. For showing them: with port 0 the port is known only once the server
 * listens. */
void address_resolve_defaults(struct arena *a, struct settings *settings);

#endif
