/* Positions: between any two there is another, and the ends stay short. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "base/cleanup.h"
#include "tasks/position.h"

#define ROWS    400
#define MEMORY  (LIMIT_POSITION_BYTES + 1)
#define SHORT   14
#define INSERTS 20000

struct row {
	char text[MEMORY];
	size_t n;
};

static struct str text_of(const struct row *row)
{
	return str_of(row->text, row->n);
}

static bool between(struct str low, struct str high, struct row *out)
{
	struct buf b;

	buf_init_fixed(&b, out->text, sizeof(out->text));
	if (!position_between(low, high, &b))
		return false;
	out->n = buf_text(&b).n;
	return true;
}

static int order(struct str a, struct str b)
{
	int found = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);

	return found ? found : (a.n > b.n) - (a.n < b.n);
}

static void assert_between(struct str low, struct str high, struct row *out)
{
	if (!between(low, high, out))
		fail_msg("nothing between \"%.*s\" and \"%.*s\"", STR_FMT(low), STR_FMT(high));
	assert_true(position_is_good(text_of(out)));
	if ((low.n && order(low, text_of(out)) >= 0) || (high.n && order(text_of(out), high) >= 0))
		fail_msg("\"%.*s\" is not between \"%.*s\" and \"%.*s\"", STR_FMT(text_of(out)),
			 STR_FMT(low), STR_FMT(high));
}

static void only_positions_are_good(void **state)
{
	static const struct {
		const char *text;
		bool good;
	} rows[] = {
		{ "00e19400abcdef", true },
		{ "00e19400abcde0", true },
		{ "00e19400abcdefz", true },
		{ "00e19400abcdef01", true },
		{ "00e19400abcdef0", false },
		{ "00e19400abcde", false },
		{ "00e19400abcdeg", false },
		{ "00E19400abcdef", false },
		{ "00e19400abcdefZ", false },
		{ "00e19400abcdef ", false },
		{ "", false },
		{ "00e19400abcdef\xC3\xA9", false },
		{ "00e19400abcdef11111111111111111111111111111111111111111111111111", true },
		{ "00e19400abcdef111111111111111111111111111111111111111111111111111", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (position_is_good(str_z(rows[i].text)) != rows[i].good)
			fail_msg("%s", rows[i].text);
}

static void rows_that_are_added_at_an_end_stay_short(void **state)
{
	struct row last = { "00e19400abcdef", SHORT }, first = last, next;

	(void)state;
	for (int i = 0; i < INSERTS; i++) {
		assert_between(text_of(&last), STR(""), &next);
		assert_int_equal(next.n, SHORT);
		last = next;
		assert_between(STR(""), text_of(&first), &next);
		assert_int_equal(next.n, SHORT);
		first = next;
	}
}

static void the_ends_of_the_numbers_are_no_ends(void **state)
{
	struct row at, after;

	(void)state;
	assert_between(STR(""), STR(""), &at);
	assert_between(STR("ffffffffffffff"), STR(""), &at);
	assert_between(text_of(&at), STR(""), &after);
	assert_between(STR(""), STR("00000000000001"), &at);
	assert_between(STR(""), STR("00000000000000i"), &at);
	assert_false(between(STR(""), STR("00000000000000"), &at)); /* nothing is before it */
}

static void bounds_in_the_wrong_order_are_refused(void **state)
{
	struct row at;

	(void)state;
	assert_false(between(STR("00000000000002"), STR("00000000000001"), &at));
	assert_false(between(STR("00000000000001"), STR("00000000000001"), &at));
	assert_false(between(STR("no"), STR(""), &at));
	assert_true(between(STR("00000000000001"), STR("00000000000002"), &at));
}

/* Random inserts, each between two neighbours: the order is that of the rows, and no row that was
 * there is touched. */
static void rows_inserted_anywhere_keep_their_order(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed <= 20; seed++) {
		static struct row rows[ROWS];
		size_t n = 0;

		while (n < ROWS) {
			size_t at = (size_t)rand_r(&seed) % (n + 1);
			struct row made;

			assert_between(at ? text_of(&rows[at - 1]) : STR(""),
				       at < n ? text_of(&rows[at]) : STR(""), &made);
			memmove(&rows[at + 1], &rows[at], (n - at) * sizeof(rows[0]));
			rows[at] = made;
			n++;
		}
		for (size_t i = 1; i < n; i++)
			assert_true(order(text_of(&rows[i - 1]), text_of(&rows[i])) < 0);
	}
}

/* The worst that a user can do by hand: always into the same gap. The bound allows two hundred. */
static void one_gap_takes_hundreds_of_rows(void **state)
{
	static const bool sides[][2] = { { true, true }, { false, false }, { true, false } };

	(void)state;
	for (size_t s = 0; s < ARRAY_LEN(sides); s++) {
		struct row low = { "00e19400abcdef", SHORT }, high = { "00e19400abcdf0", SHORT };
		int n = 0;

		for (struct row made; between(text_of(&low), text_of(&high), &made); n++)
			*(sides[s][n % 2] ? &high : &low) = made;
		if (n < 200)
			fail_msg("the gap %zu took %d rows", s, n);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_positions_are_good),
		cmocka_unit_test(rows_that_are_added_at_an_end_stay_short),
		cmocka_unit_test(the_ends_of_the_numbers_are_no_ends),
		cmocka_unit_test(bounds_in_the_wrong_order_are_refused),
		cmocka_unit_test(rows_inserted_anywhere_keep_their_order),
		cmocka_unit_test(one_gap_takes_hundreds_of_rows),
	};

	return cmocka_run_group_tests_name("position", tests, NULL, NULL);
}
