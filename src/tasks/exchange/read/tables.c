/* Part of formats.h: tables, ours and Todoist's. */
#include "tasks/exchange/read/formats.h"

#include "base/cleanup.h"
#include "tasks/exchange/read/csv.h"
#include "tasks/exchange/read/due_words.h"
#include "tasks/exchange/read/texts.h"

/* The columns of a file: for each name in a table, where it stands; CSV_CELLS: nowhere. */
struct columns {
	const char *const *names;
	size_t at[CSV_CELLS];
};

static struct columns find_columns(const struct csv *csv, const char *const *names, size_t n)
{
	struct columns columns = { .names = names };

	for (size_t i = 0; i < n; i++) {
		columns.at[i] = CSV_CELLS;
		for (size_t k = csv->n; k-- > 0;)
			if (str_eq_nocase(str_trim(csv->cells[k]), str_z(names[i])))
				columns.at[i] = k;
	}
	return columns;
}

static struct str cell(const struct csv *csv, const struct columns *columns, size_t column)
{
	size_t at = columns->at[column];

	return at < csv->n ? csv->cells[at] : str_of(NULL, 0);
}

static bool has(const struct columns *columns, size_t column)
{
	return columns->at[column] < CSV_CELLS;
}

/* --- ours ------------------------------------------------------------------------------------- */

static struct str own_cell(const struct csv *csv, const struct columns *columns,
			   enum text_column column)
{
	return csv_plain(cell(csv, columns, column));
}

static void set_lists(struct incoming *in, const struct csv *csv, const struct columns *columns,
		      struct incoming_task *task)
{
	struct str list = own_cell(csv, columns, TEXT_LIST);
	struct str section = own_cell(csv, columns, TEXT_SECTION);

	task->list = incoming_list(in, list, list);
	task->section = incoming_section(in, task->list, section, section);
}

static void set_times(const struct csv *csv, const struct columns *columns,
		      struct incoming_task *task)
{
	struct str completed = str_trim(own_cell(csv, columns, TEXT_COMPLETED));

	task->completed = str_eq_nocase(completed, STR("true")) || str_eq(completed, STR("1")) ||
			  str_eq_nocase(completed, STR("yes")) ||
			  str_eq_nocase(completed, STR("x"));
	task->created_ms = incoming_time(own_cell(csv, columns, TEXT_CREATED_AT));
	task->updated_ms = incoming_time(own_cell(csv, columns, TEXT_UPDATED_AT));
	task->completed_ms = incoming_time(own_cell(csv, columns, TEXT_COMPLETED_AT));
}

static bool read_own_row(struct incoming *in, const struct csv *csv, const struct columns *columns)
{
	struct incoming_task *task = incoming_add(in, csv->line);

	if (!task)
		return false;
	task->title = own_cell(csv, columns, TEXT_TITLE);
	task->description = own_cell(csv, columns, TEXT_DESCRIPTION);
	task->start_date = own_cell(csv, columns, TEXT_START_DATE);
	incoming_due(in, task, own_cell(csv, columns, TEXT_DUE_DATE));
	if (own_cell(csv, columns, TEXT_DUE_TIME).n) {
		task->due_time = own_cell(csv, columns, TEXT_DUE_TIME);
		task->time_zone = own_cell(csv, columns, TEXT_TIME_ZONE);
		if (!task->time_zone.n)
			task->time_zone = in->zone_name;
	}
	task->priority = own_cell(csv, columns, TEXT_PRIORITY);
	task->recurrence = own_cell(csv, columns, TEXT_RECURRENCE);
	task->recurrence_from = own_cell(csv, columns, TEXT_RECURRENCE_FROM);
	task->position = own_cell(csv, columns, TEXT_POSITION);
	task->source = own_cell(csv, columns, TEXT_SOURCE);
	task->parent = own_cell(csv, columns, TEXT_PARENT);
	texts_split(in, own_cell(csv, columns, TEXT_TAGS), task, TEXT_TAGS);
	texts_split(in, own_cell(csv, columns, TEXT_REMINDERS), task, TEXT_REMINDERS);
	set_lists(in, csv, columns, task);
	set_times(csv, columns, task);
	return true;
}

/* --- Todoist's -------------------------------------------------------------------------------- */

enum todoist_column {
	TODOIST_TYPE = 0,
	TODOIST_CONTENT,
	TODOIST_DESCRIPTION,
	TODOIST_PRIORITY,
	TODOIST_INDENT,
	TODOIST_DATE,
	TODOIST_DATE_LANG,
};

static const char *const todoist_columns[] = { "TYPE",   "CONTENT", "DESCRIPTION", "PRIORITY",
					       "INDENT", "DATE",    "DATE_LANG" };

struct todoist {
	struct incoming *in;
	const struct csv *csv;
	struct columns columns;
	struct incoming_list *list; /* which the file does not name; its sections are tags */
	struct str section;
	struct incoming_task *above; /* the last task that is no part of another */
	struct incoming_task *last;
};

/* Labels stand in the text, as words that begin with @. */
static struct str take_labels(struct todoist *t, struct incoming_task *task, struct str text)
{
	struct buf title;
	struct str word;
	bool more = true;

	arena_buf(t->in->arena, &title, text.n + 1, text.n + 1);
	while (more) {
		more = str_cut(text, ' ', &word, &text);
		if (word.n > 1 && word.p[0] == '@') {
			incoming_tag(t->in, task, str_tail(word, 1));
			continue;
		}
		buf_z(&title, title.n ? " " : "");
		buf_str(&title, word);
	}
	return buf_text(&title);
}

static void set_level(struct todoist *t, struct incoming_task *task)
{
	struct str indent = str_trim(cell(t->csv, &t->columns, TODOIST_INDENT));
	bool top = !indent.n || str_eq(indent, STR("1"));

	if (top || !t->above) {
		t->above = task;
		return;
	}
	task->parent = t->above->source;
	if (!str_eq(indent, STR("2")))
		incoming_lose(task, STR("It is a part of a part, and becomes a part of the task "
					"above"));
}

static void set_todoist_priority(struct incoming_task *task, struct str level)
{
	static const struct str names[] = { STR_INIT("high"), STR_INIT("medium"), STR_INIT("low"),
					    STR_INIT("none") };

	if (level.n == 1 && level.p[0] >= '1' && level.p[0] <= '4')
		task->priority = names[level.p[0] - '1'];
}

static bool read_todoist_task(struct todoist *t)
{
	const struct csv *csv = t->csv;
	struct incoming_task *task = incoming_add(t->in, csv->line);
	struct str content = cell(csv, &t->columns, TODOIST_CONTENT);

	if (!task)
		return false;
	task->title = take_labels(t, task, content);
	task->description = cell(csv, &t->columns, TODOIST_DESCRIPTION);
	set_todoist_priority(task, str_trim(cell(csv, &t->columns, TODOIST_PRIORITY)));
	due_words(t->in, task, cell(csv, &t->columns, TODOIST_DATE),
		  cell(csv, &t->columns, TODOIST_DATE_LANG));
	if (t->section.n)
		incoming_tag(t->in, task, t->section);
	incoming_hash(t->in, task, "todoist-csv", csv->cells, csv->n);
	set_level(t, task);
	t->last = task;
	return true;
}

static bool read_todoist_row(struct todoist *t)
{
	struct str type = str_trim(cell(t->csv, &t->columns, TODOIST_TYPE));
	struct str content = cell(t->csv, &t->columns, TODOIST_CONTENT);

	if (str_eq_nocase(type, STR("task")))
		return read_todoist_task(t);
	if (str_eq_nocase(type, STR("section")))
		t->section = str_trim(content);
	if (str_eq_nocase(type, STR("note")) && t->last)
		incoming_note(t->in, t->last, content);
	return true;
}

static bool read_todoist_rows(struct incoming *in, struct csv *csv)
{
	struct todoist t = { .in = in, .csv = csv };

	t.columns = find_columns(csv, todoist_columns, ARRAY_LEN(todoist_columns));
	while (csv_next(csv))
		if (!read_todoist_row(&t))
			return false;
	return true;
}

bool read_csv(struct incoming *in, struct str file)
{
	struct columns own, todoist;
	struct csv csv;

	csv_start(&csv, in->arena, file);
	if (!str_is_utf8(file) || !csv_next(&csv)) {
		in->problem = STR("The file must be a table in UTF-8 whose first row names the "
				  "columns");
		return false;
	}
	own = find_columns(&csv, text_columns, TEXT_COLUMNS);
	todoist = find_columns(&csv, todoist_columns, ARRAY_LEN(todoist_columns));
	if (has(&todoist, TODOIST_TYPE) && has(&todoist, TODOIST_CONTENT))
		return read_todoist_rows(in, &csv);
	if (!has(&own, TEXT_TITLE)) {
		in->problem = STR("The file has neither a column \"title\" nor Todoist's columns "
				  "\"TYPE\" and \"CONTENT\"");
		return false;
	}
	while (csv_next(&csv))
		if (!read_own_row(in, &csv, &own))
			return false;
	return true;
}
