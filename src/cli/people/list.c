#include "cli/people/people.h"

#include <sysexits.h>

#include "auth/address/named_user.h"
#include "base/cleanup.h"
#include "cli/people/job.h"
#include "cli/people/view.h"
#include "cli/tree/output.h"

#define LISTED 100 /* without --limit */

static const struct flag flag_search = {
	.name = "search",
	.value = "TEXT",
	.help = "only people whose address or name has this text, in capitals or not",
};

static const struct flag flag_limit = {
	.name = "limit",
	.value = "N",
	.help = "at most so many people, 1 to 1000; 100 by default",
};

static const struct flag flag_after = {
	.name = "after",
	.value = "USER",
	.help = "go on behind the person with this id or address, the last of the page before",
};

struct page {
	struct people_filter filter;
	struct person *people;
	size_t n;
	int64_t unlisted; /* on a first page */
};

/* False: it is no number, or out of its bounds. */
static bool read_limit(const struct args *args, int64_t *out)
{
	const char *text = args_value(args, &flag_limit);
	uint64_t most = LISTED;
	bool is_valid = !text || (str_to_u64(str_z(text), PEOPLE_LISTED, &most) && most > 0);

	*out = (int64_t)most;
	return is_valid;
}

static struct str value_of(const struct args *args, const struct flag *flag)
{
	const char *value = args_value(args, flag);

	return str_z(value ? value : "");
}

static enum store_rc read_page(struct sql *sql, struct arena *a, struct page *page, struct err *err)
{
	struct user last = { .id = page->filter.after };
	enum store_rc rc = STORE_OK;

	if (page->filter.after.n)
		rc = users_by_name(sql, a, page->filter.after, &last, err);
	else
		rc = people_unlisted(sql, &page->unlisted, err);
	if (rc == STORE_OK && page->filter.after.n)
		page->filter.after = last.id;
	return rc == STORE_OK ? people_page(sql, a, &page->filter, &page->people, &page->n, err)
			      : rc;
}

static void put_row(struct buf *b, const struct person *person)
{
	const struct user *user = &person->user;
	char memory[64];
	struct buf ways;

	cli_put_column(b, user->id, 36);
	cli_put_column(b, user->email, 32);
	cli_put_column(b, user->email_verified ? STR("yes") : STR("no"), 8);
	clock_put_iso(b, user->created_ms);
	buf_char(b, ' ');
	buf_init_fixed(&ways, memory, sizeof(memory));
	person_put_ways(&ways, person);
	cli_put_column(b, buf_text(&ways), 22);
	cli_put_column(b, user->second_factor ? STR("yes") : STR("no"), 13);
	buf_fmt(b, "%8lld ", (long long)person->sessions);
	cli_put_safe(b, user->name);
	buf_char(b, '\n');
}

static void put_table(struct buf *b, const struct page *page)
{
	if (page->n)
		buf_z(b, "ID                                   EMAIL                            "
			 "VERIFIED CREATED                  WAYS IN                SECOND FACTOR "
			 "SESSIONS NAME\n");
	for (size_t i = 0; i < page->n; i++)
		put_row(b, &page->people[i]);
	if (page->n && (int64_t)page->n == page->filter.most)
		buf_fmt(b, "Go on with: --after %.*s\n",
			STR_FMT(page->people[page->n - 1].user.id));
}

static void put_json(struct buf *b, const struct page *page)
{
	buf_char(b, '[');
	for (size_t i = 0; i < page->n; i++) {
		buf_z(b, i ? ",\n" : "");
		person_put_members(b, &page->people[i]);
		buf_char(b, '}');
	}
	buf_z(b, "]\n");
}

/* A row that is left out must not pass for one that is not there. */
static void warn_of_unread(const struct page *page, const struct err *err)
{
	if (page->unlisted)
		cli_fail(EX_OK, "%lld people are not listed: when they were created cannot be read",
			 (long long)page->unlisted);
	if (err->kind == ERR_UNREADABLE)
		cli_fail(EX_OK, "some people are not listed: %s", err->text);
}

static int list_people(struct people_job *job)
{
	struct page page = { .filter = { .search = value_of(job->args, &flag_search),
					 .after = value_of(job->args, &flag_after),
					 .now_ms = clock_now_ms(&clock_real) } };
	struct err err = { 0 };
	struct buf text;
	enum store_rc rc;

	if (!read_limit(job->args, &page.filter.most))
		return cli_fail(EX_USAGE, "--limit takes a number from 1 to %d", PEOPLE_LISTED);
	if (!str_is_utf8(page.filter.search))
		return cli_fail(EX_USAGE, "--search takes a text of UTF-8");
	rc = STORE_READ(job->op.store, sql, &err, read_page(sql, job->op.arena, &page, &err));
	if (rc == STORE_NONE)
		return people_nobody(page.filter.after);
	if (rc != STORE_OK)
		return cli_fail(EX_IOERR, "%s", err.text);
	warn_of_unread(&page, &err);
	people_buf(job, &text);
	(args_has(job->args, &flag_json) ? put_json : put_table)(&text, &page);
	return cli_print(&text);
}

static int run_list(const struct args *args)
{
	return people_run(args, list_people);
}

const struct command people_list_row = {
	.name = "list",
	.summary = "list people in the order of their creation",
	.description =
		"Pages follow each other by the id of the last person, so that people who are made "
		"or deleted meanwhile move nobody to another page. Sessions are those that have "
		"not expired.\n\n"
		"With --json, an array of objects: id, email, name, emailVerified, createdAt (RFC "
		"3339), password (there is one), passkeys (their number), secondFactor, sessions "
		"(their number). An array with fewer than N ends the list.",
	.flags = (const struct flag *const[]){ &flag_search, &flag_limit, &flag_after, &flag_json,
					       NULL },
	.settings = COMMAND_TAKES_SETTINGS,
	.keeps_tables = true,
	.examples =
		(const struct example[]){
			{ "The people of a domain",
			  "ostiary user list --search @example.org --database "
			  "postgres://me@db/app" },
			{ "The next page", "ostiary user list --limit 50 --after USER --json" },
			{ 0 } },
	.run = run_list,
};
