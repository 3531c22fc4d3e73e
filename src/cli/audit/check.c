#include "cli/audit/audit.h"

#include <sysexits.h>

#include "auth/audit/verify.h"
#include "base/ascii.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "cli/nodes/operation.h"
#include "cli/tree/exits.h"
#include "cli/tree/output.h"
#include "crypto/digest.h"

static const struct flag flag_noted = {
	.name = "noted",
	.value = "SEQ:HASH",
	.help = "the number and the hash of a row, as an earlier check has printed them",
};

/* What is wrong with the row. */
static const char *describe(enum audit_fault fault)
{
	static const char *const words[] = {
		[AUDIT_CHANGED] = "was changed",
		[AUDIT_UNLINKED] = "does not follow the row before it, which was changed",
		[AUDIT_MISSING] = "is missing",
		[AUDIT_BEYOND] = "is beyond the ends of the chain",
		[AUDIT_CUT_OFF] = "is not the one that was written last",
		[AUDIT_STRAY] = "has no place in the chain",
		[AUDIT_REWRITTEN] = "has another hash than the one that was noted",
		[AUDIT_UNKNOWN] = "was noted, and is not kept, or not there yet",
	};

	return words[fault];
}

/* False: it is not a number, a colon and a hash. */
static bool read_note(const struct args *args, struct audit_note *out)
{
	const char *text = args_value(args, &flag_noted);
	struct str number;
	uint64_t seq;

	*out = (struct audit_note){ 0 };
	if (!text)
		return true;
	if (!str_cut(str_z(text), ':', &number, &out->hash) ||
	    !str_to_u64(number, INT64_MAX, &seq) || !seq || out->hash.n != DIGEST_HEX)
		return false;
	for (size_t i = 0; i < out->hash.n; i++)
		if (!ascii_is_lower_hex(out->hash.p[i]))
			return false;
	out->seq = (int64_t)seq;
	return true;
}

static void put_json(struct buf *b, const struct audit_verdict *verdict)
{
	bool sound = verdict->fault == AUDIT_SOUND;

	buf_fmt(b, "{\"sound\":%s,\"rows\":%lld,\"earlier\":%lld,\"last\":%lld,\"hash\":",
		sound ? "true" : "false", (long long)verdict->rows, (long long)verdict->earlier,
		(long long)verdict->last_seq);
	json_put_string(b, verdict->last_hash);
	if (!sound) {
		buf_fmt(b, ",\"broken\":{\"seq\":%lld,\"id\":", (long long)verdict->seq);
		json_put_string_or_null(b, verdict->id.n ? verdict->id : str_of(NULL, 0));
		buf_fmt(b, ",\"what\":\"%s\"}", describe(verdict->fault));
	}
	buf_z(b, "}\n");
}

static void put_text(struct buf *b, const struct audit_verdict *verdict)
{
	if (verdict->fault != AUDIT_SOUND)
		return;
	buf_fmt(b, "The chain is whole: %lld rows.\n", (long long)verdict->rows);
	if (verdict->last_seq > 0)
		buf_fmt(b, "To check later that it still has them, note: --noted %lld:%.*s\n",
			(long long)verdict->last_seq, STR_FMT(verdict->last_hash));
	if (verdict->earlier)
		buf_fmt(b, "%lld rows before it are from a build that had no chain.\n",
			(long long)verdict->earlier);
}

static int report_broken(const struct audit_verdict *verdict)
{
	if (verdict->fault == AUDIT_STRAY)
		return cli_fail(EXIT_AUDIT_BROKEN, "the audit chain is broken: the row %.*s %s",
				STR_FMT(verdict->id), describe(verdict->fault));
	return cli_fail(EXIT_AUDIT_BROKEN, "the audit chain is broken: row %lld%s%.*s%s %s",
			(long long)verdict->seq, verdict->id.n ? " (" : "", STR_FMT(verdict->id),
			verdict->id.n ? ")" : "", describe(verdict->fault));
}

static int verify(struct operation *op, const struct args *args)
{
	struct audit_verdict verdict;
	struct audit_note note;
	struct err err = { 0 };
	struct buf text;
	int code;

	if (!read_note(args, &note))
		return cli_fail(EX_USAGE, "--noted takes what `ostiary audit verify` has printed");
	if (audit_verify(op->store, op->arena, &note, &verdict, &err) != STORE_OK)
		return cli_fail(EX_IOERR, "%s", err.text);
	arena_buf(op->arena, &text, 512, 4096);
	(args_has(args, &flag_json) ? put_json : put_text)(&text, &verdict);
	code = cli_print(&text);
	return code == EX_OK && verdict.fault != AUDIT_SOUND ? report_broken(&verdict) : code;
}

static int run_verify(const struct args *args)
{
	struct operation op;
	int code = operation_open_store(&op, args, LOG_LEVEL_ERROR);

	if (code == EX_OK)
		code = verify(&op, args);
	operation_done(&op);
	return code;
}

const struct command audit_verify_row = {
	.name = "verify",
	.summary = "check that no row was changed, taken out or put in between",
	.description =
		"Names the first row with a fault, and ends with exit code 2. Who can write to the "
		"database can also make a new chain: a hash that was noted elsewhere shows it.\n\n"
		"With --json, an object: sound, rows (of the chain), earlier (rows from before "
		"it), last and hash (of the newest row), and where it is not sound broken, an "
		"object with seq, id and what.",
	.flags = (const struct flag *const[]){ &flag_noted, &flag_json, NULL },
	.settings = COMMAND_TAKES_SETTINGS,
	.keeps_tables = true,
	.run = run_verify,
};
