#include "tasks/exchange/read/csv.h"

void csv_start(struct csv *csv, struct arena *a, struct str file)
{
	struct str first, rest;

	file = str_without_mark(file);
	(void)str_cut(file, '\n', &first, &rest);
	*csv = (struct csv){ .arena = a, .rest = file, .separator = ',', .next_line = 1 };
	if (str_find(first, ',') < 0 && str_find(first, ';') >= 0)
		csv->separator = ';';
}

static char take(struct csv *csv)
{
	char c = csv->rest.p[0];

	csv->rest = str_tail(csv->rest, 1);
	csv->next_line += c == '\n';
	return c;
}

static bool is_at(const struct csv *csv, char c)
{
	return csv->rest.n && csv->rest.p[0] == c;
}

/* Up to the quote that ends it; two quotes stand for one. */
static struct str quoted_cell(struct csv *csv)
{
	struct buf cell;

	arena_buf(csv->arena, &cell, 32, csv->rest.n + 1);
	(void)take(csv);
	while (csv->rest.n) {
		char c = take(csv);

		if (c == '"' && !is_at(csv, '"'))
			break;
		if (c == '"')
			(void)take(csv);
		buf_char(&cell, c);
	}
	return buf_text(&cell);
}

static struct str plain_cell(struct csv *csv)
{
	size_t n = 0;
	struct str cell;

	while (n < csv->rest.n && csv->rest.p[n] != csv->separator && csv->rest.p[n] != '\n')
		n++;
	cell = str_head(csv->rest, n);
	csv->rest = str_tail(csv->rest, n);
	return str_without_line_end(cell);
}

static void read_row(struct csv *csv)
{
	bool more = true;

	csv->n = 0;
	csv->line = csv->next_line;
	while (more) {
		struct str cell = is_at(csv, '"') ? quoted_cell(csv) : plain_cell(csv);

		if (csv->n < CSV_CELLS)
			csv->cells[csv->n++] = cell;
		while (csv->rest.n && !is_at(csv, csv->separator) && !is_at(csv, '\n'))
			(void)take(csv);
		more = csv->rest.n && take(csv) == csv->separator;
	}
}

static bool is_empty(const struct csv *csv)
{
	for (size_t i = 0; i < csv->n; i++)
		if (str_trim(csv->cells[i]).n)
			return false;
	return true;
}

bool csv_next(struct csv *csv)
{
	while (csv->rest.n) {
		read_row(csv);
		if (!is_empty(csv))
			return true;
	}
	return false;
}

static bool is_risky(struct str cell)
{
	return cell.n && str_find(STR("'=+-@\t\r"), cell.p[0]) >= 0;
}

void csv_put(struct buf *b, struct str cell)
{
	buf_z(b, is_risky(cell) ? "\"'" : "\"");
	for (size_t i = 0; i < cell.n; i++) {
		if (cell.p[i] == '"')
			buf_char(b, '"');
		buf_char(b, cell.p[i]);
	}
	buf_char(b, '"');
}

struct str csv_plain(struct str cell)
{
	return str_starts(cell, STR("'")) && is_risky(str_tail(cell, 1)) ? str_tail(cell, 1) : cell;
}
