#include "server/input.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static enum input_rc receive(struct input *in, char *memory, size_t room, size_t *out_bytes)
{
	ssize_t n;

	if (!in->readable)
		return INPUT_NONE;
	do
		n = recv(in->fd, memory, room, 0);
	while (n < 0 && errno == EINTR);
	if (n < 0 && errno == EAGAIN) {
		in->readable = false;
		return INPUT_NONE;
	}
	if (n <= 0)
		return INPUT_END;
	if ((size_t)n < room && !in->hung_up)
		in->readable = false;
	*out_bytes = (size_t)n;
	return INPUT_OK;
}

enum input_rc input_get(struct input *in, char *scratch, struct str *out)
{
	char *memory = in->kept ? in->kept : scratch;
	enum input_rc rc = INPUT_OK;
	size_t bytes = 0;

	if (!in->kept || in->hungry)
		rc = receive(in, memory + in->kept_bytes, INPUT_BYTES - in->kept_bytes, &bytes);
	if (rc != INPUT_OK)
		return rc;
	if (in->kept)
		in->kept_bytes += bytes;
	*out = str_of(memory, in->kept ? in->kept_bytes : bytes);
	in->hungry = false;
	return INPUT_OK;
}

/* False: no memory. */
static bool keep_rest(struct input *in, struct str rest)
{
	if (!in->kept)
		in->kept = malloc(INPUT_BYTES);
	if (!in->kept)
		return false;
	memmove(in->kept, rest.p, rest.n);
	if (in->kept_bytes > rest.n)
		explicit_bzero(in->kept + rest.n, in->kept_bytes - rest.n);
	in->kept_bytes = rest.n;
	return true;
}

enum input_rc input_keep(struct input *in, struct str got, struct str rest)
{
	bool in_scratch = got.p != in->kept, kept = true;

	if (rest.n)
		kept = keep_rest(in, rest);
	else
		input_forget(in);
	if (in_scratch)
		explicit_bzero((char *)(uintptr_t)got.p, got.n);
	return kept ? INPUT_OK : INPUT_END;
}

void input_drop(struct input *in, struct str got)
{
	(void)input_keep(in, got, str_of(NULL, 0));
}

enum input_rc input_keep_all(struct input *in, struct str got)
{
	in->hungry = true;
	return input_keep(in, got, got);
}

bool input_is_kept(const struct input *in)
{
	return in->kept;
}

void input_is_ready(struct input *in, bool hung_up)
{
	in->readable = true;
	in->hung_up = in->hung_up || hung_up;
}

void input_forget(struct input *in)
{
	if (in->kept)
		explicit_bzero(in->kept, in->kept_bytes);
	free(in->kept);
	in->kept = NULL;
	in->kept_bytes = 0;
	in->hungry = false;
}
