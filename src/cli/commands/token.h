/* ostiary token and ostiary jws: judge, decode and mint tokens. */
#ifndef OSTIARY_CLI_COMMANDS_TOKEN_H
#define OSTIARY_CLI_COMMANDS_TOKEN_H

#include "cli/tree/command.h"

/* "token verify" and "token decode"; "token mint" is in mint.h. */
extern const struct command token_verify_command;
extern const struct command token_decode_command;
extern const struct command jws_command;

#endif
