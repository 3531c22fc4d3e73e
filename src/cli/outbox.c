/* ostiary outbox: what waits, what failed, and the links for whom no mail reaches. */
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/cli.h"
#include "cli/database.h"
#include "cli/settings.h"
#include "core/log.h"
#include "store/outbox.h"

static const char usage[] = "usage: ostiary outbox list | show ID | retry ID   (and the flags "
			    "--data or --database)";

struct look {
	struct arena arena;
	struct settings settings;
	struct log log;
	struct store *store;
	struct str id;
	struct outbox_row *rows;
	size_t n;
};

/* --- reading and changing ---------------------------------------------------------------------- */

static enum store_rc list_fn(struct sql *sql, void *arg, struct err *err)
{
	struct look *look = arg;

	return outbox_list(sql, &look->arena, &look->rows, &look->n, err);
}

static enum store_rc find_fn(struct sql *sql, void *arg, struct err *err)
{
	struct look *look = arg;

	look->rows = arena_new(&look->arena, struct outbox_row);
	return outbox_find(sql, &look->arena, look->id, look->rows, err);
}

static enum store_rc retry_fn(struct sql *sql, void *arg, struct err *err)
{
	const struct look *look = arg;

	return outbox_retry(sql, look->id, clock_now_ms(&clock_real), err);
}

/* --- showing ----------------------------------------------------------------------------------- */

/* Names, addresses and a server's words come from outside: none of them may steer a terminal. */
static void put_safe(struct buf *b, struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		unsigned char next = i + 1 < text.n ? (unsigned char)text.p[i + 1] : 0;
		bool control = c < 0x20 || c == 0x7F || (c == 0xC2 && next >= 0x80 && next < 0xA0);

		buf_char(b, control ? '?' : (char)c);
		i += control && c == 0xC2;
	}
}

static void put_column(struct buf *b, struct str text, size_t width)
{
	size_t from = b->n;

	put_safe(b, text);
	do
		buf_char(b, ' ');
	while (b->n - from <= width && buf_ok(b));
}

static void put_row(struct buf *b, const struct outbox_row *row)
{
	put_column(b, row->id, 16);
	put_column(b, row->state, 7);
	put_column(b, row->kind, 14);
	clock_put_iso(b, row->created_ms);
	buf_char(b, ' ');
	buf_fmt(b, "%8lld ", (long long)row->attempts);
	put_column(b, row->url.p ? STR("***") : STR("-"), 4);
	put_column(b, row->recipient, 30);
	put_safe(b, row->note);
	while (b->n && b->p[b->n - 1] == ' ')
		b->n--;
	buf_char(b, '\n');
}

static void put_line(struct buf *b, const char *name, struct str text)
{
	put_column(b, str_z(name), 10);
	put_safe(b, text);
	buf_char(b, '\n');
}

static void put_time(struct buf *b, const char *name, int64_t ms)
{
	put_column(b, str_z(name), 10);
	clock_put_iso(b, ms);
	buf_char(b, '\n');
}

static void put_whole(struct buf *b, const struct outbox_row *row)
{
	put_line(b, "id", row->id);
	put_line(b, "state", row->state);
	put_line(b, "kind", row->kind);
	put_line(b, "to", row->recipient);
	put_line(b, "name", row->name);
	put_line(b, "link", row->url.p ? row->url : STR("(wiped)"));
	put_column(b, STR("attempts"), 10);
	buf_fmt(b, "%lld\n", (long long)row->attempts);
	put_time(b, "created", row->created_ms);
	put_time(b, "due", row->due_ms);
	put_time(b, "expires", row->expires_ms);
	put_line(b, "note", row->note);
}

/* --- the words --------------------------------------------------------------------------------- */

static int say(struct buf *b)
{
	fwrite(b->p, 1, b->n, stdout);
	return buf_ok(b) ? EX_OK : cli_fail(EX_SOFTWARE, "the output is too long");
}

static int list(struct look *look)
{
	struct err err = { 0 };
	struct buf text;

	if (store_read(look->store, list_fn, look, &err) != STORE_OK)
		return cli_fail(EX_IOERR, "%s", err.text);
	arena_buf(&look->arena, &text, 4096, (size_t)4 << 20);
	if (look->n)
		buf_z(&text, "ID               STATE   KIND           CREATED                  "
			     "ATTEMPTS LINK TO                             NOTE\n");
	for (size_t i = 0; i < look->n; i++)
		put_row(&text, &look->rows[i]);
	return say(&text);
}

static int no_such_mail(const struct look *look, const char *otherwise)
{
	return cli_fail(EX_DATAERR, "there is no mail \"%.*s\"%s; see: ostiary outbox list",
			STR_FMT(look->id), otherwise);
}

static int show(struct look *look)
{
	struct err err = { 0 };
	struct buf text;
	enum store_rc rc = store_read(look->store, find_fn, look, &err);

	if (rc == STORE_NONE)
		return no_such_mail(look, "");
	if (rc != STORE_OK)
		return cli_fail(EX_IOERR, "%s", err.text);
	arena_buf(&look->arena, &text, 4096, (size_t)1 << 20);
	put_whole(&text, look->rows);
	return say(&text);
}

static int retry(struct look *look)
{
	struct err err = { 0 };
	enum store_rc rc = store_write(look->store, retry_fn, look, &err);

	if (rc == STORE_NONE)
		return no_such_mail(look, " that could be sent: it was sent, is being sent, or its "
					  "link has expired");
	if (rc != STORE_OK)
		return cli_fail(EX_IOERR, "%s", err.text);
	puts("It is sent by the running server within seconds.");
	return EX_OK;
}

static const struct word {
	const char *name;
	int ids; /* how many follow */
	int (*run)(struct look *look);
} words[] = {
	{ "list", 0, list },
	{ "show", 1, show },
	{ "retry", 1, retry },
};

static const struct word *word_of(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < ARRAY_LEN(words); i++)
		if (str_eq(str_z(argv[1]), str_z(words[i].name)))
			return argc > 1 + words[i].ids ? &words[i] : NULL;
	return NULL;
}

static int open_store(struct look *look)
{
	struct store_config config;
	struct err err = { 0 };

	settings_settle(&look->arena, &look->settings);
	look->log =
		(struct log){ .fd = STDERR_FILENO, .level = LOG_LEVEL_WARN, .clock = &clock_real };
	config = database_config(&look->settings, &look->log);
	if (!config.url.n)
		return cli_fail(EX_CONFIG, "there is no home folder with the data; say where it is "
					   "with --data");
	config.missing = STORE_MISSING_REFUSE;
	if (store_open(&config, &look->store, &err) != STORE_OPENED)
		return cli_fail(EX_NOINPUT, "%s", err.text);
	return EX_OK;
}

static int run(struct look *look, int argc, char **argv)
{
	const struct word *word = word_of(argc, argv);
	struct err err = { 0 };
	int skip = word ? 1 + word->ids : 0, code = EX_USAGE;

	if (!word)
		return cli_fail(EX_USAGE, "%s", usage);
	look->id = str_z(word->ids ? argv[2] : "");
	switch (settings_read(&look->arena, argc - skip, argv + skip, environ, &look->settings,
			      &err)) {
	case SETTINGS_OK:
		code = open_store(look);
		return code == EX_OK ? word->run(look) : code;
	case SETTINGS_HELP:
		puts(usage);
		return EX_OK;
	case SETTINGS_BAD_CONFIG:
		code = EX_CONFIG;
		break;
	case SETTINGS_USAGE:
		break;
	}
	return cli_fail(code, "%s", err.text);
}

int cmd_outbox(int argc, char **argv)
{
	struct look look = { 0 };
	int code;

	arena_init(&look.arena, NULL, 0);
	code = run(&look, argc, argv);
	store_free(look.store);
	arena_done(&look.arena);
	return code;
}
