/* ostiary key: the signing keys, for operators. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "cli/cli.h"
#include "cli/operator.h"
#include "core/limits.h"
#include "core/private_file.h"

static const char usage[] =
	"usage: ostiary key WORD   (and the flags and variables of `ostiary serve`)\n"
	"\n"
	"  list [--json]                 all keys: which signs, which are to come, which to go\n"
	"  rotate                        publish the next key, which signs after a while\n"
	"  revoke KID                    take a key out of use at once; its tokens are refused\n"
	"  rewrap [--old-secret-file FILE] [--old-secrets-file FILE] [--seal-clear]\n"
	"                                seal the private keys with the secret of now; the files "
	"hold\n"
	"                                what was BETTER_AUTH_SECRET or BETTER_AUTH_SECRETS;\n"
	"                                those stored in clear stay so without --seal-clear\n"
	"  export --public               print the JWKS\n"
	"\n"
	"docs/keys.md tells when to do which.\n";

#define SECRET_FILE_MAX 4096

struct command {
	struct operation op;
	const char *kid;
	const char *old_secret_file;  /* with the plain one */
	const char *old_secrets_file; /* with numbered ones */
	enum clear_keys clear;
	bool json, public;
};

/* --- showing ------------------------------------------------------------------------------------ */

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

static int say(const struct buf *b)
{
	fwrite(b->p, 1, b->n, stdout);
	return buf_ok(b) ? EX_OK : cli_fail(EX_SOFTWARE, "the output is too long");
}

static int list(struct command *c)
{
	struct keyring_config config = operator_keys(&c->op);
	struct key_info *keys;
	struct err err = { 0 };
	struct buf text;
	size_t n;

	if (keyring_list(&config, &c->op.arena, &keys, &n, &err) != KEYRING_OK)
		return cli_fail(EX_IOERR, "%s", err.text);
	arena_buf(&c->op.arena, &text, 4096, 64 << 10);
	if (c->json)
		buf_char(&text, '[');
	else if (n)
		buf_z(&text, "KID                              ALG    STATE     SIGNS FROM         "
			     "       SIGNS UNTIL               PUBLISHED UNTIL\n");
	for (size_t i = 0; i < n; i++) {
		if (c->json)
			buf_z(&text, i ? "," : "");
		(c->json ? put_json : put_line)(&text, &keys[i]);
	}
	if (c->json)
		buf_z(&text, "]\n");
	return say(&text);
}

static int export(struct command *c)
{
	OWNED(keyring_free) struct keyring *ring = NULL;
	OWNED(published_free) const struct published *published = NULL;
	int code;

	if (!c->public)
		return cli_fail(EX_USAGE, "only public keys are exported: ostiary key export "
					  "--public");
	code = operator_open_keys(&c->op, &ring);
	if (code != EX_OK)
		return code;
	published = keyring_published(ring);
	fwrite(published->jwks.p, 1, published->jwks.n, stdout);
	putchar('\n');
	return EX_OK;
}

/* --- changing ----------------------------------------------------------------------------------- */

static int could_not(enum keyring_rc rc, const struct command *c, const struct err *err)
{
	switch (rc) {
	case KEYRING_NO_SUCH_KEY:
		return cli_fail(EX_DATAERR,
				"there is no key \"%s\" that could be revoked; see: ostiary key "
				"list",
				c->kid);
	case KEYRING_FULL:
		return cli_fail(EX_TEMPFAIL, "%s; wait until the oldest is gone", err->text);
	case KEYRING_ELSEWHERE:
	case KEYRING_WRONG_SECRET:
		return cli_fail(EX_CONFIG, "%s", err->text);
	case KEYRING_OK:
	case KEYRING_FAULT:
		break;
	}
	return cli_fail(EX_IOERR, "%s", err->text);
}

static int rotate(struct command *c)
{
	OWNED(keyring_free) struct keyring *ring = NULL;
	int code = operator_open_keys(&c->op, &ring);
	struct err err = { 0 };
	struct key_turn turn;
	enum keyring_rc rc;
	struct buf text;

	if (code != EX_OK)
		return code;
	rc = keyring_rotate(ring, &turn, &err);
	if (rc != KEYRING_OK)
		return could_not(rc, c, &err);
	arena_buf(&c->op.arena, &text, 256, 1024);
	buf_fmt(&text,
		turn.made ? "%s is published and signs from "
			  : "%s is on its way already "
			    "and signs from ",
		turn.kid);
	clock_put_iso(&text, turn.starts_ms);
	buf_char(&text, '\n');
	return say(&text);
}

static int revoke_kid(struct command *c)
{
	OWNED(keyring_free) struct keyring *ring = NULL;
	int code = operator_open_keys(&c->op, &ring);
	struct key_revocation done;
	struct err err = { 0 };
	enum keyring_rc rc;
	struct buf text;

	if (code != EX_OK)
		return code;
	rc = keyring_revoke(ring, str_z(c->kid), &done, &err);
	if (rc != KEYRING_OK)
		return could_not(rc, c, &err);
	arena_buf(&c->op.arena, &text, 1024, 4096);
	buf_fmt(&text, "%s is revoked; it was %s.", c->kid, key_state_name(done.was));
	if (done.successor[0])
		buf_fmt(&text, " %s signs in its place from now on.", done.successor);
	buf_fmt(&text,
		"\nServers on this database take it out of the JWKS within %d seconds and refuse "
		"its tokens\nfrom then on. Other verifiers refuse them when they read the JWKS "
		"again: after %d seconds,\nor %d if a cache lies between. "
		"Who is signed in gets a new token with the session.\n",
		KEYRING_LOOK_MS / 1000, (int)KEYS_MAX_AGE_S, (int)(KEYS_MAX_AGE_S + KEYS_STALE_S));
	if (done.was != KEY_PENDING) {
		buf_z(&text, "The last of its tokens would have been good until ");
		clock_put_iso(&text, done.last_token_ms);
		buf_z(&text, ".\n");
	}
	return say(&text);
}

/* NULL stands for no file. NULL on success, else what is wrong with it. */
static const char *read_secret(const char *path, char room[SECRET_FILE_MAX], struct str *out)
{
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	const char *fault = NULL;
	struct stat info;
	ssize_t n = -1;

	*out = str_of(NULL, 0);
	if (!path)
		return NULL;
	if (fd >= 0 && fstat(fd, &info) == 0) {
		fault = private_file_fault(&info);
		n = read(fd, room, SECRET_FILE_MAX);
	}
	if (fd >= 0)
		close(fd);
	*out = str_of(room, n > 0 ? (size_t)n : 0);
	while (out->n && (str_ends(*out, STR("\n")) || str_ends(*out, STR("\r"))))
		out->n--;
	if (out->n == 0 || n == SECRET_FILE_MAX)
		return "it cannot be read, is empty or too long";
	return fault;
}

/* What the keys may be sealed with besides the secrets of now. */
struct old_secrets {
	char plain[SECRET_FILE_MAX], numbered[SECRET_FILE_MAX];
	struct secrets of;
};

static int read_old(const struct command *c, struct old_secrets *old)
{
	struct str plain, numbered;
	struct err err = { 0 };
	const char *fault;

	fault = read_secret(c->old_secret_file, old->plain, &plain);
	if (fault)
		return cli_fail(EX_NOINPUT, "%s: %s", c->old_secret_file, fault);
	fault = read_secret(c->old_secrets_file, old->numbered, &numbered);
	if (fault)
		return cli_fail(EX_NOINPUT, "%s: %s", c->old_secrets_file, fault);
	old->of = secrets_plain(plain);
	if (numbered.n && !secrets_parse(numbered, plain, &old->of, &err))
		return cli_fail(EX_DATAERR, "%s: %s", c->old_secrets_file, err.text);
	return EX_OK;
}

static int seal_anew(struct command *c, const struct secrets *old)
{
	const struct keyring_config config = operator_keys(&c->op);
	struct key_rewrap done;
	struct err err = { 0 };
	enum keyring_rc rc = keyring_rewrap(&config, old, c->clear, &done, &err);

	if (rc != KEYRING_OK)
		return could_not(rc, c, &err);
	printf("%zu keys are sealed with the new secret; %zu were already", done.sealed, done.left);
	if (done.clear)
		printf("; %zu stay in clear, as Better Auth has stored them", done.clear);
	puts("");
	return EX_OK;
}

static int rewrap(struct command *c)
{
	struct old_secrets old;
	int code;

	if (c->op.issuer.keys_folder)
		return cli_fail(EX_CONFIG, "the keys are managed elsewhere, in %s",
				c->op.issuer.keys_folder);
	if (!c->old_secret_file && !c->old_secrets_file && c->clear == CLEAR_KEYS_LEAVE &&
	    !c->op.settings.of[SETTING_SECRETS].text.n)
		return cli_fail(EX_USAGE, "--old-secret-file FILE is missing");
	code = read_old(c, &old);
	if (code == EX_OK)
		code = operator_find_secret(&c->op);
	if (code == EX_OK)
		code = seal_anew(c, &old.of);
	explicit_bzero(&old, sizeof(old));
	return code;
}

/* --- the words ---------------------------------------------------------------------------------- */

static const struct word {
	const char *name;
	bool takes_kid;
	int (*run)(struct command *c);
} words[] = {
	{ "list", false, list },     { "rotate", false, rotate }, { "revoke", true, revoke_kid },
	{ "rewrap", false, rewrap }, { "export", false, export },
};

static const struct word *word_of(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < ARRAY_LEN(words); i++)
		if (strcmp(argv[1], words[i].name) == 0)
			return &words[i];
	return NULL;
}

/* Takes the kid behind the word and our own flags, and moves the others to the front. Returns how many
 * are left. */
static int take_own(struct command *c, const struct word *word, int argc, char **argv)
{
	int n = 1, from = 2;

	if (word->takes_kid && argc > 2 && argv[2][0] != '-')
		c->kid = argv[from++];
	for (int i = from; i < argc; i++) {
		if (strcmp(argv[i], "--json") == 0 && word->run == list)
			c->json = true;
		else if (strcmp(argv[i], "--seal-clear") == 0 && word->run == rewrap)
			c->clear = CLEAR_KEYS_SEAL;
		else if (strcmp(argv[i], "--public") == 0 && word->run == export)
			c->public = true;
		else if (strcmp(argv[i], "--old-secret-file") == 0 && word->run == rewrap &&
			 i + 1 < argc)
			c->old_secret_file = argv[++i];
		else if (strcmp(argv[i], "--old-secrets-file") == 0 && word->run == rewrap &&
			 i + 1 < argc)
			c->old_secrets_file = argv[++i];
		else
			argv[n++] = argv[i];
	}
	return n;
}

int cmd_key(int argc, char **argv)
{
	const struct word *word = word_of(argc, argv);
	struct command c = { .kid = NULL };
	int code;

	if (argc > 1 && (strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "--help") == 0)) {
		fputs(usage, stdout);
		return EX_OK;
	}
	if (!word)
		return cli_fail(EX_USAGE, "key takes one of: list, rotate, revoke, rewrap, export; "
					  "see: ostiary key --help");
	argc = take_own(&c, word, argc, argv);
	if (word->takes_kid && !c.kid)
		return cli_fail(EX_USAGE, "revoke which key? see: ostiary key list");
	code = operator_open(&c.op, argc, argv);
	if (code == EX_OK)
		code = word->run(&c);
	else if (code == -1)
		code = fputs(usage, stdout) < 0 ? EX_IOERR : EX_OK;
	operator_done(&c.op);
	return code;
}
