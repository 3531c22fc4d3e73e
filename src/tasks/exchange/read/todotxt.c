/* Part of formats.h: todo.txt. */
#include "tasks/exchange/read/formats.h"

#include "base/ascii.h"
#include "base/buf.h"
#include "core/clock.h"

static struct str next_word(struct str *line)
{
	struct str word;

	(void)str_cut(str_trim(*line), ' ', &word, line);
	*line = str_trim(*line);
	return word;
}

static bool take_date(struct str *line, struct str *out)
{
	struct str rest = *line, word = next_word(&rest);

	if (!clock_is_date(word))
		return false;
	*out = word;
	*line = rest;
	return true;
}

static int64_t midnight(struct str date)
{
	return date.n ? incoming_time(date) : 0;
}

static void set_priority(struct incoming_task *task, char letter)
{
	task->priority = letter == 'A' ? STR("high") : letter == 'B' ? STR("medium") : STR("low");
}

static bool is_priority(struct str word)
{
	return word.n == 3 && word.p[0] == '(' && ascii_is_upper(word.p[1]) && word.p[2] == ')';
}

/* "x 2026-03-02 2026-03-01 " or "(A) 2026-03-01 " */
static void take_head(struct incoming_task *task, struct str *line)
{
	struct str rest = *line, word = next_word(&rest), first = { 0 }, second = { 0 };

	if (str_eq(word, STR("x")) && rest.n) {
		task->completed = true;
		*line = rest;
		word = next_word(&rest);
	}
	if (is_priority(word)) {
		set_priority(task, word.p[1]);
		*line = rest;
	}
	(void)(take_date(line, &first) && task->completed && take_date(line, &second));
	task->created_ms = midnight(task->completed ? second : first);
	task->completed_ms = task->completed ? midnight(first) : 0;
}

/* "3d", "+1w": with a plus from the due date, otherwise from the completion. */
static void set_repetition(struct incoming *in, struct incoming_task *task, struct str value)
{
	static const char letters[] = "dwmyb";
	static const char *const units[] = { "day", "week", "month", "year" };
	bool strict = str_starts(value, STR("+"));
	const char *unit;
	uint64_t n = 1;

	value = str_tail(value, strict);
	unit = value.n ? strchr(letters, value.p[value.n - 1]) : NULL;
	if (value.n > 1 && !str_to_u64(str_head(value, value.n - 1), 999, &n))
		unit = NULL;
	if (!unit || !*unit || n == 0)
		incoming_lose(task, STR("It repeats in a way that cannot be kept"));
	else if (*unit == 'b')
		task->recurrence = STR("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR");
	else
		incoming_every(in, task, (unsigned)n, units[unit - letters],
			       strict ? "due" : "completion");
}

/* A word "key:value" that has a meaning. */
static bool take_pair(struct incoming *in, struct incoming_task *task, struct str word)
{
	struct str key, value;

	if (!str_cut(word, ':', &key, &value) || !value.n)
		return false;
	if (str_eq(key, STR("due")) && clock_is_date(value))
		task->due_date = value;
	else if (str_eq(key, STR("t")) && clock_is_date(value))
		task->start_date = value;
	else if (str_eq(key, STR("rec")))
		set_repetition(in, task, value);
	else if (str_eq(key, STR("pri")) && value.n == 1 && ascii_is_upper(value.p[0]))
		set_priority(task, value.p[0]);
	else
		return false;
	return true;
}

/* The first project is the list, further ones and contexts are tags. */
static bool take_word(struct incoming *in, struct incoming_task *task, struct str word)
{
	struct str name = str_tail(word, 1);

	if (!name.n)
		return false;
	if (word.p[0] == '+' && !task->list)
		task->list = incoming_list(in, name, name);
	else if (word.p[0] == '+' || word.p[0] == '@')
		incoming_tag(in, task, name);
	else
		return take_pair(in, task, word);
	return true;
}

static void take_text(struct incoming *in, struct incoming_task *task, struct str line)
{
	struct buf title;

	arena_buf(in->arena, &title, line.n + 1, line.n + 1);
	while (line.n) {
		struct str word = next_word(&line);

		if (!word.n || take_word(in, task, word))
			continue;
		buf_z(&title, title.n ? " " : "");
		buf_str(&title, word);
	}
	task->title = buf_text(&title);
}

bool read_todotxt(struct incoming *in, struct str file)
{
	size_t number = 0;
	struct str line;

	file = str_without_mark(file);
	while (file.n) {
		struct incoming_task *task;

		(void)str_cut(file, '\n', &line, &file);
		number++;
		line = str_trim(str_without_line_end(line));
		if (!line.n)
			continue;
		task = incoming_add(in, number);
		if (!task)
			return false;
		incoming_hash(in, task, "todotxt", &line, 1);
		take_head(task, &line);
		take_text(in, task, line);
	}
	return true;
}
