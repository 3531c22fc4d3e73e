/* What becomes of the keys of a folder that can no longer be read. */
#include "auth/keys/keyring.h"
#include "support/issuer_fixture.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <string.h>
#include <sys/stat.h>

#include "crypto/signing_key.h"

#define NOBODY 65534

/* A folder "keys" with one private key, in a folder of a user who is not root: root may read
 * everything. */
struct place {
	char top[64], keys[80], away[80], file[96], file_away[96];
	struct test_clock clock;
	struct log log;
	struct keyring *keyring;
};

static void become(uid_t user)
{
	if (getuid() == 0)
		assert_int_equal(seteuid(user), 0);
}

/* A new key. */
static void write_key(const char *path)
{
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	FILE *file = fdopen(fd, "w");

	assert_non_null(key);
	assert_non_null(file);
	assert_int_equal(PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL), 1);
	fclose(file);
	EVP_PKEY_free(key);
}

static int set_up(void **state)
{
	struct place *p = calloc(1, sizeof(*p));

	assert_non_null(p);
	become(NOBODY);
	snprintf(p->top, sizeof(p->top), "/tmp/ostiary-folder-XXXXXX");
	assert_non_null(mkdtemp(p->top));
	snprintf(p->keys, sizeof(p->keys), "%s/keys", p->top);
	snprintf(p->away, sizeof(p->away), "%s/away", p->top);
	snprintf(p->file, sizeof(p->file), "%s/one.pem", p->keys);
	snprintf(p->file_away, sizeof(p->file_away), "%s/one.pem", p->away);
	assert_int_equal(mkdir(p->keys, 0700), 0);
	write_key(p->file);
	p->clock.clock.now_ms = test_now_ms;
	atomic_init(&p->clock.now_ms, TEST_NOW_MS);
	p->log = (struct log){ .fd = open("/dev/null", O_WRONLY | O_CLOEXEC),
			       .level = LOG_LEVEL_ERROR,
			       .clock = &p->clock.clock };
	*state = p;
	return 0;
}

static int tear_down(void **state)
{
	struct place *p = *state;

	keyring_free(p->keyring);
	chmod(p->keys, 0700);
	unlink(p->file);
	unlink(p->file_away);
	rmdir(p->keys);
	rmdir(p->away);
	assert_int_equal(rmdir(p->top), 0);
	close(p->log.fd);
	free(p);
	become(0);
	return 0;
}

static void open_keyring(struct place *p)
{
	const struct keyring_config config = {
		.clock = &p->clock.clock,
		.log = &p->log,
		.alg = SIGNING_ALG_ES256,
		.rules = { .pending_s = 600, .grace_s = KEYS_GRACE_S, .token_s = 900 },
		.folder = p->keys,
	};
	struct err err = { 0 };

	if (keyring_open(&config, &p->keyring, &err) != KEYRING_OK)
		fail_msg("%s", err.text);
}

static size_t published_keys(struct keyring *keyring)
{
	OWNED(published_free) const struct published *published = keyring_published(keyring);

	return published->keys;
}

/* The mode of a folder that another process is about to correct. */
static void keys_stay_while_their_folder_cannot_be_read(void **state)
{
	struct place *p = *state;
	struct err err = { 0 };

	open_keyring(p);
	assert_int_equal(chmod(p->keys, 0), 0);
	assert_int_equal(keyring_reload(p->keyring, &err), KEYRING_FAULT);
	assert_non_null(strstr(err.text, p->keys));
	assert_true(keyring_ready(p->keyring));
	assert_int_equal(published_keys(p->keyring), 1);
	assert_int_equal(chmod(p->keys, 0700), 0);
	assert_int_equal(unlink(p->file), 0);
	assert_int_equal(keyring_reload(p->keyring, &err), KEYRING_OK);
	assert_int_equal(published_keys(p->keyring), 0);
}

/* A confined process may read no folder but the first. */
static void keys_go_with_a_folder_in_whose_place_another_is_that_cannot_be_read(void **state)
{
	struct place *p = *state;
	struct err err = { 0 };

	open_keyring(p);
	assert_int_equal(rename(p->keys, p->away), 0);
	assert_int_equal(mkdir(p->keys, 0), 0);
	assert_int_equal(keyring_reload(p->keyring, &err), KEYRING_OK);
	assert_false(keyring_ready(p->keyring));
	assert_int_equal(published_keys(p->keyring), 0);
	assert_int_not_equal(keyring_ensure(p->keyring, &err), KEYRING_OK);
	assert_non_null(strstr(err.text, "another folder"));
	assert_int_equal(rmdir(p->keys), 0);
	assert_int_equal(rename(p->away, p->keys), 0); /* the first one is back */
	assert_int_equal(keyring_reload(p->keyring, &err), KEYRING_OK);
	assert_true(keyring_ready(p->keyring));
	assert_int_equal(published_keys(p->keyring), 1);
}

static void keys_go_with_a_deleted_folder_though_its_number_may_be_given_again(void **state)
{
	struct place *p = *state;
	struct err err = { 0 };

	open_keyring(p);
	assert_int_equal(unlink(p->file), 0);
	assert_int_equal(rmdir(p->keys), 0);
	assert_int_equal(mkdir(p->keys, 0), 0);
	assert_int_equal(keyring_reload(p->keyring, &err), KEYRING_OK);
	assert_int_equal(published_keys(p->keyring), 0);
}

static void another_folder_that_can_be_read_takes_its_place(void **state)
{
	struct place *p = *state;
	struct err err = { 0 };

	open_keyring(p);
	assert_int_equal(rename(p->keys, p->away), 0);
	assert_int_equal(mkdir(p->keys, 0700), 0);
	assert_int_equal(keyring_reload(p->keyring, &err), KEYRING_OK);
	assert_int_equal(published_keys(p->keyring), 0);
	write_key(p->file);
	assert_int_equal(keyring_reload(p->keyring, &err), KEYRING_OK);
	assert_true(keyring_ready(p->keyring));
}

static void put_folder(const char *path)
{
	assert_int_equal(mkdir(path, 0700), 0);
}

static void put_long_file(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, 16384), 0);
	close(fd);
}

static void put_closed_file(const char *path)
{
	close(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0));
}

static void put_dead_link(const char *path)
{
	assert_int_equal(symlink("nowhere", path), 0);
}

static void put_short_file(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	assert_int_equal(write(fd, "notes", 5), 5);
	close(fd);
}

static void put_open_file(const char *path)
{
	write_key(path);
	assert_int_equal(chmod(path, 0644), 0);
}

static void a_refusal_says_why_a_file_is_not_used(void **state)
{
	static const struct {
		void (*put)(const char *path);
		const char *why;
	} cases[] = {
		{ put_folder, "it is not a regular file" },
		{ put_long_file, "it is too long for a key: 16384 bytes or more" },
		{ put_closed_file, "Permission denied" },
		{ put_dead_link, "there is no such file, or its link leads nowhere" },
		{ put_short_file, "there is no PEM block" },
		{ put_open_file, "this is a private key, and" },
	};
	struct place *p = *state;

	open_keyring(p);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct err err = { 0 };

		assert_int_equal(unlink(p->file), 0);
		cases[i].put(p->file);
		assert_int_equal(keyring_reload(p->keyring, &err), KEYRING_OK);
		assert_int_not_equal(keyring_ensure(p->keyring, &err), KEYRING_OK);
		if (!strstr(err.text, cases[i].why) || !strstr(err.text, p->file))
			fail_msg("%s: %s", cases[i].why, err.text);
		assert_true(unlink(p->file) == 0 || rmdir(p->file) == 0);
		write_key(p->file);
		assert_int_equal(keyring_reload(p->keyring, &err), KEYRING_OK);
		assert_int_equal(keyring_ensure(p->keyring, &err), KEYRING_OK);
	}
}

#define TEST_IN_PLACE(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_IN_PLACE(keys_stay_while_their_folder_cannot_be_read),
		TEST_IN_PLACE(keys_go_with_a_folder_in_whose_place_another_is_that_cannot_be_read),
		TEST_IN_PLACE(keys_go_with_a_deleted_folder_though_its_number_may_be_given_again),
		TEST_IN_PLACE(a_refusal_says_why_a_file_is_not_used),
		TEST_IN_PLACE(another_folder_that_can_be_read_takes_its_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
