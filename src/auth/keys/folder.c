#include "auth/keys/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "auth/keys/load.h"
#include "auth/keys/private_key.h"
#include "base/hash.h"
#include "core/arena.h"
#include "core/limits.h"

#define SUFFIX ".pem"

static void closedir_if(DIR *dir)
{
	if (dir)
		closedir(dir);
}
OWNER(DIR *, closedir_if)

struct file_names {
	struct str of[LIMIT_SIGNING_KEYS];
	size_t n;
	bool more; /* there are more files, which are left out */
};

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct str *)a)->p, ((const struct str *)b)->p);
}

enum listing {
	LISTED,
	LISTING_GONE, /* the folder is no longer there, and so none of its keys */
	LISTING_FAULT,
};

static bool are_one_folder(int x, int y)
{
	struct stat of_x, of_y;

	return !fstat(x, &of_x) && !fstat(y, &of_y) && of_x.st_dev == of_y.st_dev &&
	       of_x.st_ino == of_y.st_ino;
}

static enum listing cannot_read(const char *folder, int error, struct err *err)
{
	err_set(err, "%s: %s", folder, strerror(error));
	return path_is_gone(error) ? LISTING_GONE : LISTING_FAULT;
}

/* A confined process may read the folder that was there when it started, and no other one that
 * comes to stand in its place. The keys of the first are gone then as those of a folder that was
 * deleted. */
static enum listing open_folder(struct keyring *ring, DIR **out, struct err *err)
{
	int place = open(ring->folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int fd = place < 0 ? -1 : openat(place, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int error = errno;
	bool other = ring->folder_fd >= 0 && !are_one_folder(place, ring->folder_fd);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (dir) {
		keyring_keep_folder(ring, place);
		*out = dir;
		return LISTED;
	}
	if (fd >= 0) {
		error = errno;
		close(fd);
	}
	if (place < 0)
		return cannot_read(ring->folder, error, err);
	close(place);
	if (error != EACCES || !other)
		return cannot_read(ring->folder, error, err);
	err_set(err,
		"%s is another folder than the one at the start, and this process may not read it; "
		"the server must be started again",
		ring->folder);
	return LISTING_GONE;
}

/* Hidden files are left out: Kubernetes keeps its own in the folder. Names beyond the limit are
 * counted only. */
static enum listing folder_list(struct keyring *ring, struct arena *a, struct file_names *out,
				struct err *err)
{
	OWNED(closedir_if) DIR *dir = NULL;
	enum listing rc = open_folder(ring, &dir, err);
	const struct dirent *entry;

	if (rc != LISTED)
		return rc;
	while ((errno = 0, entry = readdir(dir))) {
		struct str name = str_z(entry->d_name);

		if (!str_ends(name, STR(SUFFIX)) || name.n == 4 || name.p[0] == '.')
			continue;
		if (out->n == LIMIT_SIGNING_KEYS)
			out->more = true;
		else
			out->of[out->n++] = str_z(arena_z(a, name));
	}
	if (errno) {
		err_set(err, "%s: %s", ring->folder, strerror(errno));
		return LISTING_FAULT;
	}
	qsort(out->of, out->n, sizeof(out->of[0]), by_name);
	return LISTED;
}

/* Differs after every change of the files: of their names, modes, and of what symbolic links lead
 * to. */
static struct signing_keys_version folder_version(const char *folder, struct arena *a,
						  const struct file_names *names)
{
	uint64_t hash = HASH_START;

	for (size_t i = 0; i < names->n; i++) {
		const char *path = arena_fmt(a, "%s/%s", folder, names->of[i].p).p;
		struct stat st = { 0 };

		(void)!stat(path, &st); /* a file that is gone differs from all others */
		hash = hash_str(hash, names->of[i]);
		hash = hash_u64(hash, (uint64_t)st.st_mtim.tv_sec);
		hash = hash_u64(hash, (uint64_t)st.st_mtim.tv_nsec);
		hash = hash_u64(hash, (uint64_t)st.st_ctim.tv_sec);
		hash = hash_u64(hash, (uint64_t)st.st_ctim.tv_nsec);
		hash = hash_u64(hash, (uint64_t)st.st_ino);
		hash = hash_u64(hash, (uint64_t)st.st_size);
	}
	return (struct signing_keys_version){ (int64_t)(hash >> 1), (int64_t)names->n };
}

/* A file that cannot be used leaves the public half of the key that it was before, whose tokens
 * are still good. */
static void load_file(struct key_load *load, struct arena *a, struct str name)
{
	const struct key_times times = { .created_ms = 1, .activates_ms = 1 };
	const char *path = arena_fmt(a, "%s/%s", load->ring->folder, name.p).p;
	struct str kid = str_head(name, name.n - strlen(SUFFIX));
	struct err why = { 0 };
	bool gone;
	struct signing_key *opened = private_key_of_file(load->ring, name.p, &gone, &why);
	struct ring_key *key = opened ? ring_key_new(opened, kid, &why) : NULL;

	if (key) {
		key_load_add(load, key, times, KEY_SIGNS);
		return;
	}
	err_prefix(&why, path);
	key_load_refuse(load, KEYRING_FAULT, &why);
	if (!gone && key_load_known(load, kid, &key))
		key_load_add(load, ring_key_ref(key), times, KEY_PUBLISHED);
}

/* --- one private key of each algorithm -------------------------------------------------------- */

static bool signs(const struct ring_entry *entry)
{
	return entry->use == KEY_SIGNS && ring_key_can_sign(entry->key);
}

static bool are_rivals(const struct ring_entry *x, const struct ring_entry *y)
{
	return x != y && signs(x) && signs(y) && x->key->alg == y->key->alg;
}

static bool signed_before(const struct key_load *load, const struct ring_entry *entry)
{
	struct ring_key *ignored;
	const struct key_fact *known = key_load_known(load, entry->key->kid, &ignored);

	return known && known->can_sign;
}

static void refuse_rival(struct key_load *load, const struct ring_entry *x,
			 const struct ring_entry *y)
{
	struct str alg = signing_alg_name(x->key->alg);
	struct err why = { 0 };

	err_set(&why,
		"there are two private keys for %.*s, %.*s and %.*s; the one that is not to sign "
		"must be there as a public key",
		STR_FMT(alg), STR_FMT(y->key->kid), STR_FMT(x->key->kid));
	key_load_refuse(load, KEYRING_FAULT, &why);
}

/* Whether the key must not sign because of another private key of its algorithm: of those, one
 * signs if it is the only one that signed before, and else it would not be defined which one. */
static bool gives_way(struct key_load *load, size_t i)
{
	const struct ring_entry *x = &load->keys[i];
	bool rivals = false, gives = !signed_before(load, x);

	for (size_t j = 0; j < load->n; j++) {
		const struct ring_entry *y = &load->keys[j];

		if (!are_rivals(x, y))
			continue;
		if (!rivals && j > i)
			refuse_rival(load, x, y);
		rivals = true;
		gives = gives || signed_before(load, y);
	}
	return rivals && gives;
}

static void let_one_of_each_sign(struct key_load *load)
{
	bool give_way[LIMIT_SIGNING_KEYS];

	for (size_t i = 0; i < load->n; i++)
		give_way[i] = gives_way(load, i);
	for (size_t i = 0; i < load->n; i++)
		if (give_way[i])
			load->keys[i].use = KEY_PUBLISHED;
}

/* --- loading ---------------------------------------------------------------------------------- */

/* why: of a folder that is gone, with no names. */
static enum keyring_rc install_files(struct keyring *ring, struct arena *a,
				     const struct file_names *names, const struct err *why,
				     struct err *err)
{
	struct err more = { 0 };
	struct key_load load;
	enum keyring_rc rc;

	key_load_begin(&load, ring);
	if (why->text[0])
		key_load_refuse(&load, KEYRING_FAULT, why);
	for (size_t i = names->n; i-- > 0;)
		load_file(&load, a, names->of[i]);
	let_one_of_each_sign(&load);
	if (names->more) {
		err_set(&more, "%s: there are more than %d keys", ring->folder, LIMIT_SIGNING_KEYS);
		key_load_refuse(&load, KEYRING_FAULT, &more);
	}
	rc = key_load_install(&load, err);
	key_load_done(&load);
	return rc;
}

/* After a refusal the files are read again, because it may be a matter of the moment. */
static bool is_unchanged(const struct keyring *ring, const struct signing_keys_version *version)
{
	return version->changes == ring->version.changes && version->rows == ring->version.rows &&
	       !ring->refusals.n;
}

enum keyring_rc keyring_load_folder(struct keyring *ring, enum folder_load when, struct err *err)
{
	struct file_names names = { .n = 0 };
	struct signing_keys_version version;
	enum keyring_rc rc;
	struct err why = { 0 };
	ARENA(a);

	if (folder_list(ring, &a, &names, &why) == LISTING_FAULT) {
		*err = why;
		return KEYRING_FAULT;
	}
	version = folder_version(ring->folder, &a, &names);
	if (when == FOLDER_LOAD_IF_CHANGED && is_unchanged(ring, &version))
		return KEYRING_OK;
	rc = install_files(ring, &a, &names, &why, err);
	if (rc == KEYRING_OK)
		ring->version = version;
	return rc;
}
