/* The program as a tree of commands. */
#ifndef OSTIARY_CLI_PROGRAM_H
#define OSTIARY_CLI_PROGRAM_H

#include "cli/tree/command.h"

/* The root of the tree: the program itself, without a command. */
extern const struct command program_root;

/* Parses the arguments and runs the command. Returns the exit code of the process (sysexits.h). */
int program_run(int argc, const char *const *argv);

#endif
