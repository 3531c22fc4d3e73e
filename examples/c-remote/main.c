/* c-remote JWKS-URL ISSUER AUDIENCE: verifies the tokens on standard input, one per line. */
#include <ostiary/remote.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define WAIT_MS 2000 /* for a key that is new: once, not per token; see ost_remote_verify() */

static void report(void *arg, const struct ost_remote_event *event)
{
	(void)arg;
	fprintf(stderr, "keys: %s, %zu in use %s\n", ost_remote_outcome_text(event->outcome),
		event->keys, event->detail);
}

static void judge(struct ost_remote *remote, const struct ost_policy *policy, const char *token)
{
	struct ost_claims *claims;
	enum ost_verdict verdict = ost_remote_verify(remote, policy, token, strlen(token),
						     (int64_t)time(NULL), WAIT_MS, &claims);

	if (verdict != OST_OK) {
		printf("refused: %s\n", ost_verdict_text(verdict));
		return;
	}
	printf("accepted: %s\n", ost_claims_subject(claims).p);
	ost_claims_unref(claims);
}

int main(int argc, char **argv)
{
	struct ost_remote_settings keys = { .size = sizeof(keys), .url = argv[1], .event = report };
	struct ost_policy policy = { .size = sizeof(policy),
				     .algorithms = OST_ALGORITHMS_ALL,
				     .issuer = argv[2],
				     .audiences = (const char *const *)&argv[3],
				     .n_audiences = 1,
				     .methods = (const char *const *)&argv[4],
				     .n_methods = argc == 5,
				     .leeway_s = OST_LEEWAY_DEFAULT_S };
	struct ost_remote *remote;
	char *line = NULL;
	size_t room = 0;

	if (argc < 4 || ost_remote_new(&keys, &remote) != OST_REMOTE_OK) {
		const char *fault = argc > 3 ? ost_remote_settings_fault(&keys) : NULL;
		fprintf(stderr, "%s\n", fault ? fault : "arguments: URL ISSUER AUDIENCE [METHOD]");
		return 64;
	}
	while (getline(&line, &room, stdin) > 0) {
		line[strcspn(line, "\n")] = '\0';
		judge(remote, &policy, line);
		fflush(stdout);
	}
	free(line);
	ost_remote_free(remote);
	return 0;
}
