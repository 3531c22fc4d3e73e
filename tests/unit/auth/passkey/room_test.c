/* Passkeys on a disk that is nearly full: those that are there sign in, and new ones are refused
 * for want of room. */
#include "support/ceremonies.h"

#include <sys/statvfs.h>

#include "auth/passkey/options.h"

static atomic_uint_least64_t free_bytes = UINT64_C(1) << 40;

/* Replaces the function of the C library. */
int statvfs(const char *path, struct statvfs *out)
{
	assert_int_equal(access(path, F_OK), 0);
	*out = (struct statvfs){ .f_frsize = 4096,
				 .f_blocks = (fsblkcnt_t)1 << 28,
				 .f_bavail = atomic_load(&free_bytes) / 4096 };
	return 0;
}

static enum auth_result registration_options(struct fixture *f, const struct user *user)
{
	static char context[3000];
	struct registration_wishes wishes = { .context = str_of(context, sizeof(context)) };
	struct str token;
	struct buf out;

	memset(context, 'c', sizeof(context));
	arena_buf(&f->arena, &out, 4096, 65536);
	return passkey_registration_options(f->issuer, &f->arena, user, &wishes, &out, &token,
					    &f->err);
}

/* Asks until there is no room left but the reserve. */
static void use_up_the_room(struct fixture *f, const struct user *user)
{
	for (int i = 0; i < 500; i++)
		if (registration_options(f, user) != AUTH_OK)
			return;
	fail_msg("%s", "the reserve was never reached");
}

static void a_disk_that_is_nearly_full_lets_passkeys_in_and_no_new_ones(void **state)
{
	struct fixture *f = *state;
	struct authenticator device, another;
	struct challenge early;
	struct signed_in ann;
	struct passkey passkey;

	test_allow_passkeys(f);
	ann = test_sign_up(f, "ann@example.com");
	authenticator_init(&device, -7);
	authenticator_init(&another, -7);
	assert_int_equal(test_register(f, &ann.user, &device, &passkey), AUTH_OK);
	early = test_challenge(f, CEREMONY_REGISTRATION, &ann.user);
	atomic_store(&free_bytes, 1 << 20);
	use_up_the_room(f, &ann.user);
	assert_int_equal(f->err.kind, ERR_NO_ROOM);
	for (int i = 0; i < 20; i++)
		assert_int_equal(test_enter(f, &device), AUTH_OK);
	assert_int_equal(registration_options(f, &ann.user), AUTH_FAULT);
	assert_int_equal(f->err.kind, ERR_NO_ROOM);
	atomic_store(&free_bytes, UINT64_C(1) << 40);
	assert_int_equal(store_ping(f->store, &f->err),
			 STORE_OK); /* the writer looks at the disk */
	assert_int_equal(registration_options(f, &ann.user), AUTH_OK);
	assert_int_equal(test_register_with(f, &ann.user, early, &another, &passkey), AUTH_OK);
	authenticator_done(&another);
	authenticator_done(&device);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_ISSUER(a_disk_that_is_nearly_full_lets_passkeys_in_and_no_new_ones),
	};

	return cmocka_run_group_tests_name("passkey room", tests, NULL, NULL);
}
