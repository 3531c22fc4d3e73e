#include "cli/supervisor/supervisor.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/str.h"

#define USEC_PER_MS  1000
#define FIRST_HANDED 3 /* SD_LISTEN_FDS_START */

/* "/run/systemd/notify", or "@NAME" of the abstract namespace. False: neither, or too long. */
static bool read_address(const char *text, struct supervisor *out)
{
	size_t n = strlen(text);

	if ((text[0] != '/' && text[0] != '@') || n < 2 || n >= sizeof(out->address.sun_path))
		return false;
	out->address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	memcpy(out->address.sun_path, text, n);
	if (text[0] == '@')
		out->address.sun_path[0] = '\0';
	/* Every byte of the address counts for the name of an abstract socket. */
	out->address_bytes = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n);
	return true;
}

bool supervisor_has_log(int fd)
{
	struct str text = str_z(getenv("JOURNAL_STREAM")), device, inode;
	uint64_t dev, ino;
	struct stat info;

	return str_cut(text, ':', &device, &inode) && str_to_u64(device, UINT64_MAX, &dev) &&
	       str_to_u64(inode, UINT64_MAX, &ino) && fstat(fd, &info) == 0 && info.st_dev == dev &&
	       info.st_ino == ino;
}

/* 0: it is not there, or no number. */
static uint64_t number_in(const char *variable)
{
	const char *text = getenv(variable);
	uint64_t value;

	return text && str_to_u64(str_z(text), INT64_MAX, &value) ? value : 0;
}

static bool is_us(const char *variable)
{
	return number_in(variable) == (uint64_t)getpid();
}

enum handed supervisor_take_socket(int *out_fd)
{
	uint64_t n = is_us("LISTEN_PID") ? number_in("LISTEN_FDS") : 0;

	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDNAMES");
	*out_fd = n == 1 ? FIRST_HANDED : -1;
	return n == 0 ? HANDED_NONE : n == 1 ? HANDED_SOCKET : HANDED_TOO_MANY;
}

/* The watchdog may be another process's, or anybody's. A time that is no number is none. */
static int64_t watchdog_ms(void)
{
	const char *pid = getenv("WATCHDOG_PID");
	uint64_t usec = number_in("WATCHDOG_USEC");

	if (usec == 0 || (pid && *pid && !is_us("WATCHDOG_PID")))
		return 0;
	return usec / USEC_PER_MS / 2 ? (int64_t)(usec / USEC_PER_MS / 2) : 1;
}

static void find(const char *text, struct supervisor *out, const struct log *log)
{
	const struct log_field fields[] = { LOG_FIELD_TEXT("address", str_z(text)) };

	if (read_address(text, out))
		out->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (out->fd < 0)
		log_line(log, LOG_LEVEL_WARN,
			 "NOTIFY_SOCKET cannot be used: the supervisor is told nothing", fields,
			 ARRAY_LEN(fields));
	else
		out->watchdog_ms = watchdog_ms();
}

void supervisor_find(struct supervisor *out, const struct log *log)
{
	const char *text = getenv("NOTIFY_SOCKET");

	*out = (struct supervisor){ .fd = -1 };
	if (text && *text)
		find(text, out, log);
	unsetenv("NOTIFY_SOCKET");
	unsetenv("WATCHDOG_USEC");
	unsetenv("WATCHDOG_PID");
}

/* Nothing waits for a supervisor that does not read, and there is nothing to do about one that has
 * gone. */
static void tell(const struct supervisor *self, struct str text)
{
	if (self->fd >= 0)
		(void)!sendto(self->fd, text.p, text.n, MSG_NOSIGNAL | MSG_DONTWAIT,
			      (const struct sockaddr *)&self->address, self->address_bytes);
}

static void answer_watchdog(void *arg)
{
	const struct supervisor *self = arg;

	if (self->lives(self->arg))
		tell(self, STR("WATCHDOG=1"));
}

void supervisor_ready(struct supervisor *self, bool (*lives)(void *arg), void *arg)
{
	self->lives = lives;
	self->arg = arg;
	tell(self, STR("READY=1"));
	if (self->watchdog_ms)
		self->watchdog = ticker_start(self->watchdog_ms, answer_watchdog, self);
}

/* The time lets systemd tell this reload from an earlier one. */
void supervisor_reloaded(const struct supervisor *self)
{
	char memory[64];
	struct buf text;

	buf_init_fixed(&text, memory, sizeof(memory));
	buf_fmt(&text, "RELOADING=1\nMONOTONIC_USEC=%lld", (long long)clock_steady_us());
	tell(self, buf_text(&text));
	tell(self, STR("READY=1"));
}

void supervisor_stopping(const struct supervisor *self)
{
	tell(self, STR("STOPPING=1"));
}

void supervisor_done(struct supervisor *self)
{
	ticker_stop(self->watchdog);
	self->watchdog = NULL;
	if (self->fd >= 0)
		close(self->fd);
	self->fd = -1;
}
