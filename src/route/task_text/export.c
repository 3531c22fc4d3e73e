#include "route/task_text/export.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "http/stream.h"
#include "route/app.h"
#include "route/detail.h"
#include "route/task_api/answer.h"
#include "route/task_text/file_query.h"
#include "tasks/exchange/export.h"
#include "tasks/ids.h"

#define FORMATS    "format must be json, csv or ics"
#define SEND_BYTES ((size_t)16 << 10)

struct file {
	struct http_stream stream; /* first */
	struct app *app;
	struct export_place place;
	struct export *export;
	struct buf piece;
	size_t sent; /* of the piece */
	bool ends;   /* it is the last */
	size_t user_n;
	char user[];
};

static struct file *file_of(struct http_stream *stream)
{
	return (struct file *)stream;
}

/* --- the stream ------------------------------------------------------------------------------- */

static enum store_rc make_piece(struct file *file, struct err *err)
{
	buf_done(&file->piece);
	buf_init_heap(&file->piece, EXPORT_PIECE_MAX);
	file->sent = 0;
	return export_go_on(file->export, &file->piece, &file->ends, err);
}

static void file_work(struct http_stream *stream)
{
	struct file *file = file_of(stream);
	struct err err = { 0 };

	stream->broken = make_piece(file, &err) != STORE_OK;
	if (err.text[0])
		log_error(file->app->config.log,
			  stream->broken ? "an export ended early" : "an export left rows out",
			  str_z(err.text));
}

static bool file_next(struct http_stream *stream, enum http_stream_why why, int64_t now_ms,
		      struct buf *out)
{
	struct file *file = file_of(stream);
	struct str rest = str_tail(buf_text(&file->piece), file->sent);

	(void)why;
	(void)now_ms;
	if (stream->broken)
		return false;
	if (rest.n == 0) {
		stream->works = !file->ends;
		return !file->ends;
	}
	rest = str_head(rest, rest.n < SEND_BYTES ? rest.n : SEND_BYTES);
	buf_str(out, rest);
	file->sent += rest.n;
	return !file->ends || file->sent < buf_text(&file->piece).n;
}

static void file_close(struct http_stream *stream)
{
	struct file *file = file_of(stream);

	export_end(file->export);
	export_leave(&file->app->exports, &file->place);
	buf_done(&file->piece);
	free(file);
}

static const struct http_stream_ops file_ops = {
	.next = file_next,
	.close = file_close,
	.work = file_work,
};

/* --- the request ------------------------------------------------------------------------------ */

static bool read_request(struct call *call, struct export_request *out)
{
	struct form query;
	struct str list;
	uint64_t id = 0;

	*out = (struct export_request){ .rules = &call->app->config.tasks, .owner = call->owner };
	if (!file_query_read(call, "format list", &query))
		return false;
	out->writer = writer_of(file_query_text(&query, STR("format")));
	if (!out->writer)
		return file_query_refuse(call, "format", FORMATS);
	list = file_query_text(&query, STR("list"));
	if (list.n && (!str_to_u64(list, IDS_MAX, &id) || !id))
		return file_query_refuse(call, "list", "list must be the id of a list");
	out->list_id = (int64_t)id;
	return true;
}

/* NULL, with the refusal as the reply. */
static struct file *new_file(struct call *call)
{
	struct str user = call->owner->user_id;
	struct file *file = calloc(1, sizeof(*file) + user.n);

	if (file) {
		file->stream.ops = &file_ops;
		file->stream.piece = SEND_BYTES;
		file->app = call->app;
		memcpy(file->user, user.p, user.n);
		file->place.user_id = str_of(file->user, user.n);
		buf_init_heap(&file->piece, EXPORT_PIECE_MAX);
		if (export_enter(&call->app->exports, &file->place))
			return file;
		free(file);
	}
	reply_header(call->reply, STR("retry-after"), STR("5"));
	detail_problem(call->request->arena, call->reply, PROBLEM_BUSY,
		       STR("There are too many exports at this time"), (struct blame){ 0 });
	return NULL;
}

static void answer_short(struct call *call, const char *media_type, struct file *file)
{
	struct str text = arena_copy(call->request->arena, buf_text(&file->piece));

	reply_body(call->reply, 200, str_z(media_type), text);
	file_close(&file->stream);
}

static void answer(struct call *call, const struct writer *writer, struct file *file)
{
	reply_header(call->reply, STR("content-disposition"),
		     arena_fmt(call->request->arena, "attachment; filename=\"tasks.%s\"",
			       writer->format));
	if (file->ends) {
		answer_short(call, writer->media_type, file);
		return;
	}
	reply_header(call->reply, STR("content-type"), str_z(writer->media_type));
	call->reply->status = 200;
	call->reply->stream = &file->stream;
}

void tasks_export(struct call *call)
{
	struct export_request request;
	struct err err = { 0 };
	enum store_rc rc;
	struct file *file;

	if (!read_request(call, &request))
		return;
	file = new_file(call);
	if (!file)
		return;
	rc = export_begin(&request, &file->export, &err);
	if (rc == STORE_OK)
		rc = make_piece(file, &err);
	answer_log_fault(call, &err);
	if (rc == STORE_OK) {
		answer(call, request.writer, file);
		return;
	}
	answer_store(call, rc, &err);
	file_close(&file->stream);
}
