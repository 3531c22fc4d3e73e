/* Bytes that a socket has received and that are not used yet. Most are used at once, and stay in
 * memory that all connections of a thread share. Only what is left over is kept, so that an idle
 * connection needs no memory for it. */
#ifndef OSTIARY_SERVER_INPUT_H
#define OSTIARY_SERVER_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "core/limits.h"

#define INPUT_BYTES ((size_t)LIMIT_HEAD_BYTES + 64) /* a head, and empty lines before it */

struct input {
	int fd;
	bool readable;     /* the socket may have more */
	bool hung_up;      /* the client sends nothing more, and epoll says nothing more of it */
	char *kept;        /* INPUT_BYTES; NULL when there is none */
	size_t kept_bytes; /* behind them is nothing that was received */
	bool hungry;       /* what is kept does not suffice */
};

enum input_rc {
	INPUT_OK = 0,
	INPUT_NONE, /* nothing has come; epoll will tell */
	INPUT_END,  /* the client sends nothing more, or there is no memory */
};

/* What is there: kept from before, or received anew into scratch, which has INPUT_BYTES. */
enum input_rc input_get(struct input *in, char *scratch, struct str *out);

/* Keeps the rest of what input_get() gave, which has been used up to there. What was used is wiped,
 * because it may be a password. */
enum input_rc input_keep(struct input *in, struct str got, struct str rest);

/* The same where all of it is kept, and more is needed. */
enum input_rc input_keep_all(struct input *in, struct str got);

/* The same where nothing of it is needed any more. */
void input_drop(struct input *in, struct str got);

bool input_is_kept(const struct input *in);

/* epoll has seen bytes, or the end. */
void input_is_ready(struct input *in, bool hung_up);

/* Wipes and frees what is kept. */
void input_forget(struct input *in);

#endif
