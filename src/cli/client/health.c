#include "cli/client/health.h"

#include <sysexits.h>

#include "cli/client/get.h"
#include "cli/nodes/operation.h"
#include "cli/resolve/address.h"
#include "cli/tree/args.h"
#include "cli/tree/output.h"

#define UNHEALTHY   1                 /* what the checks of containers know */
#define SHOWN_BYTES ((size_t)4 << 10) /* of an answer */

static int url_of_settings(const struct args *args, struct str *out)
{
	struct settings settings;
	struct listen_address listening;
	struct err err = { 0 };
	int code = operation_read_but_secret(args, &settings);

	if (code != EX_OK)
		return code;
	if (!address_to_listen(&settings, &listening, &err))
		return cli_fail(EX_USAGE, "%s", err.text);
	*out = arena_fmt(args->arena, "%.*s/readyz",
			 STR_FMT(address_url(args->arena, listening.host, listening.port)));
	return EX_OK;
}

static int judge(const struct args *args, const char *url)
{
	struct got answer = { 0 };
	struct err err = { 0 };
	struct buf safe;

	if (!client_get(args->arena, url, &answer, &err))
		return cli_fail(UNHEALTHY, "%s: %s", url, err.text);
	arena_buf(args->arena, &safe, SHOWN_BYTES, 2 * SHOWN_BYTES);
	cli_put_safe(&safe, str_head(answer.body,
				     answer.body.n < SHOWN_BYTES ? answer.body.n : SHOWN_BYTES));
	if (answer.status / 100 != 2)
		return cli_fail(UNHEALTHY, "%s: status %ld: %.*s", url, answer.status,
				STR_FMT(buf_text(&safe)));
	buf_char(&safe, '\n');
	return cli_print(&safe);
}

static int run(const struct args *args)
{
	struct str url = str_z(args_word(args));
	int code = url.n ? EX_OK : url_of_settings(args, &url);

	return code == EX_OK ? judge(args, arena_z(args->arena, url)) : code;
}

const struct command health_command = {
	.name = "health",
	.summary = "ask a server whether it is ready",
	.description =
		"Asks /readyz of the server at the listening address of the settings, or the "
		"URL that is given, and waits for at most five seconds. It exits with 0 when "
		"the answer is of the class 2xx, and with 1 when it is not or there is none, "
		"as the health checks of containers want it.",
	.argument = { .name = "URL",
		      .help = "what to ask instead, such as https://tasks.example/readyz",
		      .most = 1 },
	.settings = COMMAND_TAKES_SETTINGS,
	.examples = (const struct example[]){ { "In a container file",
						"HEALTHCHECK CMD [\"ostiary\", \"health\"]" },
					      { 0 } },
	.run = run,
};
