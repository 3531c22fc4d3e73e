#include "web/place.h"

#include "base/buf.h"
#include "base/cleanup.h"
#include "crypto/digest.h"

#define CSP_BYTES  8192
#define ETAG_CHARS 16

/* The place, and the texts that it gives. */
struct placing {
	struct arena *arena;
	const struct web_files *files;
	const struct web_texts *texts;
	struct buf out; /* the bodies that change, one after the other */
};

static struct str text_of(const struct placing *p, const struct web_mark *mark)
{
	switch (mark->kind) {
	case WEB_MARK_ROOT:
		return p->texts->root;
	case WEB_MARK_ISSUER:
		return p->texts->issuer;
	case WEB_MARK_FEATURES:
		return p->texts->features;
	case WEB_MARK_SCRIPT:
		break;
	}
	return str_of(NULL, 0);
}

static struct str packed_body(const struct placing *p, size_t file)
{
	const struct web_file *row = &p->files->rows[file];

	return str_of(p->files->blob + row->body[WEB_IDENTITY].at, row->body[WEB_IDENTITY].n);
}

static bool changes(const struct placing *p, size_t file)
{
	struct str body = packed_body(p, file);

	for (size_t i = 0; i < p->files->n_marks; i++) {
		const struct web_mark *mark = &p->files->marks[i];

		if (mark->file == file && mark->kind != WEB_MARK_SCRIPT &&
		    !str_eq(text_of(p, mark), str_of(body.p + mark->at, mark->n)))
			return true;
	}
	return false;
}

/* Writes the file's text with the marks replaced. */
static void write_body(struct placing *p, size_t file)
{
	struct str body = packed_body(p, file);
	size_t done = 0;

	for (size_t i = 0; i < p->files->n_marks; i++) {
		const struct web_mark *mark = &p->files->marks[i];

		if (mark->file != file || mark->kind == WEB_MARK_SCRIPT)
			continue;
		buf_str(&p->out, str_of(body.p + done, mark->at - done));
		buf_str(&p->out, text_of(p, mark));
		done = mark->at + mark->n;
	}
	buf_str(&p->out, str_tail(body, done));
}

/* The place of a byte of the packed text in the written one. */
static size_t moved(const struct placing *p, size_t file, size_t at)
{
	size_t to = at;

	for (size_t i = 0; i < p->files->n_marks; i++) {
		const struct web_mark *mark = &p->files->marks[i];

		if (mark->file == file && mark->kind != WEB_MARK_SCRIPT && mark->at < at)
			to += text_of(p, mark).n - mark->n;
	}
	return to;
}

static void put_hash(struct buf *b, struct str script)
{
	char memory[64];
	struct buf digest;

	buf_init_fixed(&digest, memory, sizeof(memory));
	digest_sha256_b64url(script, &digest);
	buf_z(b, " 'sha256-");
	for (size_t i = 0; i < digest.n; i++)
		buf_char(b, memory[i] == '-' ? '+' : memory[i] == '_' ? '/' : memory[i]);
	buf_z(b, "='");
}

/* The policy of the packed page, with the hashes of the scripts that are in the text now. */
static const char *policy_of(struct placing *p, size_t file, struct str text)
{
	struct str rest = str_z(p->files->rows[file].csp), directive;
	struct buf b;
	bool more = rest.n > 0;

	arena_buf(p->arena, &b, 1024, CSP_BYTES);
	while (more) {
		more = str_cut(rest, ';', &directive, &rest);
		if (!str_starts(str_trim(directive), STR("script-src "))) {
			buf_str(&b, directive);
			buf_z(&b, more ? ";" : "");
			continue;
		}
		buf_z(&b, " script-src 'self'");
		for (size_t i = 0; i < p->files->n_marks; i++) {
			const struct web_mark *mark = &p->files->marks[i];
			size_t from = moved(p, file, mark->at);

			if (mark->file == file && mark->kind == WEB_MARK_SCRIPT)
				put_hash(&b, str_of(text.p + from,
						    moved(p, file, mark->at + mark->n) - from));
		}
		buf_z(&b, more ? ";" : "");
	}
	return arena_z(p->arena, buf_text(&b));
}

static void place_row(struct placing *p, size_t file, struct web_file *row)
{
	size_t from = p->out.n;
	char hex[2 * DIGEST_BYTES + 1];
	struct buf etag;
	struct str text;

	if (!changes(p, file))
		return;
	write_body(p, file);
	text = str_of(p->out.p + from, p->out.n - from);
	buf_init_fixed(&etag, hex, sizeof(hex));
	digest_sha256_hex(text, &etag);
	row->csp = policy_of(p, file, text);
	row->etag = arena_z(p->arena, str_head(buf_text(&etag), ETAG_CHARS));
	row->body[WEB_IDENTITY].at = (uint32_t)(p->files->blob_bytes + from);
	row->body[WEB_IDENTITY].n = (uint32_t)text.n;
	row->body[WEB_GZIP].n = 0;
	row->body[WEB_BROTLI].n = 0;
}

/* Enough for all bodies with all marks replaced. */
static size_t room_for(const struct placing *p)
{
	size_t bytes = 1;

	for (size_t i = 0; i < p->files->n; i++)
		bytes += p->files->rows[i].body[WEB_IDENTITY].n;
	return bytes +
	       p->files->n_marks * (p->texts->root.n + p->texts->issuer.n + p->texts->features.n);
}

struct web_files web_place(struct arena *a, const struct web_files *files,
			   const struct web_texts *texts)
{
	struct placing p = { .arena = a, .files = files, .texts = texts };
	struct web_files placed = *files;
	struct web_file *rows;

	if (texts->root.n == 0 && str_eq(texts->issuer, STR(WEB_ISSUER_PATH)) &&
	    str_eq(texts->features, STR(WEB_FEATURES)))
		return placed;
	rows = arena_array(a, files->n, sizeof(*rows));
	arena_buf(a, &p.out, 1 << 16, room_for(&p));
	for (size_t i = 0; i < files->n; i++) {
		rows[i] = files->rows[i];
		place_row(&p, i, &rows[i]);
	}
	placed.rows = rows;
	placed.placed = p.out.p;
	return placed;
}
