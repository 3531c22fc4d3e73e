#include "cli/tree/exits.h"

#include <stddef.h>
#include <sysexits.h>

const struct exit_row exit_rows[] = {
	{ EX_OK, "done; or the token is valid" },
	{ 1, "the token or the signature is refused" },
	{ EXIT_AUDIT_BROKEN, "the audit chain is broken" },
	{ EX_USAGE, "a command, a flag or the value of a flag is wrong" },
	{ EX_DATAERR,
	  "an input is not what it should be: a JWKS, a token, a kid, the id of a mail, an "
	  "address, a password" },
	{ EX_NOINPUT, "a database or a file cannot be opened" },
	{ EX_NOUSER, "there is no such user" },
	{ EX_UNAVAILABLE, "an address is in use, a server cannot be reached, or a row of another "
			  "program refers to a user" },
	{ EX_SOFTWARE, "a fault of the program" },
	{ EX_OSERR, "no memory, no thread or no socket" },
	{ EX_CANTCREAT, "the data folder or the database cannot be made, or may not be used" },
	{ EX_IOERR, "reading or writing failed" },
	{ EX_TEMPFAIL,
	  "not now: there are too many keys, until the oldest is no longer published; or too many "
	  "mails wait to be sent" },
	{ EX_NOPERM, "the port may not be used" },
	{ EX_CONFIG, "a setting is wrong, or the secret does not fit the database" },
	{ 0, NULL },
};
