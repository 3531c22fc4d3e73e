/* What the hardening flags of meson.build do to a program that is compiled with them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define APART __attribute__((noinline, noclone))

#ifdef __clang__
#undef APART
#define APART __attribute__((noinline))
#endif

/* --- _FORTIFY_SOURCE=3: the size of memory is known only at run time -------------------------- */

APART static void fill(size_t room, size_t n)
{
	char *memory = malloc(room);

	if (!memory)
		_exit(2);
	memset(memory, 'x', n);
	__asm__ volatile("" : : "r"(memory) : "memory");
	free(memory);
}

/* The signal that ends a process which fills the memory; 0: none. */
static int signal_of_fill(size_t room, size_t n)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		fclose(stderr); /* libc would print a line */
		fill(room, n);
		_exit(0);
	}
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void a_write_beyond_allocated_memory_ends_the_process(void **state)
{
	volatile size_t room = 24; /* the allocator has no room to spare after 24 bytes */

	(void)state;
	assert_int_equal(signal_of_fill(room, room), 0);
	assert_int_equal(signal_of_fill(room, room + 1), SIGABRT);
}

#ifdef OSTIARY_ZERO_VARIABLES
/* --- -ftrivial-auto-var-init=zero ------------------------------------------------------------- */

#define BYTES 512

#pragma GCC diagnostic ignored "-Wuninitialized"
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

/* The sum of the bytes that a variable without a value has. */
APART static unsigned sum_of_nothing(void)
{
	volatile unsigned char bytes[BYTES];
	unsigned sum = 0;

	for (size_t i = 0; i < sizeof(bytes); i++)
		sum += bytes[i];
	return sum;
}

/* Leaves ones on the stack, where the next call finds them. */
APART static void dirty_the_stack(void)
{
	volatile unsigned char bytes[2 * BYTES];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = 1;
}

static void a_variable_without_a_value_is_zero(void **state)
{
	(void)state;
	dirty_the_stack();
	assert_int_equal(sum_of_nothing(), 0);
}
#endif

/* --- -fzero-call-used-regs=used-gpr ----------------------------------------------------------- */

#if defined(__x86_64__)
#define SCRATCH_SET  "movq %0, %%r10"
#define SCRATCH_GET  "movq %%r10, %0"
#define SCRATCH_NAME "r10"
#elif defined(__aarch64__)
#define SCRATCH_SET  "mov x10, %0"
#define SCRATCH_GET  "mov %0, x10"
#define SCRATCH_NAME "x10"
#endif

#if defined(SCRATCH_SET) && __has_attribute(zero_call_used_regs)
#define SECRET UINT64_C(0x5ec2e75ec2e75ec2)

APART static void use_a_secret(void)
{
	__asm__ volatile(SCRATCH_SET : : "r"(SECRET) : SCRATCH_NAME);
}

APART __attribute__((zero_call_used_regs("skip"))) static void leave_a_secret(void)
{
	__asm__ volatile(SCRATCH_SET : : "r"(SECRET) : SCRATCH_NAME);
}

static void a_function_leaves_nothing_in_the_registers_that_it_used(void **state)
{
	uint64_t after, after_twin;

	(void)state;
	use_a_secret();
	__asm__ volatile(SCRATCH_GET : "=r"(after));
	leave_a_secret();
	__asm__ volatile(SCRATCH_GET : "=r"(after_twin));
	assert_true(after_twin == SECRET);
	assert_true(after == 0);
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_write_beyond_allocated_memory_ends_the_process),
#ifdef OSTIARY_ZERO_VARIABLES
		cmocka_unit_test(a_variable_without_a_value_is_zero),
#endif
#ifdef SECRET
		cmocka_unit_test(a_function_leaves_nothing_in_the_registers_that_it_used),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
