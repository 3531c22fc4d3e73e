#include "cli/commands/key.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "auth/factor/rewrap.h"
#include "auth/keys/keyring.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "cli/nodes/operation.h"
#include "cli/settings/value_file.h"
#include "cli/tree/output.h"
#include "core/limits.h"
#include "push/key.h"

static const struct flag flag_old_secret = {
	.name = "old-secret-file",
	.value = "FILE",
	.help = "file with the previous value of BETTER_AUTH_SECRET",
};
static const struct flag flag_old_secrets = {
	.name = "old-secrets-file",
	.value = "FILE",
	.help = "file with the previous value of BETTER_AUTH_SECRETS",
};
static const struct flag flag_seal_clear = {
	.name = "seal-clear",
	.help = "seal the keys that Better Auth has stored in clear as well",
};
static const struct flag flag_public = {
	.name = "public",
	.help = "print the public keys; private keys are never exported",
	.required = true,
};

struct key_job {
	const struct args *args;
	struct operation op;
};

/* --- showing ---------------------------------------------------------------------------------- */

static void put_time(struct buf *b, int64_t ms, const char *otherwise)
{
	if (ms && ms != INT64_MAX)
		clock_put_iso(b, ms);
	else
		buf_z(b, otherwise);
}

static void put_line(struct buf *b, const struct key_info *key)
{
	buf_fmt(b, "%-32.*s %-6.*s %-9s ", STR_FMT(key->kid), STR_FMT(key->alg),
		key_state_name(key->state));
	put_time(b, key->starts_ms, "-");
	buf_z(b, "  ");
	put_time(b, key->expires_ms, "no end yet              ");
	buf_z(b, "  ");
	put_time(b, key->leaves_ms, "no end yet");
	buf_char(b, '\n');
}

static void put_json_time(struct buf *b, const char *name, int64_t ms)
{
	buf_fmt(b, ",\"%s\":", name);
	if (ms && ms != INT64_MAX) {
		buf_char(b, '"');
		clock_put_iso(b, ms);
		buf_char(b, '"');
	} else {
		buf_z(b, "null");
	}
}

static void put_json(struct buf *b, const struct key_info *key)
{
	buf_z(b, "{\"kid\":");
	json_put_string(b, key->kid);
	buf_z(b, ",\"alg\":");
	json_put_string(b, key->alg);
	buf_fmt(b, ",\"state\":\"%s\"", key_state_name(key->state));
	put_json_time(b, "signsFrom", key->starts_ms);
	put_json_time(b, "signsUntil", key->expires_ms);
	put_json_time(b, "publishedUntil", key->leaves_ms);
	buf_char(b, '}');
}

static int list_keys(struct key_job *job)
{
	struct keyring_config config = operation_keys(&job->op);
	bool json = args_has(job->args, &flag_json);
	struct key_info *keys;
	struct err err = { 0 };
	struct buf text;
	size_t n;

	if (keyring_list(&config, job->op.arena, &keys, &n, &err) != KEYRING_OK)
		return cli_fail(EX_IOERR, "%s", err.text);
	arena_buf(job->op.arena, &text, 4096, 64 << 10);
	if (json)
		buf_char(&text, '[');
	else if (n)
		buf_z(&text, "KID                              ALG    STATE     SIGNS FROM         "
			     "       SIGNS UNTIL               PUBLISHED UNTIL\n");
	for (size_t i = 0; i < n; i++) {
		if (json)
			buf_z(&text, i ? "," : "");
		(json ? put_json : put_line)(&text, &keys[i]);
	}
	if (json)
		buf_z(&text, "]\n");
	return cli_print(&text);
}

static int export_keys(struct key_job *job)
{
	OWNED(keyring_free) struct keyring *ring = NULL;
	OWNED(published_free) const struct published *published = NULL;
	int code = operation_open_keys(&job->op, &ring);

	if (code != EX_OK)
		return code;
	published = keyring_published(ring);
	fwrite(published->jwks.p, 1, published->jwks.n, stdout);
	putchar('\n');
	return EX_OK;
}

/* --- changing --------------------------------------------------------------------------------- */

static int report_fault(enum keyring_rc rc, const struct key_job *job, const struct err *err)
{
	switch (rc) {
	case KEYRING_NO_SUCH_KEY:
		return cli_fail(EX_DATAERR,
				"there is no key \"%s\" that could be revoked; see: ostiary key "
				"list",
				args_word(job->args));
	case KEYRING_FULL:
		return cli_fail(EX_TEMPFAIL, "%s; wait until the oldest key is no longer published",
				err->text);
	case KEYRING_ELSEWHERE:
	case KEYRING_WRONG_SECRET:
		return cli_fail(EX_CONFIG, "%s", err->text);
	case KEYRING_OK:
	case KEYRING_FAULT:
		break;
	}
	return cli_fail(EX_IOERR, "%s", err->text);
}

static int rotate_keys(struct key_job *job)
{
	OWNED(keyring_free) struct keyring *ring = NULL;
	int code = operation_open_keys(&job->op, &ring);
	struct err err = { 0 };
	struct key_rotation rotation;
	enum keyring_rc rc;
	struct buf text;

	if (code != EX_OK)
		return code;
	rc = keyring_rotate(ring, &rotation, &err);
	if (rc != KEYRING_OK)
		return report_fault(rc, job, &err);
	arena_buf(job->op.arena, &text, 256, 1024);
	if (rotation.first)
		buf_z(&text, "There was no key that signs, so this one does not follow another: ");
	buf_fmt(&text,
		rotation.created ? "%s is published and signs from "
				 : "%s is on its way already "
				   "and signs from ",
		rotation.kid);
	clock_put_iso(&text, rotation.starts_ms);
	buf_char(&text, '\n');
	return cli_print(&text);
}

static void put_successor(struct buf *b, const struct key_revocation *done)
{
	if (done->successor[0] && done->opens)
		buf_fmt(b, " %s signs in its place now.", done->successor);
	else if (done->successor[0])
		buf_fmt(b,
			" %s is next by its times, and has not been opened here.\nIf no server can "
			"open it, revoke it as well: then a server makes another.",
			done->successor);
	else if (done->was == KEY_ACTIVE)
		buf_z(b, " No key signs in its place yet; a running server makes one.");
}

/* Needs neither the secret nor a key that opens; with them it makes the successor. */
static enum keyring_rc revoke(struct key_job *job, struct str kid, struct key_revocation *out,
			      struct err *err)
{
	OWNED(keyring_free) struct keyring *ring = operation_try_keys(&job->op);
	struct keyring_config config = operation_keys(&job->op);

	return ring ? keyring_revoke(ring, kid, out, err)
		    : keyring_revoke_row(&config, kid, out, err);
}

static int revoke_key(struct key_job *job)
{
	const char *kid = args_word(job->args);
	struct key_revocation done;
	struct err err = { 0 };
	enum keyring_rc rc = revoke(job, str_z(kid), &done, &err);
	struct buf text;

	if (rc != KEYRING_OK)
		return report_fault(rc, job, &err);
	arena_buf(job->op.arena, &text, 1024, 4096);
	buf_fmt(&text, "%s is revoked; it was %s.", kid, key_state_name(done.was));
	put_successor(&text, &done);
	buf_fmt(&text,
		"\nServers on this database take it out of the JWKS within %d seconds and refuse "
		"its tokens\nfrom then on. Other verifiers refuse them when they read the JWKS "
		"again: after %d seconds,\nor %d if a cache lies between. "
		"A signed-in user gets a new token with the session.\n",
		KEYRING_POLL_MS / 1000, (int)KEYS_MAX_AGE_S, (int)(KEYS_MAX_AGE_S + KEYS_STALE_S));
	if (done.was != KEY_PENDING) {
		buf_z(&text, "The last of its tokens would have been good until ");
		clock_put_iso(&text, done.last_token_ms);
		buf_z(&text, ".\n");
	}
	return cli_print(&text);
}

/* Reads the secret in the file; an empty one when path is NULL. NULL on success, else what is
 * wrong. */
static const char *read_old_secret(const char *path, char room[VALUE_FILE_MAX + 1], struct str *out)
{
	*out = str_of(NULL, 0);
	return path ? value_file_read(path, true, room, out) : NULL;
}

/* The secrets besides the current ones that the keys may be sealed with. */
struct old_secrets {
	char plain[VALUE_FILE_MAX + 1], numbered[VALUE_FILE_MAX + 1];
	struct secrets of;
};

static int read_old_secrets(const struct args *args, struct old_secrets *old)
{
	const char *plain_file = args_value(args, &flag_old_secret);
	const char *numbered_file = args_value(args, &flag_old_secrets);
	struct str plain, numbered;
	struct err err = { 0 };
	const char *fault;

	fault = read_old_secret(plain_file, old->plain, &plain);
	if (fault)
		return cli_fail(EX_NOINPUT, "%s: %s", plain_file, fault);
	fault = read_old_secret(numbered_file, old->numbered, &numbered);
	if (fault)
		return cli_fail(EX_NOINPUT, "%s: %s", numbered_file, fault);
	old->of = secrets_plain(plain);
	if (numbered.n && !secrets_parse(numbered, plain, &old->of, &err))
		return cli_fail(EX_DATAERR, "%s: %s", numbered_file, err.text);
	return EX_OK;
}

static enum clear_keys clear_keys(const struct key_job *job)
{
	return args_has(job->args, &flag_seal_clear) ? CLEAR_KEYS_SEAL : CLEAR_KEYS_LEAVE;
}

static int seal_again(struct key_job *job, const struct secrets *old)
{
	const struct keyring_config config = operation_keys(&job->op);
	struct key_rewrap done;
	struct err err = { 0 };
	enum keyring_rc rc = keyring_rewrap(&config, old, clear_keys(job), &done, &err);

	if (rc != KEYRING_OK)
		return report_fault(rc, job, &err);
	printf("%zu keys are sealed with the new secret; %zu were already", done.sealed, done.left);
	if (done.clear)
		printf("; %zu stay in clear, as Better Auth has stored them", done.clear);
	puts("");
	return EX_OK;
}

/* They come first: a start that the keys refuse tells the operator to call this again. */
static int seal_factors_again(const struct key_job *job, const struct secrets *old)
{
	struct factor_rewrap done;
	struct err err = { 0 };

	if (!factor_rewrap(job->op.store, &random_kernel, &job->op.issuer.secrets, old, &done,
			   &err))
		return cli_fail(EX_IOERR, "%s", err.text);
	if (done.sealed || done.left)
		printf("%zu second factors are sealed with the new secret; %zu were already\n",
		       done.sealed, done.left);
	if (done.lost)
		printf("%zu second factors open with none of the secrets: their users need "
		       "`ostiary user second-factor reset`\n",
		       done.lost);
	return EX_OK;
}

static int seal_push_again(const struct key_job *job, const struct secrets *old)
{
	const struct push_key_config config = { .store = job->op.store,
						.secrets = &job->op.issuer.secrets,
						.random = &random_kernel };
	enum push_rewrap done = PUSH_REWRAP_NONE;
	struct err err = { 0 };
	enum keyring_rc rc = push_key_rewrap(&config, old, &done, &err);

	if (rc != KEYRING_OK)
		return report_fault(rc, job, &err);
	if (done == PUSH_REWRAP_SEALED)
		puts("the key of Web Push is sealed with the new secret");
	if (done == PUSH_REWRAP_LEFT)
		puts("the key of Web Push was sealed with the new secret already");
	return EX_OK;
}

static int rewrap_keys(struct key_job *job)
{
	struct old_secrets old;
	int code;

	if (job->args->n_given == 0 && !job->op.settings.of[SETTING_SECRETS].text.n)
		return cli_fail(EX_USAGE, "name the file with the previous secret with "
					  "--old-secret-file FILE");
	code = read_old_secrets(job->args, &old);
	if (code == EX_OK)
		code = operation_find_secret(&job->op);
	if (code == EX_OK)
		code = seal_factors_again(job, &old.of);
	if (code == EX_OK)
		code = seal_push_again(job, &old.of);
	if (code == EX_OK && job->op.issuer.keys.folder)
		printf("the signing keys are managed elsewhere, in %s\n",
		       job->op.issuer.keys.folder);
	else if (code == EX_OK)
		code = seal_again(job, &old.of);
	explicit_bzero(&old, sizeof(old));
	return code;
}

/* --- the rows --------------------------------------------------------------------------------- */

static int run_job(const struct args *args, int (*run)(struct key_job *job))
{
	struct key_job job = { .args = args };
	int code = operation_open(&job.op, args);

	if (code == EX_OK)
		code = run(&job);
	operation_done(&job.op);
	return code;
}

static int key_list(const struct args *args)
{
	return run_job(args, list_keys);
}

static int key_rotate(const struct args *args)
{
	return run_job(args, rotate_keys);
}

static int key_revoke(const struct args *args)
{
	return run_job(args, revoke_key);
}

static int key_rewrap(const struct args *args)
{
	return run_job(args, rewrap_keys);
}

static int key_export(const struct args *args)
{
	return run_job(args, export_keys);
}

static const struct command list_row = {
	.name = "list",
	.summary = "list the signing keys with their states",
	.description =
		"A pending key is published and will sign, the current key signs, and a previous "
		"key stays published until its last token has expired. It needs no secret.\n\n"
		"With --json, an array of objects: kid, alg, state, and the times signsFrom, "
		"signsUntil and publishedUntil (RFC 3339; null when it is not known yet).",
	.flags = (const struct flag *const[]){ &flag_json, NULL },
	.settings = COMMAND_TAKES_SETTINGS,
	.keeps_tables = true,
	.run = key_list,
};

static const struct command rotate_row = {
	.name = "rotate",
	.summary = "publish the next key, which signs after --key-pending",
	.settings = COMMAND_TAKES_SETTINGS,
	.run = key_rotate,
};

static const struct command revoke_row = {
	.name = "revoke",
	.summary = "take a key out of use at once; its tokens are refused",
	.description =
		"It needs no secret, and works whatever state the other keys are in. When the "
		"active key is revoked, the pending one signs, else a new one, which the command "
		"makes if it has the secret, and a running server otherwise.",
	.argument = { .name = "KID",
		      .help = "the id of the key, as `ostiary key list` prints it",
		      .least = 1,
		      .most = 1 },
	.settings = COMMAND_TAKES_SETTINGS,
	.run = key_revoke,
};

static const struct command rewrap_row = {
	.name = "rewrap",
	.summary = "seal what the database keeps secret with the current secret",
	.description =
		"After a change of the secret, the private keys are still sealed with the previous "
		"one, and a start is refused. This command opens them with the previous secret and "
		"seals them with the current one, and likewise authenticators, backup codes and "
		"the key of Web Push; those also when signing keys are managed elsewhere. Keys "
		"that Better Auth has stored in clear stay so without --seal-clear.",
	.flags = (const struct flag *const[]){ &flag_old_secret, &flag_old_secrets,
					       &flag_seal_clear, NULL },
	.settings = COMMAND_TAKES_SETTINGS,
	.run = key_rewrap,
};

static const struct command export_row = {
	.name = "export",
	.summary = "print the JWKS",
	.flags = (const struct flag *const[]){ &flag_public, NULL },
	.settings = COMMAND_TAKES_SETTINGS,
	.run = key_export,
};

const struct command key_command = {
	.name = "key",
	.summary = "list, rotate, revoke, reseal and export the signing keys",
	.description = "docs/host/keys.md says when to use each of them.",
	.subcommands = (const struct command *const[]){ &list_row, &rotate_row, &revoke_row,
							&rewrap_row, &export_row, NULL },
};
