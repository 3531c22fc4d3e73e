/* seccomp (Linux 3.17): the process makes only the system calls that a server needs. It starts no
 * program and no process, attaches to none, opens no listening socket, and makes no memory that can
 * be written and executed.
 *
 * The filter binds all threads of the process and cannot be taken back. A call that is never
 * allowed fails with EPERM; any other, and one with arguments that are not allowed, fails with
 * ENOSYS, as on a kernel that does not have it, so that libraries take their older way. A call of
 * another architecture ends the process. */
#ifndef OSTIARY_SANDBOX_CALLS_H
#define OSTIARY_SANDBOX_CALLS_H

#include "core/err.h"
#include "sandbox/outcome.h"

enum calls_role {
	CALLS_SERVER = 0, /* answers clients; asks nobody and opens no files outside (files.h) */
	CALLS_CLIENT,     /* resolves names and connects to other servers as well */
};

/* SANDBOX_FAULT: no memory, or the kernel refuses. PR_SET_NO_NEW_PRIVS must be set. */
enum sandbox_outcome calls_confine(enum calls_role role, struct err *err);

#endif
