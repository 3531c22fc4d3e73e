#include "cli/supervisor/socket.h"

#include <sysexits.h>

#include "cli/supervisor/supervisor.h"
#include "cli/tree/output.h"
#include "server/listen.h"

int socket_find(int *out_fd)
{
	if (supervisor_take_socket(out_fd) != HANDED_TOO_MANY)
		return EX_OK;
	return cli_fail(EX_CONFIG, "the supervisor has handed over more than one socket: leave one "
				   "ListenStream= in the unit");
}

static int refuse(enum listen_rc rc, const struct err *err)
{
	switch (rc) {
	case LISTEN_OK:
		break;
	case LISTEN_IN_USE:
		return cli_fail(EX_UNAVAILABLE,
				"%s; stop the other program or choose another port with --port",
				err->text);
	case LISTEN_NO_ADDRESS:
		return cli_fail(EX_USAGE, "%s; choose another with --listen", err->text);
	case LISTEN_NOT_OURS:
		return cli_fail(EX_UNAVAILABLE, "%s; choose another with --listen", err->text);
	case LISTEN_NOT_PERMITTED:
		return cli_fail(EX_NOPERM, "%s; choose another port with --port", err->text);
	case LISTEN_FAULT:
		return cli_fail(EX_OSERR, "%s", err->text);
	}
	return EX_OK;
}

int socket_open(struct arena *a, const struct settings *settings, int *fd,
		struct listen_address *out)
{
	struct err err = { 0 };

	if (*fd >= 0) /* whatever the settings say */
		return refuse(listen_take(a, *fd, &out->host, &out->port, &err), &err);
	if (!address_to_listen(settings, out, &err))
		return cli_fail(EX_USAGE, "%s", err.text);
	return refuse(listen_on(out->host, out->port, fd, &out->port, &err), &err);
}
