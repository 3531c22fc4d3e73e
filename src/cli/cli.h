/* The subcommands. Each gets its own words: argv[0] is the subcommand's name. Each returns the exit code
 * of the process (sysexits.h where something is wrong). */
#ifndef OSTIARY_CLI_CLI_H
#define OSTIARY_CLI_CLI_H

int cmd_serve(int argc, char **argv);
int cmd_config(int argc, char **argv);
int cmd_token(int argc, char **argv);
int cmd_mint(int argc, char **argv); /* of token: argv[0] is "mint" */
int cmd_jws(int argc, char **argv);
int cmd_throttle(int argc, char **argv);
int cmd_outbox(int argc, char **argv);
int cmd_key(int argc, char **argv);
int cmd_doctor(int argc, char **argv);
int cmd_user(int argc, char **argv);
int cmd_help(int argc, char **argv);

/* One line on standard error, "ostiary: ...", and the code to return. */
int cli_fail(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
