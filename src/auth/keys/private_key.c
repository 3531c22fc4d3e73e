#include "auth/keys/private_key.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/private_file.h"
#include "crypto/sealed.h"

#define FILE_MAX 16384 /* bytes: a private RSA key of 8192 bits has 6,500 */

/* --- here: making ----------------------------------------------------------------------------- */

bool private_key_encrypt(const struct secrets *secrets, const struct random *random,
			 const struct signing_key *key, struct buf *column, struct err *err)
{
	char memory[SIGNING_KEY_JWK_MAX];
	struct buf private_jwk;
	bool ok;

	buf_init_fixed(&private_jwk, memory, sizeof(memory));
	ok = signing_key_put_private(key, &private_jwk, err);
	if (ok)
		sealed_write_column(secrets, random, buf_text(&private_jwk), column);
	explicit_bzero(memory, sizeof(memory));
	if (ok && !buf_ok(column)) {
		err_set(err, "a signing key cannot be encrypted: it does not fit into its column");
		ok = false;
	}
	return ok;
}

bool private_key_make_here(const struct secrets *secrets, const struct random *random,
			   const struct private_key_order *order, struct private_key_texts *out,
			   struct err *err)
{
	OWNED(signing_key_free)
	struct signing_key *key = signing_key_generate(order->alg, order->rsa_bits, err);

	return key && signing_key_put_public(key, &out->public_jwk, err) &&
	       private_key_encrypt(secrets, random, key, &out->column, err) &&
	       signing_key_put_seal(key, secrets, order->kid, &out->seal, err);
}

/* --- here: files ------------------------------------------------------------------------------ */

bool path_is_gone(int errno_value)
{
	return errno_value == ENOENT || errno_value == ENOTDIR;
}

enum reading {
	READ_WHOLE,
	READING_GONE, /* there is no file any more */
	READING_FAULT,
};

/* Reads a regular file of less than FILE_MAX bytes. On another outcome than READ_WHOLE, *err says
 * why, and room may have a part of the file. */
static enum reading read_pem(const char *path, char *room, size_t *out_n, struct stat *out,
			     struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	bool gone = fd < 0 && path_is_gone(errno);
	ssize_t got = 1;
	size_t n = 0;

	if (fd < 0) {
		err_set(err, "%s",
			gone ? "there is no such file, or its link leads nowhere"
			     : strerror(errno));
		return gone ? READING_GONE : READING_FAULT;
	}
	if (fstat(fd, out) || !S_ISREG(out->st_mode)) {
		close(fd);
		err_set(err, "it is not a regular file");
		return READING_FAULT;
	}
	while (n < FILE_MAX && (got = read(fd, room + n, FILE_MAX - n)) > 0)
		n += (size_t)got;
	if (got < 0)
		err_set(err, "%s", strerror(errno));
	else if (got > 0)
		err_set(err, "it is too long for a key: %d bytes or more", FILE_MAX);
	close(fd);
	*out_n = n;
	return got == 0 ? READ_WHOLE : READING_FAULT;
}

struct signing_key *private_key_of_file_here(enum signing_alg alg, const char *folder,
					     const char *name, bool *out_gone, struct err *err)
{
	char path[PATH_MAX], text[FILE_MAX];
	struct signing_key *key = NULL;
	enum reading reading;
	const char *fault;
	struct stat info;
	size_t n;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	reading = read_pem(path, text, &n, &info, err);
	*out_gone = reading == READING_GONE;
	if (reading == READ_WHOLE)
		key = signing_key_from_pem(alg, str_of(text, n), err);
	explicit_bzero(text, sizeof(text));
	if (!key || !signing_key_can_sign(key))
		return key;
	fault = private_link_fault(path);
	if (!fault)
		fault = private_file_fault(&info);
	if (fault) {
		signing_key_free(TAKE(key));
		err_set(err, "this is a private key, and %s", fault);
	}
	return key;
}

void private_key_put_reason(struct buf *out, enum keyring_rc rc, bool gone, const struct err *err)
{
	const uint64_t numbers[] = { rc, gone };

	keeper_put_part(out, keeper_number(&numbers[0]));
	keeper_put_part(out, keeper_number(&numbers[1]));
	keeper_put_part(out, str_z(err->text));
}

/* --- by the keeper, or here ------------------------------------------------------------------- */

bool private_key_make(const struct secrets *secrets, const struct random *random,
		      const struct private_key_order *order, struct private_key_texts *out,
		      struct err *err)
{
	if (secrets->keeper)
		return kept_key_make(secrets->keeper, order, out, err);
	return private_key_make_here(secrets, random, order, out, err);
}

struct signing_key *private_key_of_file(const struct keyring *ring, const char *name,
					bool *out_gone, struct err *err)
{
	enum signing_alg alg = ring->rules.alg;

	if (ring->secrets.keeper)
		return kept_key_of_file(ring->secrets.keeper, alg, name, out_gone, err);
	return private_key_of_file_here(alg, ring->folder, name, out_gone, err);
}
