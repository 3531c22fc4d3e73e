/* ostiary token verify, ostiary jws verify: what the library thinks of a token on standard input. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "cli/cli.h"
#include "core/clock.h"
#include "ostiary/verify.h"

#define EXIT_REFUSED 1

OWNER(struct ost_keyset *, ost_keyset_unref)
OWNER(struct ost_claims *, ost_claims_unref)
static void fclose_if(FILE *file)
{
	if (file)
		fclose(file);
}
OWNER(FILE *, fclose_if)

static const char token_help[] =
	"usage: ostiary token verify --jwks FILE [--issuer I] [--audience A] [--at SECONDS]\n"
	"\n"
	"Judges the access token on standard input by the keys in FILE. Prints the verdict in one\n"
	"word and, when it is ok, the claims as JSON on a second line.\n"
	"\n"
	"  --jwks FILE      the issuer's public keys (RFC 7517)\n"
	"  --issuer I       iss must be exactly this\n"
	"  --audience A     aud must be or contain exactly this\n"
	"  --at SECONDS     judge as of this time since 1970-01-01 UTC instead of now\n"
	"  -h, --help       this text\n"
	"\n"
	"Exit codes: 0 good, 1 refused, 64 wrong usage, 65 FILE is no readable key set.\n";

static const char jws_help[] =
	"usage: ostiary jws verify --jwks FILE [--alg LIST]\n"
	"\n"
	"Judges the signature of the compact JWS on standard input, whatever it signs, and prints "
	"the\n"
	"verdict in one word. Without a key id, the only key for the algorithm is taken.\n"
	"\n"
	"  --jwks FILE      the public keys (RFC 7517)\n"
	"  --alg LIST       the algorithms to allow, such as RS256,ES256 (default: all known)\n"
	"  -h, --help       this text\n"
	"\n"
	"Exit codes: 0 good, 1 refused, 64 wrong usage, 65 FILE is no readable key set.\n";

enum option_code {
	OPTION_JWKS = 1,
	OPTION_ISSUER,
	OPTION_AUDIENCE,
	OPTION_AT,
	OPTION_ALG,
};

static const struct option token_options[] = {
	{ "jwks", required_argument, NULL, OPTION_JWKS },
	{ "issuer", required_argument, NULL, OPTION_ISSUER },
	{ "audience", required_argument, NULL, OPTION_AUDIENCE },
	{ "at", required_argument, NULL, OPTION_AT },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

static const struct option jws_options[] = {
	{ "jwks", required_argument, NULL, OPTION_JWKS },
	{ "alg", required_argument, NULL, OPTION_ALG },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

struct request {
	const char *jwks;
	struct ost_policy policy;
	const char *audience;
	int64_t now_s;
};

enum usage {
	USAGE_OK,
	USAGE_HELP,
	USAGE_WRONG,
};

static bool take_algorithms(struct str list, unsigned *out)
{
	struct str name;
	bool more = true;

	*out = 0;
	while (more) {
		unsigned algorithm;

		more = str_cut(list, ',', &name, &list);
		name = str_trim(name);
		algorithm = ost_algorithm_named(name.p, name.n);
		if (!algorithm) {
			cli_fail(EX_USAGE, "unknown algorithm \"%.*s\"", STR_FMT(name));
			return false;
		}
		*out |= algorithm;
	}
	return true;
}

static bool take_time(const char *text, int64_t *out)
{
	uint64_t seconds;

	if (!str_to_u64(str_z(text), INT64_MAX, &seconds)) {
		cli_fail(EX_USAGE, "--at wants seconds since 1970, not \"%s\"", text);
		return false;
	}
	*out = (int64_t)seconds;
	return true;
}

static enum usage take_option(struct request *request, int code, char **argv)
{
	switch (code) {
	case OPTION_JWKS:
		request->jwks = optarg;
		return USAGE_OK;
	case OPTION_ISSUER:
		request->policy.issuer = optarg;
		return USAGE_OK;
	case OPTION_AUDIENCE:
		request->audience = optarg;
		request->policy.n_audiences = 1;
		return USAGE_OK;
	case OPTION_AT:
		return take_time(optarg, &request->now_s) ? USAGE_OK : USAGE_WRONG;
	case OPTION_ALG:
		return take_algorithms(str_z(optarg), &request->policy.algorithms) ? USAGE_OK
										   : USAGE_WRONG;
	case 'h':
		return USAGE_HELP;
	default:
		cli_fail(EX_USAGE, "\"%s\" is no option here, or lacks its value; see --help",
			 argv[optind - 1]);
		return USAGE_WRONG;
	}
}

static enum usage take_options(struct request *request, const struct option *options, int argc,
			       char **argv)
{
	enum usage usage = USAGE_OK;
	int code;

	opterr = 0;
	optind = 1;
	while (usage == USAGE_OK && (code = getopt_long(argc, argv, "+h", options, NULL)) != -1)
		usage = take_option(request, code, argv);
	if (usage != USAGE_OK)
		return usage;
	if (optind < argc) {
		cli_fail(EX_USAGE, "what is \"%s\"? see --help", argv[optind]);
		return USAGE_WRONG;
	}
	if (!request->jwks) {
		cli_fail(EX_USAGE, "--jwks FILE is missing");
		return USAGE_WRONG;
	}
	return USAGE_OK;
}

/* The words behind "token" or "jws": "verify" and its options. */
static enum usage read_request(struct request *request, const struct option *options, int argc,
			       char **argv)
{
	*request = (struct request){
		.policy = { .algorithms = OST_ALGORITHMS_ALL, .leeway_s = OST_LEEWAY_DEFAULT_S },
		.now_s = clock_now_s(&clock_real),
	};
	if (argc > 1 && (strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "--help") == 0))
		return USAGE_HELP;
	if (argc < 2 || strcmp(argv[1], "verify") != 0) {
		cli_fail(EX_USAGE, "%s: the only thing to do is \"verify\"; see --help", argv[0]);
		return USAGE_WRONG;
	}
	return take_options(request, options, argc - 1, argv + 1);
}

/* Up to room bytes of a file; false when it cannot be read. */
static bool read_up_to(int fd, char *out, size_t room, size_t *out_n)
{
	size_t n = 0;

	while (n < room) {
		ssize_t got = read(fd, out + n, room - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return false;
		if (got == 0)
			break;
		n += (size_t)got;
	}
	*out_n = n;
	return true;
}

static int read_keys(const char *path, struct ost_keyset **out)
{
	OWNED(fclose_if) FILE *file = fopen(path, "rb");
	char text[OST_JWKS_MAX_BYTES + 1]; /* one more shows that it is too long */
	size_t n;

	if (!file || !read_up_to(fileno(file), text, sizeof(text), &n))
		return cli_fail(EX_DATAERR, "%s: %s", path, strerror(errno));
	switch (ost_keyset_new(text, n, out)) {
	case OST_KEYSET_OK:
		return EX_OK;
	case OST_KEYSET_UNREADABLE:
		return cli_fail(EX_DATAERR, "%s: this is not a JSON Web Key Set", path);
	case OST_KEYSET_NO_MEMORY:
		break;
	}
	return cli_fail(EX_OSERR, "out of memory");
}

/* The token on standard input, without the line's end behind it. */
static bool read_token(char *room, size_t bytes, struct str *out)
{
	size_t n;

	if (!read_up_to(STDIN_FILENO, room, bytes, &n))
		return false;
	*out = str_of(room, n);
	if (str_ends(*out, STR("\n")))
		out->n--;
	if (str_ends(*out, STR("\r")))
		out->n--;
	return true;
}

/* On one line: between the values of a JSON text, line ends are only blanks, and within them they cannot
 * stand unescaped. */
static void print_claims(const struct ost_claims *claims)
{
	struct ost_text payload = ost_claims_payload(claims);

	for (size_t i = 0; i < payload.n; i++)
		putchar((unsigned char)payload.p[i] < ' ' ? ' ' : payload.p[i]);
	putchar('\n');
}

static int report(enum ost_verdict verdict)
{
	puts(ost_verdict_name(verdict));
	if (verdict == OST_OK)
		return EX_OK;
	return cli_fail(verdict == OST_NO_MEMORY ? EX_OSERR : EXIT_REFUSED, "%s",
			ost_verdict_text(verdict));
}

/* Reads what both commands need: the keys and the token. */
static int read_inputs(const struct request *request, char *room, size_t bytes,
		       struct ost_keyset **keys, struct str *token)
{
	int code = read_keys(request->jwks, keys);

	if (code == EX_OK && !read_token(room, bytes, token))
		code = cli_fail(EX_IOERR, "standard input: %s", strerror(errno));
	return code;
}

static int usage_code(enum usage usage, const char *help)
{
	if (usage == USAGE_HELP)
		fputs(help, stdout);
	return usage == USAGE_HELP ? EX_OK : EX_USAGE;
}

#define TOKEN_ROOM (OST_TOKEN_MAX_BYTES + 3) /* a line's end, and one more that shows too much */

int cmd_token(int argc, char **argv)
{
	OWNED(ost_keyset_unref) struct ost_keyset *keys = NULL;
	OWNED(ost_claims_unref) struct ost_claims *claims = NULL;
	char room[TOKEN_ROOM];
	struct request request;
	struct str token = { 0 };
	enum usage usage = read_request(&request, token_options, argc, argv);
	int code;

	if (usage != USAGE_OK)
		return usage_code(usage, token_help);
	request.policy.audiences = &request.audience;
	code = read_inputs(&request, room, sizeof(room), &keys, &token);
	if (code != EX_OK)
		return code;
	code = report(ost_verify(keys, &request.policy, token.p, token.n, request.now_s, &claims));
	if (claims)
		print_claims(claims);
	return code;
}

int cmd_jws(int argc, char **argv)
{
	OWNED(ost_keyset_unref) struct ost_keyset *keys = NULL;
	char room[TOKEN_ROOM];
	struct request request;
	struct str jws = { 0 };
	enum usage usage = read_request(&request, jws_options, argc, argv);
	int code;

	if (usage != USAGE_OK)
		return usage_code(usage, jws_help);
	code = read_inputs(&request, room, sizeof(room), &keys, &jws);
	if (code != EX_OK)
		return code;
	return report(
		ost_jws_verify(keys, request.policy.algorithms, OST_KID_OR_ONLY_KEY, jws.p, jws.n));
}
