#include "tasks/input/etag.h"

#include <stdio.h>

static struct str print(char memory[ETAG_BYTES], int n)
{
	return str_of(memory, n > 0 && n < ETAG_BYTES ? (size_t)n : 0);
}

struct str etag_of_revision(int64_t revision, char memory[ETAG_BYTES])
{
	return print(memory, snprintf(memory, ETAG_BYTES, "\"%lld\"", (long long)revision));
}

struct str etag_of_task(const struct task *task, char memory[ETAG_BYTES])
{
	return etag_of_revision(task->revision, memory);
}

struct str etag_of_list(const struct list *list, char memory[ETAG_BYTES])
{
	return print(memory, snprintf(memory, ETAG_BYTES, "\"%lld-%lld\"",
				      (long long)list->revision, (long long)list->open_count));
}

static struct str skip_blanks(struct str s)
{
	while (s.n && (s.p[0] == ' ' || s.p[0] == '\t'))
		s = str_tail(s, 1);
	return s;
}

/* The length of the tag at the start of the text; 0: there is none. */
static size_t tag_length(struct str s)
{
	size_t n = str_starts(s, STR("W/")) ? 2 : 0;

	if (n >= s.n || s.p[n] != '"')
		return 0;
	for (n++; n < s.n; n++) {
		unsigned char c = (unsigned char)s.p[n];

		if (c == '"')
			return n + 1;
		if (c < 0x21 || c == 0x7F)
			return 0;
	}
	return 0;
}

static bool is_same(struct str named, struct str etag, bool strong)
{
	if (str_starts(named, STR("W/")))
		return !strong && str_eq(str_tail(named, 2), etag);
	return str_eq(named, etag);
}

/* All of the list is read, so that one that is no list names nothing. */
bool etag_is_named(struct str header, struct str etag, bool strong)
{
	struct str s = str_trim(header);
	bool found = false;

	if (str_eq(s, STR("*")))
		return true;
	while ((s = skip_blanks(s)).n) {
		size_t n = tag_length(s);

		if (s.p[0] == ',') { /* an empty element (RFC 9110 section 5.6.1) */
			s = str_tail(s, 1);
			continue;
		}
		if (n == 0)
			return false;
		found |= is_same(str_head(s, n), etag, strong);
		s = skip_blanks(str_tail(s, n));
		if (s.n && s.p[0] != ',')
			return false;
	}
	return found;
}

static enum store_rc refuse(struct refusal *out, enum refusal_kind kind, struct str problem)
{
	if (out)
		*out = (struct refusal){ .kind = kind, .problem = problem };
	return STORE_CONFLICT;
}

enum store_rc etag_check(const struct etag_demand *demand, struct str etag, struct refusal *out)
{
	if (demand->if_match.p && !etag_is_named(demand->if_match, etag, true))
		return refuse(out, REFUSAL_CHANGED,
			      STR("It has changed since: read it again, and decide anew"));
	if (demand->if_none_match.p && etag_is_named(demand->if_none_match, etag, false))
		return refuse(out, REFUSAL_UNCHANGED,
			      STR("It is in the state in which it was not to be changed"));
	return STORE_OK;
}
