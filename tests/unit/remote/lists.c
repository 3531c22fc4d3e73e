#include "lists.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

const char *list_ada_at(struct bench *b, const char *time)
{
	struct arena *a = &b->world.arena;

	return arena_fmt(a, "[[\"%s\",%s]]", mint_digest(a, "ada"), time).p;
}

void list_say(struct bench *b, struct str text, const char *lines, const char *unless)
{
	const struct hostile_answer answer = {
		.body = text, .type = "application/jwt", .lines = lines, .unless = unless
	};

	hostile_say(b->server, HOSTILE_LIST, &answer);
}

void list_say_made(struct bench *b, const struct mint_list *list)
{
	list_say(b, mint_list_text(&b->world, list), NULL, NULL);
}

struct mint_list list_of(struct bench *b, int64_t version, bool ada_is_out)
{
	struct mint_list list = mint_list(version);

	if (ada_is_out)
		list.users = list_ada_at(b, "1799999990");
	return list;
}

void list_publish(struct bench *b, int64_t version, bool ada_is_out)
{
	struct mint_list list = list_of(b, version, ada_is_out);

	list_say_made(b, &list);
}

struct bench_event list_begin(struct bench *b)
{
	b->settings.revocations = OST_REMOTE_REVOCATIONS_REQUIRED;
	b->settings.default_age_s = 3600; /* so that what is due is the list */
	bench_publish(b, b->world.jwks, NULL);
	bench_start(b);
	assert_outcome(bench_event(b, 1).outcome, OST_REMOTE_OUTCOME_NEW);
	return bench_event(b, 2);
}

struct bench_event list_next(struct bench *b, size_t number)
{
	bench_step_s(b, INTERVAL_S);
	return bench_event(b, number);
}
