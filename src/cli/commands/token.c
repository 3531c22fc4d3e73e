#include "cli/commands/token.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/b64url.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "base/str.h"
#include "cli/nodes/jwks_source.h"
#include "cli/tree/args.h"
#include "cli/tree/output.h"
#include "core/clock.h"
#include "ostiary/revocations.h"
#include "ostiary/verify.h"

#define EXIT_REFUSED 1
#define NAMES_MAX    16

/* Two bytes for a line break, and one more that shows that the input is too long. */
#define TOKEN_ROOM (OST_TOKEN_MAX_BYTES + 3)
#define LIST_ROOM  ((size_t)OST_REVOCATIONS_MAX_BYTES + 3)

OWNER(struct ost_keyset *, ost_keyset_unref)
OWNER(struct ost_claims *, ost_claims_unref)
OWNER(struct ost_revocations *, ost_revocations_unref)
static const struct flag flag_jwks = {
	.name = "jwks",
	.value = "FILE",
	.help = "the issuer's public keys (RFC 7517): a file, an http(s) URL, or - for standard "
		"input",
	.required = true,
};
static const struct flag flag_token = {
	.name = "token",
	.value = "FILE",
	.help = "read the token from this file instead of standard input",
};
static const struct flag flag_issuer = {
	.name = "issuer",
	.value = "ISSUER",
	.help = "the claim iss must be exactly this",
};
static const struct flag flag_audience = {
	.name = "audience",
	.value = "AUDIENCE",
	.help = "the claim aud must be or contain exactly this",
};
static const struct flag flag_methods = {
	.name = "methods",
	.value = "METHODS",
	.help = "the claim amr must contain each of these, separated by commas, such as mfa",
};
static const struct flag flag_acr = {
	.name = "acr",
	.value = "CLASSES",
	.help = "the claim acr must be one of these, separated by commas, such as 2fa,phr",
};
static const struct flag flag_auth_age = {
	.name = "auth-age",
	.value = "SECONDS",
	.help = "the claim auth_time must be at most this old",
};
static const struct flag flag_revocations = {
	.name = "revocations",
	.value = "FILE",
	.help = "the issuer's revocation list",
};
static const struct flag flag_at = {
	.name = "at",
	.value = "SECONDS",
	.help = "judge as of this time since 1970-01-01 UTC instead of now",
};
static const struct flag flag_alg = {
	.name = "alg",
	.value = "LIST",
	.help = "the algorithms to allow, such as RS256,ES256; by default all that are known",
};

/* A list of a flag, whose text it takes apart. */
struct names {
	char *text;
	const char *of[NAMES_MAX];
	size_t n;
};

static void names_done(struct names *names)
{
	free(names->text);
}

struct request {
	const char *jwks;
	const char *token;       /* a file; NULL: standard input */
	const char *revocations; /* a file; NULL: there is no list */
	struct ost_policy policy;
	const char *audience;
	struct names methods, classes;
	int64_t now_s;
};

static int read_algorithms(const char *text, unsigned *out)
{
	struct str list = str_z(text), name;
	bool more = text != NULL;

	if (text)
		*out = 0;
	while (more) {
		unsigned algorithm;

		more = str_cut(list, ',', &name, &list);
		name = str_trim(name);
		algorithm = ost_algorithm_named(name.p, name.n);
		if (!algorithm)
			return cli_fail(EX_USAGE, "unknown algorithm \"%.*s\"", STR_FMT(name));
		*out |= algorithm;
	}
	return EX_OK;
}

static int read_time(const char *text, int64_t *out)
{
	uint64_t seconds;

	if (!text)
		return EX_OK;
	if (!str_to_u64(str_z(text), INT64_MAX, &seconds))
		return cli_fail(EX_USAGE, "--at needs seconds since 1970-01-01, not \"%s\"", text);
	*out = (int64_t)seconds;
	return EX_OK;
}

static int read_age(const char *text, int64_t *out)
{
	uint64_t seconds;

	if (!text)
		return EX_OK;
	if (!str_to_u64(str_z(text), INT64_MAX, &seconds) || !seconds)
		return cli_fail(EX_USAGE, "--auth-age needs seconds from 1 on, not \"%s\"", text);
	*out = (int64_t)seconds;
	return EX_OK;
}

/* An empty name would be a demand that a token may meet by chance. */
static int read_names(const struct flag *flag, const struct args *args, struct names *out)
{
	const char *text = args_value(args, flag);
	char *rest;

	if (!text)
		return EX_OK;
	out->text = rest = strdup(text);
	if (!out->text)
		return cli_fail(EX_OSERR, "out of memory");
	while (rest) {
		const char *name = strsep(&rest, ",");

		if (!*name || out->n == NAMES_MAX)
			return cli_fail(EX_USAGE, "--%s needs up to %d names, not \"%s\"",
					flag->name, NAMES_MAX, text);
		out->of[out->n++] = name;
	}
	return EX_OK;
}

static int read_demand(struct request *request, const struct args *args)
{
	int code = read_names(&flag_methods, args, &request->methods);

	if (code == EX_OK)
		code = read_names(&flag_acr, args, &request->classes);
	if (code == EX_OK)
		code = read_age(args_value(args, &flag_auth_age), &request->policy.max_auth_age_s);
	request->policy.methods = request->methods.of;
	request->policy.n_methods = request->methods.n;
	request->policy.classes = request->classes.of;
	request->policy.n_classes = request->classes.n;
	return code;
}

static int read_request(struct request *request, const struct args *args)
{
	int code;

	*request = (struct request){
		.jwks = args_value(args, &flag_jwks),
		.token = args_value(args, &flag_token),
		.revocations = args_value(args, &flag_revocations),
		.policy = { .size = sizeof(request->policy),
			    .algorithms = OST_ALGORITHMS_ALL,
			    .leeway_s = OST_LEEWAY_DEFAULT_S,
			    .issuer = args_value(args, &flag_issuer),
			    .n_audiences = args_has(args, &flag_audience) },
		.audience = args_value(args, &flag_audience),
		.now_s = clock_now_s(&clock_real),
	};
	if (strcmp(request->jwks, "-") == 0 && !request->token)
		return cli_fail(EX_USAGE,
				"the keys and the token cannot both come on standard input; "
				"name the token's file with --token FILE");
	code = read_algorithms(args_value(args, &flag_alg), &request->policy.algorithms);
	return code == EX_OK ? read_time(args_value(args, &flag_at), &request->now_s) : code;
}

/* Reads a token without the line break behind it. */
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

/* Prints the claims on one line: in JSON a line break between two values is only a blank, and
 * inside of a string it is always escaped. */
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

/* Reads the inputs of both commands: the keys and the token. */
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

/* A list that cannot be read ends the command: without it every revoked token would be good. */
static int read_list(const struct request *request, const struct ost_keyset *keys,
		     struct ost_revocations **out)
{
	OWNED(free) char *room = NULL;
	enum ost_verdict verdict;
	struct str text;

	if (!request->revocations)
		return EX_OK;
	room = malloc(LIST_ROOM);
	if (!room)
		return cli_fail(EX_OSERR, "out of memory");
	if (!read_token(request->revocations, room, LIST_ROOM, &text))
		return cli_fail(EX_NOINPUT, "%s: %s", request->revocations, strerror(errno));
	verdict = ost_revocations_new(keys, &request->policy, text.p, text.n, request->now_s, out);
	if (verdict == OST_OK)
		return EX_OK;
	return cli_fail(verdict == OST_NO_MEMORY ? EX_OSERR : EX_DATAERR,
			"%s: this is not a valid revocation list (%s)", request->revocations,
			ost_verdict_name(verdict));
}

static int verify_token(const struct args *args)
{
	OWNED(ost_keyset_unref) struct ost_keyset *keys = NULL;
	OWNED(ost_claims_unref) struct ost_claims *claims = NULL;
	OWNED(ost_revocations_unref) struct ost_revocations *list = NULL;
	char room[TOKEN_ROOM];
	struct request request;
	struct str token = { 0 };
	int code = read_request(&request, args);

	request.policy.audiences = &request.audience;
	if (code == EX_OK)
		code = read_demand(&request, args);
	if (code == EX_OK)
		code = read_inputs(&request, room, sizeof(room), &keys, &token);
	if (code == EX_OK)
		code = read_list(&request, keys, &list);
	if (code == EX_OK) {
		request.policy.revocations = list;
		code = report(ost_verify(keys, &request.policy, token.p, token.n, request.now_s,
					 &claims));
	}
	if (claims)
		print_claims(claims);
	names_done(&request.methods);
	names_done(&request.classes);
	return code;
}

/* Control characters are replaced: an unverified token must not be able to steer the terminal. */
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

static int decode_token(const struct args *args)
{
	struct str token, header, rest, payload, signature;
	char room[TOKEN_ROOM];

	(void)args;
	if (!read_token(NULL, room, sizeof(room), &token))
		return cli_fail(EX_IOERR, "standard input: %s", strerror(errno));
	if (token.n > OST_TOKEN_MAX_BYTES || !str_cut(token, '.', &header, &rest) ||
	    !str_cut(rest, '.', &payload, &signature) || !print_part(header) ||
	    !print_part(payload))
		return cli_fail(EX_DATAERR, "this is not a signed token in compact form");
	fputs("ostiary: nothing of this has been verified\n", stderr);
	return EX_OK;
}

static int verify_jws(const struct args *args)
{
	OWNED(ost_keyset_unref) struct ost_keyset *keys = NULL;
	char room[TOKEN_ROOM];
	struct request request;
	struct str jws = { 0 };
	int code = read_request(&request, args);

	if (code == EX_OK)
		code = read_inputs(&request, room, sizeof(room), &keys, &jws);
	if (code != EX_OK)
		return code;
	return report(ost_jws_verify(keys, request.policy.algorithms, OST_KID_RULE_OPTIONAL, jws.p,
				     jws.n));
}

/* --- the rows --------------------------------------------------------------------------------- */

const struct command token_verify_command = {
	.name = "verify",
	.summary = "judge the access token on standard input",
	.description =
		"Prints the verdict in one word and, when it is ok, the claims as JSON on a second "
		"line.\n\n"
		"Exits with 0 when the token is valid, 1 when it is refused, 65 when the keys or "
		"the "
		"revocation list cannot be read, and 69 when the keys cannot be fetched.",
	.flags = (const struct flag *const[]){ &flag_jwks, &flag_token, &flag_issuer,
					       &flag_audience, &flag_methods, &flag_acr,
					       &flag_auth_age, &flag_revocations, &flag_at, NULL },
	.examples =
		(const struct example[]){
			{ "Judge a token by the keys of a running server",
			  "ostiary token verify --jwks http://127.0.0.1:8080/api/auth/jwks "
			  "--issuer http://127.0.0.1:8080 <token" },
			{ "Demand two factors, shown within the last ten minutes",
			  "ostiary token verify --jwks jwks.json --methods mfa --auth-age 600 "
			  "<token" },
			{ 0 } },
	.run = verify_token,
};

const struct command token_decode_command = {
	.name = "decode",
	.summary = "print header and claims of the token on standard input, and verify nothing",
	.run = decode_token,
};

static const struct command jws_verify = {
	.name = "verify",
	.summary = "judge the signature of the compact JWS on standard input, whatever it signs",
	.description =
		"Prints the verdict in one word. A JWS without a kid is judged by the only key for "
		"its algorithm.\n\n"
		"Exits with 0 when the signature is good, 1 when it is refused, 65 when the keys "
		"cannot be read, and 69 when they cannot be fetched.",
	.flags = (const struct flag *const[]){ &flag_jwks, &flag_token, &flag_alg, NULL },
	.run = verify_jws,
};

const struct command jws_command = {
	.name = "jws",
	.summary = "judge a signature by a JWKS, whatever was signed",
	.subcommands = (const struct command *const[]){ &jws_verify, NULL },
};
