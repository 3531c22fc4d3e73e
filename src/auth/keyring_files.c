/* Keys that are managed elsewhere: one PEM file each. There is no life cycle but what the folder says. */
#include "auth/keyring_own.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/private_file.h"

#define SUFFIX   ".pem"
#define FILE_MAX 16384 /* bytes: a private RSA key of 8192 bits has 6,500 */

static void closedir_if(DIR *dir)
{
	if (dir)
		closedir(dir);
}
OWNER(DIR *, closedir_if)

struct names {
	struct str of[LIMIT_SIGNING_KEYS];
	size_t n;
};

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct str *)a)->p, ((const struct str *)b)->p);
}

/* Hidden files are not looked at: Kubernetes keeps its own there. */
static bool list_names(const char *folder, struct arena *a, struct names *out, struct err *err)
{
	OWNED(closedir_if) DIR *dir = opendir(folder);
	const struct dirent *entry;

	if (!dir) {
		err_set(err, "%s: %s", folder, strerror(errno));
		return false;
	}
	while ((entry = readdir(dir))) {
		struct str name = str_z(entry->d_name);

		if (!str_ends(name, STR(SUFFIX)) || name.n == 4 || name.p[0] == '.')
			continue;
		if (out->n == LIMIT_SIGNING_KEYS) {
			err_set(err, "%s: there are more than %d keys", folder, LIMIT_SIGNING_KEYS);
			return false;
		}
		out->of[out->n++] = str_z(arena_z(a, name));
	}
	qsort(out->of, out->n, sizeof(out->of[0]), by_name);
	return true;
}

/* Which files there are and when they were changed; what the names of symbolic links lead to counts. */
static bool fingerprint(const char *folder, struct arena *a, const struct names *names,
			struct signing_keys_mark *out)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < names->n; i++) {
		const char *path = arena_fmt(a, "%s/%s", folder, names->of[i].p).p;
		struct stat st;

		if (stat(path, &st))
			return false;
		for (const char *c = names->of[i].p; *c; c++)
			hash = (hash ^ (unsigned char)*c) * UINT64_C(0x100000001b3);
		hash = (hash ^ (uint64_t)st.st_mtim.tv_sec) * UINT64_C(0x100000001b3);
		hash = (hash ^ (uint64_t)st.st_mtim.tv_nsec) * UINT64_C(0x100000001b3);
		hash = (hash ^ (uint64_t)st.st_ino) * UINT64_C(0x100000001b3);
		hash = (hash ^ (uint64_t)st.st_size) * UINT64_C(0x100000001b3);
	}
	*out = (struct signing_keys_mark){ (int64_t)(hash >> 1), (int64_t)names->n };
	return true;
}

/* Up to FILE_MAX bytes, and what the file is; false when it cannot be read or is longer. */
static bool read_file(const char *path, char *room, size_t *out_n, struct stat *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	ssize_t got = -1;
	size_t n = 0;

	if (fd < 0)
		return false;
	if (!fstat(fd, &st) && S_ISREG(st.st_mode))
		while (n < FILE_MAX && (got = read(fd, room + n, FILE_MAX - n)) > 0)
			n += (size_t)got;
	close(fd);
	*out_n = n;
	*out = st;
	return got == 0;
}

static struct signing_key *read_key(enum signing_alg alg, const char *path, struct err *err)
{
	char text[FILE_MAX];
	struct signing_key *key = NULL;
	const char *fault;
	struct stat info;
	size_t n;

	if (!read_file(path, text, &n, &info)) {
		err_set(err, "it cannot be read, or is no PEM file");
		return NULL;
	}
	key = signing_key_from_pem(alg, str_of(text, n), err);
	explicit_bzero(text, sizeof(text));
	fault = private_file_fault(&info);
	if (key && signing_key_can_sign(key) && fault) {
		signing_key_free(TAKE(key));
		err_set(err, "this is a private key, and %s", fault);
	}
	return key;
}

static bool open_file(const struct keyring *ring, struct arena *a, struct str name,
		      struct ring_entry *out, struct err *err)
{
	const char *path = arena_fmt(a, "%s/%s", ring->folder, name.p).p;
	struct signing_key *key = read_key(ring->rules.alg, path, err);

	out->key = key ? ring_key_new(key, str_head(name, name.n - strlen(SUFFIX)), err) : NULL;
	out->times = (struct key_times){ .created_ms = 1, .activates_ms = 1 };
	if (!out->key)
		err_prefix(err, path);
	return out->key;
}

/* Which of two would sign nobody could say. */
static bool no_two_sign(const struct ring_entry *keys, size_t n, struct err *err)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++) {
			const struct signing_key *x = keys[i].key->key, *y = keys[j].key->key;

			if (!signing_key_can_sign(x) || !signing_key_can_sign(y) ||
			    signing_key_alg(x) != signing_key_alg(y))
				continue;
			err_set(err,
				"there are two private keys for %.*s, %.*s and %.*s; the one that "
				"is not to sign must be there as a public key",
				STR_FMT(signing_alg_name(signing_key_alg(x))),
				STR_FMT(keys[j].key->kid), STR_FMT(keys[i].key->kid));
			return false;
		}
	return true;
}

static enum keyring_rc install_files(struct keyring *ring, struct arena *a,
				     const struct names *names, struct err *err)
{
	struct ring_entry keys[LIMIT_SIGNING_KEYS] = { 0 };
	enum keyring_rc rc = KEYRING_OK;
	size_t n = 0;

	while (rc == KEYRING_OK && n < names->n)
		if (open_file(ring, a, names->of[names->n - 1 - n], &keys[n], err))
			n++;
		else
			rc = KEYRING_FAULT;
	if (rc == KEYRING_OK)
		rc = no_two_sign(keys, n, err) ? keyring_install(ring, keys, n, err)
					       : KEYRING_FAULT;
	while (n)
		ring_key_free(keys[--n].key);
	return rc;
}

enum keyring_rc keyring_load_files(struct keyring *ring, enum load_when when, struct err *err)
{
	struct names names = { .n = 0 };
	struct signing_keys_mark mark;
	enum keyring_rc rc = KEYRING_FAULT;
	struct arena a;

	arena_init(&a, NULL, 0);
	if (!list_names(ring->folder, &a, &names, err)) {
		/* *err says why */
	} else if (!fingerprint(ring->folder, &a, &names, &mark)) {
		err_set(err, "%s: a file went away or leads nowhere", ring->folder);
	} else if (when == LOAD_IF_CHANGED && mark.turn == ring->mark.turn &&
		   mark.rows == ring->mark.rows) {
		rc = KEYRING_OK;
	} else {
		rc = install_files(ring, &a, &names, err);
		if (rc == KEYRING_OK)
			ring->mark = mark;
	}
	arena_done(&a);
	return rc;
}
