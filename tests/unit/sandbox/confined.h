/* Runs a test's function in a process of its own, because what confines a process stays. */
#ifndef TESTS_UNIT_SANDBOX_CONFINED_H
#define TESTS_UNIT_SANDBOX_CONFINED_H

#include <stdbool.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/outcome.h"

/* Prints the lines for which the child found something else than expected. */
#define EXPECT(condition)                                                                          \
	((condition) ? (void)0                                                                     \
		     : (void)(faults++, fprintf(stderr, "%d: %s\n", __LINE__, #condition)))

static int faults;

/* True when fn() finds all its expectations met. */
static inline bool in_a_process(void (*fn)(void))
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		fn();
		_exit(faults ? 1 : 0);
	}
	return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
	       WEXITSTATUS(status) == 0;
}

#endif
