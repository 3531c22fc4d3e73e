#include "sandbox/calls.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/cleanup.h"

OWNER(scmp_filter_ctx, seccomp_release)

/* Names that an architecture does not have are ignored. clang-format would put one on each line. */
/* clang-format off */
static const char *const allowed[] = {
	/* memory */
	"brk", "madvise", "membarrier", "mincore", "mlock", "mlock2", "mremap", "munlock", "munmap",
	/* threads and their scheduling; clone is below */
	"arch_prctl", "exit", "exit_group", "futex", "get_robust_list", "getcpu", "getpriority",
	"gettid", "restart_syscall", "rseq", "sched_getaffinity", "sched_getparam",
	"sched_getscheduler", "sched_yield", "set_robust_list", "set_tid_address", "setpriority",
	"wait4", "waitid",
	/* what the process is */
	"getegid", "geteuid", "getgid", "getgroups", "getpgrp", "getpid", "getppid", "getresgid",
	"getresuid", "getrlimit", "getrusage", "getuid", "sysinfo", "times", "umask", "uname",
	/* signals */
	"pause", "rt_sigaction", "rt_sigpending", "rt_sigprocmask", "rt_sigreturn", "rt_sigsuspend",
	"rt_sigtimedwait", "sigaltstack", "signalfd4",
	/* time and chance */
	"clock_getres", "clock_gettime", "clock_nanosleep", "getrandom", "gettimeofday",
	"nanosleep", "time", "timerfd_create", "timerfd_gettime", "timerfd_settime",
	/* files */
	"access", "close", "close_range", "copy_file_range", "dup", "dup2", "dup3", "faccessat",
	"faccessat2", "fadvise64", "fallocate", "fchmod", "fchown", "fcntl", "fdatasync", "flock",
	"fstat", "fstatfs", "fsync", "ftruncate", "getcwd", "getdents64", "link", "linkat", "lseek",
	"lstat", "newfstatat", "open", "openat", "pread64", "preadv", "preadv2", "pwrite64",
	"pwritev", "pwritev2", "read", "readlink", "readlinkat", "readv", "rename", "renameat",
	"renameat2", "stat", "statfs", "statx", "sync_file_range", "unlink", "unlinkat",
	"utimensat", "write", "writev",
	/* waiting */
	"epoll_create1", "epoll_ctl", "epoll_pwait", "epoll_pwait2", "epoll_wait", "eventfd2",
	"inotify_add_watch", "inotify_init1", "inotify_rm_watch", "pipe", "pipe2", "poll", "ppoll",
	"pselect6", "select",
	/* connections that are there */
	"accept", "accept4", "getpeername", "getsockname", "getsockopt", "recvfrom", "recvmmsg",
	"recvmsg", "sendfile", "sendmmsg", "sendmsg", "sendto", "setsockopt", "shutdown",
};

static const char *const allowed_to_clients[] = { "bind", "connect", "socketpair" };

/* Named, because a program that finds them refused must not take them for missing. */
static const char *const refused[] = {
	"add_key", "bpf", "capset", "chroot", "delete_module", "execve", "execveat",
	"finit_module", "fork", "init_module", "io_uring_enter", "io_uring_register",
	"io_uring_setup", "kcmp", "kexec_load", "keyctl", "kill", "listen", "memfd_create",
	"mount", "move_mount", "name_to_handle_at", "open_by_handle_at", "perf_event_open",
	"personality", "pidfd_getfd", "pidfd_open", "pidfd_send_signal", "pivot_root",
	"pkey_mprotect", "process_madvise", "process_vm_readv", "process_vm_writev", "ptrace",
	"reboot", "request_key", "setgid", "setgroups", "setns", "setregid", "setresgid",
	"setresuid", "setreuid", "setuid", "swapon", "symlink", "symlinkat", "umount2", "unshare",
	"userfaultfd", "vfork",
};
/* clang-format on */

/* Calls that are allowed with some arguments only. */
struct by_arguments {
	const char *name;
	struct scmp_arg_cmp compare[2]; /* all must hold; SCMP_CMP_INVALID: none */
};

#define IS(argument, value)                                                                        \
	{                                                                                          \
		.arg = (argument), .op = SCMP_CMP_EQ, .datum_a = (scmp_datum_t)(value)             \
	}
#define WITHIN(argument, mask, value)                                                              \
	{                                                                                          \
		.arg = (argument), .op = SCMP_CMP_MASKED_EQ, .datum_a = (mask), .datum_b = (value) \
	}
#define TYPE_MASK 0xF /* of a socket, without SOCK_CLOEXEC and SOCK_NONBLOCK */

static const struct by_arguments sometimes[] = {
	/* Threads, not processes. The flags of clone3 are in memory, where no filter sees them; it
	 * is not allowed, and libc then takes clone. */
	{ "clone", { WITHIN(0, CLONE_THREAD, CLONE_THREAD) } },
	{ "mmap", { WITHIN(2, PROT_EXEC, 0) } },
	{ "mmap", { WITHIN(2, PROT_WRITE | PROT_EXEC, PROT_EXEC) } }, /* of a library */
	{ "mprotect", { WITHIN(2, PROT_EXEC, 0) } },
	{ "prctl", { IS(0, PR_SET_NAME) } },
	{ "prctl", { IS(0, PR_GET_NAME) } },
	{ "prctl", { IS(0, PR_SET_DUMPABLE) } },
	{ "prctl", { IS(0, PR_GET_DUMPABLE) } },
	{ "prctl", { IS(0, 0x53564d41) } },      /* PR_SET_VMA: names of the allocator's memory */
	{ "prlimit64", { IS(0, 0), IS(2, 0) } }, /* read one's own */
	{ "ioctl", { IS(1, FIONREAD) } },
	{ "ioctl", { IS(1, FIONBIO) } },
	{ "ioctl", { IS(1, TCGETS) } },
	{ "ioctl", { IS(1, TIOCGWINSZ) } },
	/* server/server.c replaces the listening socket by one that is not connected. */
	{ "socket", { IS(0, AF_INET), WITHIN(1, TYPE_MASK, SOCK_STREAM) } },
};

static const struct by_arguments sometimes_to_clients[] = {
	{ "socket", { IS(0, AF_UNIX) } },
	{ "socket", { IS(0, AF_INET), WITHIN(1, TYPE_MASK, SOCK_DGRAM) } },
	{ "socket", { IS(0, AF_INET6), WITHIN(1, TYPE_MASK, SOCK_STREAM) } },
	{ "socket", { IS(0, AF_INET6), WITHIN(1, TYPE_MASK, SOCK_DGRAM) } },
	/* The C library asks which addresses there are before it sorts those of a name. */
	{ "socket", { IS(0, AF_NETLINK), IS(2, 0 /* NETLINK_ROUTE */) } },
};

/* --- building the filter ---------------------------------------------------------------------- */

static int add(scmp_filter_ctx filter, uint32_t action, const char *name,
	       const struct by_arguments *row)
{
	int number = seccomp_syscall_resolve_name(name);
	unsigned n = 0;

	if (number == __NR_SCMP_ERROR)
		return 0; /* libseccomp is older than the call */
	while (row && n < ARRAY_LEN(row->compare) && row->compare[n].op != _SCMP_CMP_MIN)
		n++;
	return seccomp_rule_add_array(filter, action, number, n, row ? row->compare : NULL);
}

static int add_names(scmp_filter_ctx filter, uint32_t action, const char *const *names, size_t n)
{
	int code = 0;

	for (size_t i = 0; i < n && code == 0; i++)
		code = add(filter, action, names[i], NULL);
	return code;
}

static int add_rows(scmp_filter_ctx filter, const struct by_arguments *rows, size_t n)
{
	int code = 0;

	for (size_t i = 0; i < n && code == 0; i++)
		code = add(filter, SCMP_ACT_ALLOW, rows[i].name, &rows[i]);
	return code;
}

/* An abort signals the process itself. */
static int add_own_signal(scmp_filter_ctx filter)
{
	const struct by_arguments own = { "tgkill", { IS(0, getpid()) } };

	return add_rows(filter, &own, 1);
}

static int add_all(scmp_filter_ctx filter, enum calls_role role)
{
	int code = add_names(filter, SCMP_ACT_ALLOW, allowed, ARRAY_LEN(allowed));

	if (!code)
		code = add_rows(filter, sometimes, ARRAY_LEN(sometimes));
	if (!code)
		code = add_own_signal(filter);
	if (!code)
		code = add_names(filter, SCMP_ACT_ERRNO(EPERM), refused, ARRAY_LEN(refused));
	if (code || role == CALLS_SERVER)
		return code;
	code = add_names(filter, SCMP_ACT_ALLOW, allowed_to_clients, ARRAY_LEN(allowed_to_clients));
	return code ? code
		    : add_rows(filter, sometimes_to_clients, ARRAY_LEN(sometimes_to_clients));
}

/* PR_SET_NO_NEW_PRIVS is left to the caller. */
static int configure(scmp_filter_ctx filter)
{
	int code = seccomp_attr_set(filter, SCMP_FLTATR_CTL_NNP, 0);

	if (!code)
		code = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
	if (!code)
		code = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	if (!code)
		code = seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	return code;
}

static bool kernel_filters(void)
{
	uint32_t action = SECCOMP_RET_ERRNO;

	return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

enum sandbox_outcome calls_confine(enum calls_role role, struct err *err)
{
	OWNED(seccomp_release) scmp_filter_ctx filter = NULL;
	int code;

	if (!kernel_filters())
		return SANDBOX_LACKING;
	filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
	if (!filter) {
		err_set(err, "seccomp: no memory for the filter");
		return SANDBOX_FAULT;
	}
	code = configure(filter);
	if (!code)
		code = add_all(filter, role);
	if (!code)
		code = seccomp_load(filter);
	if (!code)
		return SANDBOX_CONFINED;
	err_set(err, "seccomp: %s", strerror(-code));
	return SANDBOX_FAULT;
}
