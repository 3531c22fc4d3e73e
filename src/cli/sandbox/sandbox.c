#include "cli/sandbox/sandbox.h"

#include <sysexits.h>

#include "base/cleanup.h"
#include "cli/sandbox/rules.h"
#include "cli/tree/output.h"
#include "sandbox/calls.h"

static int judge(enum sandbox_outcome outcome, const char *setting, const char *lacking,
		 const struct err *err, const struct log *log)
{
	const struct log_field advice[] = {
		LOG_FIELD_TEXT("advice", str_z(setting)),
	};

	switch (outcome) {
	case SANDBOX_CONFINED:
		return EX_OK;
	case SANDBOX_LACKING:
		log_line(log, LOG_LEVEL_WARN, lacking, advice, ARRAY_LEN(advice));
		return EX_OK;
	case SANDBOX_FAULT:
		break;
	}
	return cli_fail(EX_OSERR, "%s; %s", err->text, setting);
}

static int confine_files(const struct sandbox_rules *rules, const struct log *log)
{
	enum tcp_access tcp = rules->client ? TCP_ACCESS_CONNECT : TCP_ACCESS_NONE;
	struct err err = { 0 };

	return judge(files_confine(rules->of, rules->n, tcp, &err),
		     "OSTIARY_LANDLOCK=off starts without it",
		     "this kernel has no Landlock: the server is not kept from other files", &err,
		     log);
}

static int confine_calls(bool client, const struct log *log)
{
	struct err err = { 0 };

	return judge(calls_confine(client ? CALLS_CLIENT : CALLS_SERVER, &err),
		     "OSTIARY_SECCOMP=off starts without it",
		     "this kernel has no seccomp filters: the server may make any system call",
		     &err, log);
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||                         \
	__has_feature(memory_sanitizer)
#define SANITIZED true
#endif
#endif
#ifndef SANITIZED
#define SANITIZED false
#endif

bool sandbox_is_built(void)
{
	return !SANITIZED;
}

static int enter(const struct sandbox_rules *rules, const struct settings *settings,
		 const struct log *log)
{
	int code = EX_OK;

	if (settings_is_on(settings, SETTING_LANDLOCK))
		code = confine_files(rules, log);
	if (code == EX_OK && settings_is_on(settings, SETTING_SECCOMP))
		code = confine_calls(rules->client, log);
	return code;
}

int sandbox_enter(struct arena *a, const struct settings *settings, enum sandbox_keys keys,
		  const struct log *log)
{
	struct sandbox_rules rules;

	if (!sandbox_is_built())
		return EX_OK;
	sandbox_rules(a, settings, keys, &rules);
	return enter(&rules, settings, log);
}

int sandbox_enter_as_keeper(struct arena *a, const struct settings *settings, const struct log *log)
{
	struct sandbox_rules rules;

	if (!sandbox_is_built())
		return EX_OK;
	sandbox_rules_of_keeper(a, settings, &rules);
	return enter(&rules, settings, log);
}
