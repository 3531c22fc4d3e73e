#include "cli/audit/audit.h"

#include <sysexits.h>

#include "base/cleanup.h"
#include "cli/audit/entry.h"
#include "cli/audit/selection.h"
#include "cli/tree/output.h"

#define LISTED       100 /* without --limit */
#define EXPORT_ROWS  200 /* of one page */
#define OUTPUT_BYTES ((size_t)64 << 20)

static const struct flag flag_limit = {
	.name = "limit",
	.value = "N",
	.help = "at most so many rows, 1 to 1000; 100 by default",
};
static const struct flag flag_after = {
	.name = "after",
	.value = "SEQ",
	.help = "go on behind the row with this number, the last of the page before",
};

/* A number from least to most; `otherwise` when the flag was not given. */
static bool read_number(const struct args *args, const struct flag *flag, int64_t least,
			int64_t most, int64_t *out)
{
	const char *text = args_value(args, flag);
	struct str digits = str_z(text ? text : "");
	bool negative = str_starts(digits, STR("-"));
	uint64_t n;

	if (!text)
		return true;
	if (!str_to_u64(negative ? str_tail(digits, 1) : digits, (uint64_t)most, &n))
		return false;
	*out = negative ? -(int64_t)n : (int64_t)n;
	return *out >= least;
}

struct page {
	struct audit_entry *entries;
	size_t n;
};

/* ---- list ---- */

static int print_page(struct operation *op, const struct args *args,
		      const struct audit_filter *filter)
{
	bool json = args_has(args, &flag_json);
	struct page page = { .n = 0 };
	struct err err = { 0 };
	struct buf text;

	if (STORE_READ(op->store, sql, &err,
		       audit_list(sql, op->arena, filter, &page.entries, &page.n, &err)) !=
	    STORE_OK)
		return cli_fail(EX_IOERR, "%s", err.text);
	arena_buf(op->arena, &text, 4096, OUTPUT_BYTES);
	if (json)
		buf_char(&text, '[');
	else if (page.n)
		audit_put_heading(&text);
	for (size_t i = 0; i < page.n; i++) {
		if (json)
			buf_z(&text, i ? ",\n" : "");
		(json ? audit_put_json : audit_put_line)(&text, &page.entries[i]);
	}
	if (json)
		buf_z(&text, "]\n");
	else if (page.n && (int64_t)page.n == filter->most)
		buf_fmt(&text, "Go on with: --after %lld\n",
			(long long)page.entries[page.n - 1].link.seq);
	return cli_print(&text);
}

static int list(struct operation *op, const struct args *args)
{
	struct audit_filter filter;
	int code = audit_select(op, args, &filter);

	if (code != EX_OK)
		return code;
	filter.most = LISTED;
	filter.after = INT64_MIN;
	if (!read_number(args, &flag_limit, 1, AUDIT_LISTED, &filter.most))
		return cli_fail(EX_USAGE, "--limit takes a number from 1 to %d", AUDIT_LISTED);
	if (!read_number(args, &flag_after, -INT64_MAX, INT64_MAX, &filter.after))
		return cli_fail(EX_USAGE, "--after takes the number of a row");
	code = audit_warn_of_strays(op);
	return code == EX_OK ? print_page(op, args, &filter) : code;
}

/* ---- export ---- */

/* Prints one page, and moves the filter behind it. */
static int export_page(struct operation *op, struct audit_filter *filter, size_t *out_n)
{
	struct page page = { .n = 0 };
	struct err err = { 0 };
	struct arena a;
	struct buf text;
	int code = EX_OK;
	enum store_rc rc;

	arena_init(&a, NULL, 0);
	rc = STORE_READ(op->store, sql, &err,
			audit_list(sql, &a, filter, &page.entries, &page.n, &err));
	if (rc == STORE_OK) {
		arena_buf(&a, &text, 4096, OUTPUT_BYTES);
		for (size_t i = 0; i < page.n; i++) {
			audit_put_json(&text, &page.entries[i]);
			buf_char(&text, '\n');
			filter->after = page.entries[i].link.seq;
		}
		code = page.n ? cli_print(&text) : EX_OK;
	} else {
		code = cli_fail(EX_IOERR, "%s", err.text);
	}
	arena_done(&a);
	*out_n = page.n;
	return code;
}

static int export(struct operation *op, const struct args *args)
{
	struct audit_filter filter;
	size_t n = EXPORT_ROWS;
	int code = audit_select(op, args, &filter);

	if (code == EX_OK)
		code = audit_warn_of_strays(op);
	filter.most = EXPORT_ROWS;
	filter.after = INT64_MIN;
	while (code == EX_OK && n == EXPORT_ROWS)
		code = export_page(op, &filter, &n);
	return code;
}

/* ---- the rows ---- */

static int run(const struct args *args, int (*what)(struct operation *op, const struct args *args))
{
	struct operation op;
	int code = operation_open_store(&op, args, LOG_LEVEL_ERROR);

	if (code == EX_OK)
		code = what(&op, args);
	operation_done(&op);
	return code;
}

static int run_list(const struct args *args)
{
	return run(args, list);
}

static int run_export(const struct args *args)
{
	return run(args, export);
}

const struct command audit_list_row = {
	.name = "list",
	.summary = "list what was done, in its order",
	.description = "With --json, an array of objects: " AUDIT_MEMBERS ".\n\n"
		       "An array with fewer than N ends the list.",
	.flags = (const struct flag *const[]){ &audit_flag_since, &audit_flag_until,
					       &audit_flag_user, &audit_flag_action, &flag_limit,
					       &flag_after, &flag_json, NULL },
	.settings = COMMAND_TAKES_SETTINGS,
	.keeps_tables = true,
	.examples =
		(const struct example[]){
			{ "What was done to a user since the first of November",
			  "ostiary audit list --user ada@example.com --since 2026-11-01" },
			{ 0 } },
	.run = run_list,
};

const struct command audit_export_row = {
	.name = "export",
	.summary = "print all of it as JSON lines",
	.description = "Each line is an object: " AUDIT_MEMBERS ".\n\n"
		       "docs/host/audit.md says how another program computes the hashes.",
	.flags = (const struct flag *const[]){ &audit_flag_since, &audit_flag_until,
					       &audit_flag_user, &audit_flag_action, NULL },
	.settings = COMMAND_TAKES_SETTINGS,
	.keeps_tables = true,
	.examples =
		(const struct example[]){
			{ "The minted tokens of a year",
			  "ostiary audit export --action token-minted --since 2026-01-01" },
			{ 0 } },
	.run = run_export,
};
