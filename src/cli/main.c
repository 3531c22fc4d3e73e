/* ostiary: one program, one command at a time. */
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "cli/program.h"

/* Keys, tokens and passwords are in the memory of every command, so no core is dumped and no
 * debugger of the same user may attach. The debugger of the leak sanitizer attaches at exit, and
 * must be allowed then. */
static void keep_memory_private(bool on)
{
	const struct rlimit none = { 0, 0 };

	if (on)
		setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, on ? 0 : 1);
}

int main(int argc, char **argv)
{
	int code;

	keep_memory_private(true);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); /* no program of another user is of use */
	code = program_run(argc, (const char *const *)argv);
	keep_memory_private(false);
	return code;
}
