#include "cli/nodes/signals.h"

#include <errno.h>
#include <stdatomic.h>

struct awaited {
	int number;
	struct str name;
	bool stops;
	const char *meaning;
};

static const struct awaited awaited[] = {
	{ SIGTERM, STR_INIT("TERM"), true, "stopping" },
	{ SIGINT, STR_INIT("INT"), true, "stopping" },
	{ SIGQUIT, STR_INIT("QUIT"), true, "stopping" },
	{ SIGHUP, STR_INIT("HUP"), false,
	  "nothing to reload: settings and mail templates are read at the start" },
	{ SIGUSR1, STR_INIT("USR1"), false, "signal ignored" },
	{ SIGUSR2, STR_INIT("USR2"), false, "signal ignored" },
	{ SIGALRM, STR_INIT("ALRM"), false, "signal ignored" },
	{ SIGVTALRM, STR_INIT("VTALRM"), false, "signal ignored" },
	{ SIGPROF, STR_INIT("PROF"), false, "signal ignored" },
	{ SIGIO, STR_INIT("IO"), false, "signal ignored" },
	{ SIGPWR, STR_INIT("PWR"), false, "signal ignored" },
	{ SIGXCPU, STR_INIT("XCPU"), false, "signal ignored" },
#ifdef SIGSTKFLT
	{ SIGSTKFLT, STR_INIT("STKFLT"), false, "signal ignored" },
#endif
	/* Of the kernel's own, which are for one thread, no mask keeps the process alive. */
	{ SIGTRAP, STR_INIT("TRAP"), false, "signal ignored" },
	{ SIGSYS, STR_INIT("SYS"), false, "signal ignored" },
};

/* Of all real-time signals, whose numbers the C library knows when it runs. */
static const struct awaited real_time = { 0, STR_INIT("RTMIN"), false, "signal ignored" };

static const int fatal[] = { SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGFPE };

static sigset_t awaited_set(void)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < ARRAY_LEN(awaited); i++)
		sigaddset(&set, awaited[i].number);
	for (int number = SIGRTMIN; number <= SIGRTMAX; number++)
		sigaddset(&set, number);
	return set;
}

void signals_hold(void)
{
	sigset_t set = awaited_set();

	pthread_sigmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
}

static const struct awaited *row_of(int number)
{
	for (size_t i = 0; i < ARRAY_LEN(awaited); i++)
		if (awaited[i].number == number)
			return &awaited[i];
	return &real_time;
}

/* Logs the signal; true when it stops the server. */
static bool take(const struct log *log, const siginfo_t *got)
{
	const struct awaited *row = row_of(got->si_signo);
	/* The kernel sends it when the terminal is closed; everyone else uses kill(2). */
	bool closed = got->si_signo == SIGHUP && got->si_code == SI_KERNEL;
	bool sent = got->si_code == SI_USER || got->si_code == SI_QUEUE;
	struct log_field fields[] = { LOG_FIELD_TEXT("signal", row->name),
				      LOG_FIELD_INTEGER("from_pid", got->si_pid) };

	log_line(log, row->stops || closed ? LOG_LEVEL_INFO : LOG_LEVEL_NOTICE,
		 closed ? "stopping" : row->meaning, fields, sent ? 2 : 1);
	return row->stops || closed;
}

/* A second one of these ends the process. */
static void let_stopping_through(void)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < ARRAY_LEN(awaited); i++)
		if (awaited[i].stops)
			sigaddset(&set, awaited[i].number);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

/* True when the next signal stops the server. */
static bool take_next(const struct log *log, const struct supervisor *supervisor)
{
	sigset_t set = awaited_set();
	siginfo_t got;

	if (sigwaitinfo(&set, &got) < 0)
		return false;
	if (take(log, &got))
		return true;
	if (got.si_signo == SIGHUP)
		supervisor_reloaded(supervisor);
	return false;
}

void signals_await_stop(const struct log *log, const struct supervisor *supervisor)
{
	while (!take_next(log, supervisor))
		;
	supervisor_stopping(supervisor);
	let_stopping_through();
}

/* ---- fatal signals ---- */

static const struct log *_Atomic rescued;

/* The handler is gone after its first call, so that the signal, raised again, ends the process. */
static void rescue(int number)
{
	const struct log *log = atomic_load(&rescued);
	struct line_queue *queue = log ? atomic_load(&log->queue) : NULL;
	int saved = errno;

	if (queue)
		line_queue_rescue(queue);
	errno = saved;
	raise(number);
}

void signals_rescue_log(const struct log *log)
{
	struct sigaction action = { .sa_handler = rescue, .sa_flags = (int)SA_RESETHAND };
	struct sigaction before;

	atomic_store(&rescued, log);
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < ARRAY_LEN(fatal); i++)
		if (sigaction(fatal[i], NULL, &before) == 0 && before.sa_handler == SIG_DFL)
			sigaction(fatal[i], &action, NULL); /* a sanitizer keeps its own */
}
