/* A client of a server's task API, for commands: one request at a time, with an access token. */
#ifndef OSTIARY_CLI_CLIENT_CLIENT_H
#define OSTIARY_CLI_CLIENT_CLIENT_H

#include "base/buf.h"
#include "cli/settings/table.h"
#include "core/arena.h"

struct client {
	struct arena *arena;
	struct str url;     /* of the server, without a slash at its end */
	struct str token;   /* the access token */
	struct str user_id; /* its subject */
};

/* Finds the server by the settings (BETTER_AUTH_URL, else the listening address) and the token in
 * `token_file` ("-" is standard input; NULL: in the variable OSTIARY_TOKEN). The token is not
 * verified here: the server does it. EX_OK, or the error has been reported and this is the exit
 * code: also for a URL whose http would send the token over a network. */
int client_open(struct arena *a, const struct settings *settings, const char *token_file,
		struct client *out);

struct client_request {
	const char *method;
	struct str path;          /* below /api/users/{user_id}/, with a query */
	const char *content_type; /* NULL: there is no body */
	struct str body;
};

/* Sends the request. EX_OK with the body of an answer of the class 2xx in the arena; otherwise the
 * error has been reported, with the server's words where it has some. */
int client_send(const struct client *client, const struct client_request *request, struct str *out);

/* Reads a file into the arena, "-" is standard input. EX_OK or an exit code. */
int client_read_file(struct arena *a, const char *path, size_t most, struct str *out);

#endif
