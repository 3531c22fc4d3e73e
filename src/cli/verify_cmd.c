/* ostiary token, ostiary jws: what the library thinks of a token. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/b64url.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "base/str.h"
#include "cli/cli.h"
#include "cli/jwks_source.h"
#include "core/clock.h"
#include "ostiary/not_before.h"
#include "ostiary/verify.h"

#define EXIT_REFUSED 1

/* A line's end, and one more that shows too much. */
#define TOKEN_ROOM (OST_TOKEN_MAX_BYTES + 3)
#define LIST_ROOM  ((size_t)OST_NOT_BEFORE_MAX_BYTES + 3)

OWNER(struct ost_keyset *, ost_keyset_unref)
OWNER(struct ost_claims *, ost_claims_unref)
OWNER(struct ost_not_before *, ost_not_before_unref)
static const char token_help[] =
	"usage: ostiary token verify --jwks SOURCE [--issuer I] [--audience A] [--not-before "
	"FILE]\n"
	"                            [--at SECONDS]\n"
	"       ostiary token decode\n"
	"       ostiary token mint USER [flags and variables of ostiary serve]\n"
	"\n"
	"verify judges the access token on standard input. It prints the verdict in one word and, "
	"when\n"
	"it is ok, the claims as JSON on a second line.\n"
	"\n"
	"  --jwks SOURCE    the issuer's public keys (RFC 7517): a file, an http(s) URL, or - for\n"
	"                   standard input\n"
	"  --token FILE     the token is in this file, not on standard input\n"
	"  --issuer I       iss must be exactly this\n"
	"  --audience A     aud must be or contain exactly this\n"
	"  --not-before FILE  the issuer's list of who was thrown out is in this file\n"
	"  --at SECONDS     judge as of this time since 1970-01-01 UTC instead of now\n"
	"  -h, --help       this text\n"
	"\n"
	"decode prints header and claims of the token on standard input, and judges nothing.\n"
	"\n"
	"mint issues an access token for a user (an id or an e-mail address), signed with the "
	"server's\n"
	"key. It takes the server's data folder and secret, and is recorded in ostiary_audit.\n"
	"--jwt-expires-in says how long it is good.\n"
	"\n"
	"Exit codes of verify: 0 good, 1 refused, 64 wrong usage, 65 SOURCE is no readable key "
	"set,\n"
	"69 it cannot be fetched.\n";

static const char jws_help[] =
	"usage: ostiary jws verify --jwks SOURCE [--alg LIST]\n"
	"\n"
	"Judges the signature of the compact JWS on standard input, whatever it signs, and prints "
	"the\n"
	"verdict in one word. Without a key id, the only key for the algorithm is taken.\n"
	"\n"
	"  --jwks SOURCE    the public keys (RFC 7517): a file, an http(s) URL, or -\n"
	"  --token FILE     the JWS is in this file, not on standard input\n"
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
	OPTION_TOKEN,
	OPTION_NOT_BEFORE,
};

static const struct option token_options[] = {
	{ "jwks", required_argument, NULL, OPTION_JWKS },
	{ "token", required_argument, NULL, OPTION_TOKEN },
	{ "issuer", required_argument, NULL, OPTION_ISSUER },
	{ "audience", required_argument, NULL, OPTION_AUDIENCE },
	{ "at", required_argument, NULL, OPTION_AT },
	{ "not-before", required_argument, NULL, OPTION_NOT_BEFORE },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

static const struct option jws_options[] = {
	{ "jwks", required_argument, NULL, OPTION_JWKS },
	{ "token", required_argument, NULL, OPTION_TOKEN },
	{ "alg", required_argument, NULL, OPTION_ALG },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

struct request {
	const char *jwks;
	const char *token;      /* a file; NULL: standard input */
	const char *not_before; /* a file; NULL: there is no list */
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
	case OPTION_TOKEN:
		request->token = optarg;
		return USAGE_OK;
	case OPTION_NOT_BEFORE:
		request->not_before = optarg;
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

/* Likely a token: then it has been seen in the list of processes, and need not be in a log as well. */
static int refuse_argument(void)
{
	return cli_fail(EX_USAGE,
			"there is one argument too many: what is judged comes on standard "
			"input; see --help");
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
		refuse_argument();
		return USAGE_WRONG;
	}
	if (!request->jwks) {
		cli_fail(EX_USAGE, "--jwks SOURCE is missing");
		return USAGE_WRONG;
	}
	if (strcmp(request->jwks, "-") == 0 && !request->token) {
		cli_fail(EX_USAGE, "the keys and the token cannot both come on standard input; "
				   "--token FILE names the token's file");
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
		cli_fail(EX_USAGE, "%s: \"%s\" is nothing that it does; see --help", argv[0],
			 argc < 2 ? "" : argv[1]);
		return USAGE_WRONG;
	}
	return take_options(request, options, argc - 1, argv + 1);
}

/* Without the line's end behind it. */
static bool read_token(const char *path, char *room, size_t bytes, struct str *out)
{
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
	bool ok;
	size_t n;

	if (fd < 0)
		return false;
	ok = read_up_to(fd, room, bytes, &n);
	if (path)
		close(fd);
	if (!ok)
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
	int code = jwks_read(request->jwks, keys);

	if (code == EX_OK && !read_token(request->token, room, bytes, token))
		code = cli_fail(EX_IOERR, "%s: %s",
				request->token ? request->token : "standard input",
				strerror(errno));
	return code;
}

/* Without the file there is nothing to judge by, and so nobody is let in. */
static int read_list(const struct request *request, const struct ost_keyset *keys,
		     struct ost_not_before **out)
{
	OWNED(free) char *room = NULL;
	enum ost_verdict verdict;
	struct str text;

	if (!request->not_before)
		return EX_OK;
	room = malloc(LIST_ROOM);
	if (!room)
		return cli_fail(EX_OSERR, "out of memory");
	if (!read_token(request->not_before, room, LIST_ROOM, &text))
		return cli_fail(EX_NOINPUT, "%s: %s", request->not_before, strerror(errno));
	verdict = ost_not_before_new(keys, &request->policy, text.p, text.n, request->now_s, out);
	if (verdict == OST_OK)
		return EX_OK;
	return cli_fail(verdict == OST_NO_MEMORY ? EX_OSERR : EX_DATAERR,
			"%s: this is no good list of who was thrown out (%s)", request->not_before,
			ost_verdict_name(verdict));
}

static int usage_code(enum usage usage, const char *help)
{
	if (usage == USAGE_HELP)
		fputs(help, stdout);
	return usage == USAGE_HELP ? EX_OK : EX_USAGE;
}

static int verify_token(int argc, char **argv)
{
	OWNED(ost_keyset_unref) struct ost_keyset *keys = NULL;
	OWNED(ost_claims_unref) struct ost_claims *claims = NULL;
	OWNED(ost_not_before_unref) struct ost_not_before *list = NULL;
	char room[TOKEN_ROOM];
	struct request request;
	struct str token = { 0 };
	enum usage usage = read_request(&request, token_options, argc, argv);
	int code;

	if (usage != USAGE_OK)
		return usage_code(usage, token_help);
	request.policy.audiences = &request.audience;
	code = read_inputs(&request, room, sizeof(room), &keys, &token);
	if (code == EX_OK)
		code = read_list(&request, keys, &list);
	if (code != EX_OK)
		return code;
	request.policy.not_before = list;
	code = report(ost_verify(keys, &request.policy, token.p, token.n, request.now_s, &claims));
	if (claims)
		print_claims(claims);
	return code;
}

/* Nothing of it is believed, so nothing of it may steer a terminal. */
static bool print_part(struct str part)
{
	unsigned char bytes[OST_TOKEN_MAX_BYTES];
	size_t n = b64url_decoded_len(part.n);
	OWNED(json_free) struct json *json = NULL;

	if (part.n == 0 || n > sizeof(bytes) || !b64url_decode(part, bytes) ||
	    json_parse(str_of((const char *)bytes, n), 32, &json) != JSON_OK)
		return false;
	for (size_t i = 0; i < n; i++) {
		bool c1 = bytes[i] == 0xC2 && i + 1 < n && bytes[i + 1] < 0xA0; /* U+0080 to 9F */

		putchar(bytes[i] < ' ' || bytes[i] == 0x7F || c1 ? '?' : bytes[i]);
		i += c1;
	}
	putchar('\n');
	return true;
}

static int decode(bool with_arguments)
{
	struct str token, header, rest, payload, signature;
	char room[TOKEN_ROOM];

	if (with_arguments)
		return refuse_argument();
	if (!read_token(NULL, room, sizeof(room), &token))
		return cli_fail(EX_IOERR, "standard input: %s", strerror(errno));
	if (token.n > OST_TOKEN_MAX_BYTES || !str_cut(token, '.', &header, &rest) ||
	    !str_cut(rest, '.', &payload, &signature) || !print_part(header) ||
	    !print_part(payload))
		return cli_fail(EX_DATAERR, "this is not a signed token in compact form");
	fputs("ostiary: nothing of this has been verified\n", stderr);
	return EX_OK;
}

int cmd_token(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "decode") == 0)
		return decode(argc > 2);
	if (argc > 1 && strcmp(argv[1], "mint") == 0)
		return cmd_mint(argc - 1, argv + 1);
	return verify_token(argc, argv);
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
