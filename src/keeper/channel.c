#include "keeper/channel.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/cleanup.h"

bool channel_pair(int out[2])
{
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, out) == 0;
}

/* In the first byte of a message: the text of the request goes on in the next one. */
#define MORE 0x80

/* A message: its first byte is the request's kind, or whether it was done; the rest is its text.
 * -1: the other side is gone. */
static ssize_t receive(int fd, char *memory)
{
	ssize_t got;

	do
		got = recv(fd, memory, KEEPER_BYTES_MAX, 0);
	while (got < 0 && errno == EINTR);
	return got < 1 ? -1 : got;
}

static bool send_all(int fd, const struct iovec *parts, size_t n)
{
	const struct msghdr message = { .msg_iov = (struct iovec *)(uintptr_t)parts,
					.msg_iovlen = n };
	ssize_t sent;

	do
		sent = sendmsg(fd, &message, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	return sent >= 0;
}

static struct iovec piece(const void *bytes, size_t n)
{
	return (struct iovec){ (void *)(uintptr_t)bytes, n };
}

/* Cuts at most `room` bytes off the front. */
static struct iovec cut(struct iovec *from, size_t room)
{
	const struct iovec front =
		piece(from->iov_base, from->iov_len < room ? from->iov_len : room);

	if (front.iov_len)
		from->iov_base = (char *)from->iov_base + front.iov_len;
	from->iov_len -= front.iov_len;
	return front;
}

/* A text of any length, in messages that a socket's buffer holds. */
static bool send_text(int fd, unsigned char kind, struct iovec *text, size_t n)
{
	struct iovec pieces[1 + 2 * KEEPER_PARTS_MAX];
	unsigned char first;
	size_t at = 0;

	do {
		size_t room = KEEPER_BYTES_MAX - 1, used = 1;

		while (at < n && room) {
			pieces[used] = cut(&text[at], room);
			room -= pieces[used++].iov_len;
			at += text[at].iov_len == 0;
		}
		first = at < n ? kind | MORE : kind;
		pieces[0] = piece(&first, 1);
		if (!send_all(fd, pieces, used))
			return false;
	} while (first & MORE);
	return true;
}

static bool send_request(int fd, enum keeper_op op, const struct str *parts, size_t n)
{
	struct iovec pieces[2 * KEEPER_PARTS_MAX];
	uint32_t lengths[KEEPER_PARTS_MAX];
	size_t used = 0;

	for (size_t i = 0; i < n && i < KEEPER_PARTS_MAX; i++) {
		lengths[i] = (uint32_t)parts[i].n;
		pieces[used++] = piece(&lengths[i], sizeof(lengths[i]));
		pieces[used++] = piece(parts[i].p, parts[i].n);
	}
	return send_text(fd, (unsigned char)op, pieces, used);
}

static bool fits(const struct str *parts, size_t n)
{
	size_t total = 0;

	for (size_t i = 0; i < n; i++)
		if (parts[i].n > KEEPER_REQUEST_MAX ||
		    (total += sizeof(uint32_t) + parts[i].n) > KEEPER_REQUEST_MAX)
			return false;
	return true;
}

enum channel_rc channel_ask(int fd, char *memory, enum keeper_op op, const struct str *parts,
			    size_t n, struct buf *answer)
{
	enum channel_rc rc;
	ssize_t got;

	if (!fits(parts, n)) {
		buf_z(answer, "the request is too long");
		return CHANNEL_REFUSED;
	}
	if (!send_request(fd, op, parts, n))
		return CHANNEL_ENDED;
	got = receive(fd, memory);
	if (got < 0)
		return CHANNEL_ENDED;
	buf_str(answer, str_of(memory + 1, (size_t)got - 1));
	rc = memory[0] && buf_ok(answer) ? CHANNEL_DONE : CHANNEL_REFUSED;
	explicit_bzero(memory, (size_t)got);
	return rc;
}

/* A request that goes on: its first message is in memory, and the next ones are received there.
 * False: the other side is gone. When there is no memory for it, *out has failed. */
static bool receive_long(int fd, char *memory, size_t got, struct buf *out)
{
	ssize_t more;

	buf_init_heap(out, 1 + KEEPER_REQUEST_MAX);
	buf_str(out, str_of(memory, got));
	while ((unsigned char)memory[0] & MORE) {
		more = receive(fd, memory);
		if (more < 0)
			return false;
		buf_str(out, str_of(memory + 1, (size_t)more - 1));
	}
	return true;
}

/* A whole request, its kind first. It is in memory if it is one message. */
static bool receive_request(int fd, char *memory, struct buf *out)
{
	ssize_t got = receive(fd, memory);

	if (got < 0)
		return false;
	if ((unsigned char)memory[0] & MORE)
		return receive_long(fd, memory, (size_t)got, out);
	buf_init_fixed(out, memory, KEEPER_BYTES_MAX);
	buf_wrote(out, (size_t)got);
	return true;
}

static bool send_answer(int fd, bool done, const struct buf *text)
{
	const char first = done && buf_ok(text);
	const struct iovec pieces[] = { piece(&first, 1), piece(text->p, text->n) };

	return send_all(fd, pieces, ARRAY_LEN(pieces));
}

static bool answer_one(int fd, char *memory, char *out, channel_answer_fn *answer, void *arg)
{
	struct buf request = { .failed = true }, text;
	bool good = receive_request(fd, memory, &request), done = false;

	buf_init_fixed(&text, out, KEEPER_BYTES_MAX - 1);
	if (good && buf_ok(&request))
		done = answer(arg, (enum keeper_op)((unsigned char)request.p[0] & ~MORE),
			      str_of(request.p + 1, request.n - 1), &text);
	else
		buf_z(&text, "no memory for the request");
	buf_done(&request);
	return good && send_answer(fd, done, &text);
}

void channel_serve(int fd, channel_answer_fn *answer, void *arg)
{
	char *request = malloc(KEEPER_BYTES_MAX), *memory = malloc(KEEPER_BYTES_MAX);

	while (request && memory && answer_one(fd, request, memory, answer, arg))
		continue;
	free(request);
	free(memory);
	close(fd);
}
