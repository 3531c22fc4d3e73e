#include "cli/commands/version.h"

#include <stdio.h>
#include <sysexits.h>

#include "build_version.h"

static int print_version(const struct args *args)
{
	(void)args;
	puts("ostiary " OSTIARY_VERSION);
	return EX_OK;
}

const struct command version_command = {
	.name = "version",
	.summary = "print the version",
	.run = print_version,
};
