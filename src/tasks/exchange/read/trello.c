/* Part of formats.h: Trello. */
#include "tasks/exchange/read/formats.h"

#include "base/ascii.h"
#include "tasks/exchange/read/jdoc.h"
#include "tasks/exchange/read/sources.h"

/* The first eight digits of an id are the seconds at which it was made. */
static int64_t time_of_id(struct str id)
{
	int64_t seconds = 0;

	if (id.n != 24)
		return 0;
	for (size_t i = 0; i < 8; i++) {
		int digit = ascii_hex_value(id.p[i]);

		if (digit < 0)
			return 0;
		seconds = seconds * 16 + digit;
	}
	return seconds * 1000;
}

static void read_columns(struct incoming *in, const struct jdoc *doc, struct incoming_list *board)
{
	for (struct jdoc_walk w = jdoc_walk(doc, jdoc_at(doc, JFLAT_ROOT, "lists")); jdoc_next(&w);)
		if (!jdoc_true(doc, w.value, "closed"))
			(void)incoming_section(in, board, jdoc_text(doc, w.value, "id"),
					       jdoc_text(doc, w.value, "name"));
}

static void set_labels(struct incoming *in, const struct jdoc *doc, uint32_t card,
		       struct incoming_task *task)
{
	for (struct jdoc_walk w = jdoc_walk(doc, jdoc_at(doc, card, "labels")); jdoc_next(&w);) {
		struct str name = jdoc_text(doc, w.value, "name");

		incoming_tag(in, task, name.n ? name : jdoc_text(doc, w.value, "color"));
	}
}

static bool read_card(struct incoming *in, struct jdoc *doc, uint32_t card,
		      struct incoming_list *board)
{
	struct incoming_task *task = incoming_add(in, jdoc_line(doc, card));
	struct str id = jdoc_text(doc, card, "id");

	if (!task)
		return false;
	task->title = jdoc_text(doc, card, "name");
	task->description = jdoc_text(doc, card, "desc");
	task->source = incoming_source(in, "trello", id);
	task->list = board;
	task->section =
		incoming_section(in, board, jdoc_text(doc, card, "idList"), str_of(NULL, 0));
	task->completed = jdoc_true(doc, card, "dueComplete");
	task->created_ms = time_of_id(id);
	task->updated_ms = incoming_time(jdoc_text(doc, card, "dateLastActivity"));
	incoming_due(in, task, jdoc_text(doc, card, "due"));
	task->start_date = incoming_date(in, incoming_time(jdoc_text(doc, card, "start")));
	set_labels(in, doc, card, task);
	if (jdoc_true(doc, card, "closed"))
		incoming_skip(task, STR("It is archived"));
	return true;
}

static bool read_items(struct incoming *in, struct jdoc *doc, uint32_t checklist, struct str parent)
{
	for (struct jdoc_walk w = jdoc_walk(doc, jdoc_at(doc, checklist, "checkItems"));
	     jdoc_next(&w);) {
		struct incoming_task *task = incoming_add(in, jdoc_line(doc, w.value));

		if (!task)
			return false;
		task->title = jdoc_text(doc, w.value, "name");
		task->source = incoming_source(in, "trello", jdoc_text(doc, w.value, "id"));
		task->parent = parent;
		task->created_ms = time_of_id(jdoc_text(doc, w.value, "id"));
		task->completed = str_eq(jdoc_text(doc, w.value, "state"), STR("complete"));
		incoming_due(in, task, jdoc_text(doc, w.value, "due"));
	}
	return true;
}

/* The items of a card that is skipped are skipped with it. */
static bool read_checklists(struct incoming *in, struct jdoc *doc)
{
	struct sources cards = sources_of(in);

	for (struct jdoc_walk w = jdoc_walk(doc, jdoc_at(doc, JFLAT_ROOT, "checklists"));
	     jdoc_next(&w);) {
		struct str parent =
			incoming_source(in, "trello", jdoc_text(doc, w.value, "idCard"));
		const struct incoming_task *card = *sources_slot(&cards, parent);
		struct incoming_task *last = in->last_task;

		if (!read_items(in, doc, w.value, parent))
			return false;
		for (struct incoming_task *task = last ? last->next : in->tasks; task;
		     task = task->next)
			if (card && card->fate == INCOMING_SKIPPED)
				incoming_skip(task, STR("Its card is archived"));
	}
	return true;
}

bool read_trello(struct incoming *in, struct str file)
{
	struct incoming_list *board;
	struct jdoc doc;

	in->problem = str_z(jdoc_read(in->arena, file, &doc));
	if (in->problem.n)
		return false;
	if (jflat_kind(&doc.flat, jdoc_at(&doc, JFLAT_ROOT, "cards")) != JSON_KIND_ARRAY) {
		in->problem = STR("The file has no array \"cards\", as the export of a board has");
		return false;
	}
	board = incoming_list(in, STR("board"), jdoc_text(&doc, JFLAT_ROOT, "name"));
	read_columns(in, &doc, board);
	for (struct jdoc_walk w = jdoc_walk(&doc, jdoc_at(&doc, JFLAT_ROOT, "cards"));
	     jdoc_next(&w);)
		if (!read_card(in, &doc, w.value, board))
			return false;
	return read_checklists(in, &doc);
}
