/* A keeper that has SECRET, in a process of its own, and what it is asked. */
#ifndef OSTIARY_TESTS_KEEPER_KEPT_H
#define OSTIARY_TESTS_KEEPER_KEPT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <unistd.h>

#include "keeper/process.h"

#define SECRET       "a secret of the keeper, at least 32 bytes"
#define CODE_DECLINE 3
#define CODE_ENDED   41

enum wish {
	WISH_RUN = 0,
	WISH_DECLINE,
	WISH_CLEAR, /* keys in clear are permitted */
};

static inline int find(void *arg, bool make, struct secrets *out, struct err *err)
{
	(void)arg;
	(void)err;
	*out = secrets_plain(STR(SECRET));
	return make;
}

static inline int prepare(void *arg, struct vault_config *out)
{
	if (*(enum wish *)arg == WISH_DECLINE)
		return CODE_DECLINE;
	*out = (struct vault_config){ .random = &random_kernel,
				      .find = find,
				      .takes_clear = *(enum wish *)arg == WISH_CLEAR };
	return 0;
}

static inline void ended(void *arg)
{
	(void)arg;
	_exit(CODE_ENDED);
}

static inline struct keeper_process *start_as(enum wish *wish)
{
	struct keeper_process *process = NULL;
	struct err err = { 0 };
	int code = 0;

	assert_int_equal(keeper_process_start(prepare, ended, wish, &process, &code, &err),
			 KEEPER_RUNS);
	return process;
}

static inline struct keeper_process *start(void)
{
	static enum wish wish = WISH_RUN;

	return start_as(&wish);
}

static inline bool ask(const struct keeper_process *process, enum keeper_op op,
		       const struct str *parts, size_t n, struct buf *answer)
{
	return keeper_of(process)->call(keeper_of(process), op, parts, n, answer);
}

static inline void tell_secret(const struct keeper_process *process)
{
	const uint64_t make = 0;
	const struct str part = keeper_number(&make);
	char memory[256];
	struct buf answer;

	buf_init_fixed(&answer, memory, sizeof(memory));
	assert_true(ask(process, KEEPER_SECRET, &part, 1, &answer));
}

static inline struct keeper_process *start_with_secret(void)
{
	struct keeper_process *process = start();

	tell_secret(process);
	return process;
}

#endif
