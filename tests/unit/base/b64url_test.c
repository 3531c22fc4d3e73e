#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/b64url.h"
#include "base/cleanup.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static struct str encoded(struct buf *b, char *memory, size_t room, const void *octets, size_t n)
{
	buf_init_fixed(b, memory, room);
	b64url_write(b, octets, n);
	return buf_text(b);
}

static void the_vectors_of_rfc_4648_hold(void **state)
{
	static const struct {
		const char *plain, *url, *std;
	} rows[] = {
		{ "", "", "" },
		{ "f", "Zg", "Zg==" },
		{ "fo", "Zm8", "Zm8=" },
		{ "foo", "Zm9v", "Zm9v" },
		{ "foob", "Zm9vYg", "Zm9vYg==" },
		{ "fooba", "Zm9vYmE", "Zm9vYmE=" },
		{ "foobar", "Zm9vYmFy", "Zm9vYmFy" },
		{ "\xfb\xff\xfe", "-__-", "+//+" },
	};
	char memory[64];
	struct buf b;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		unsigned char out[16];
		size_t n = strlen(rows[i].plain);

		assert_true(str_eq(encoded(&b, memory, 64, rows[i].plain, n), str_z(rows[i].url)));
		assert_int_equal(b64url_encoded_len(n), strlen(rows[i].url));
		assert_int_equal(b64url_decoded_len(strlen(rows[i].url)), n);
		assert_true(b64url_decode(str_z(rows[i].url), out));
		assert_memory_equal(out, rows[i].plain, n);
		buf_init_fixed(&b, memory, sizeof(memory));
		b64_write(&b, rows[i].plain, n);
		assert_true(str_eq(buf_text(&b), str_z(rows[i].std)));
	}
}

static void what_was_encoded_decodes_to_itself(void **state)
{
	unsigned char in[200], out[200];
	char memory[300];
	struct buf b;

	(void)state;
	for (size_t i = 0; i < sizeof(in); i++)
		in[i] = (unsigned char)(i * 151 + 7);
	for (size_t n = 0; n < sizeof(in); n++) {
		struct str text = encoded(&b, memory, sizeof(memory), in, n);

		assert_int_equal(text.n, b64url_encoded_len(n));
		assert_true(b64url_decode(text, out));
		assert_memory_equal(in, out, n);
	}
}

/* Of all texts of up to three characters, exactly one stands for each value. */
static void each_value_has_one_spelling(void **state)
{
	unsigned char out[3];
	size_t good[4] = { 0 };

	(void)state;
	for (size_t a = 0; a < 256; a++)
		for (size_t b = 0; b < 256; b++) {
			char text[3] = { (char)a, (char)b, 'A' };
			const char *at_a = a ? strchr(alphabet, (int)a) : NULL;
			const char *at_b = b ? strchr(alphabet, (int)b) : NULL;
			bool two = b64url_decode(str_of(text, 2), out);

			assert_int_equal(two, at_a && at_b && (at_b - alphabet) % 16 == 0);
			good[2] += two;
			good[3] += b64url_decode(str_of(text, 3), out);
		}
	for (size_t c = 0; c < 256; c++) {
		char text[3] = { 'A', '_', (char)c };
		const char *at = c ? strchr(alphabet, (int)c) : NULL;

		assert_int_equal(b64url_decode(str_of(text, 3), out),
				 at && (at - alphabet) % 4 == 0);
	}
	assert_int_equal(good[2], 256);
	assert_int_equal(good[3], 64 * 64);
}

static void other_characters_and_lengths_are_refused_anywhere(void **state)
{
	char text[12];
	unsigned char out[9];

	(void)state;
	for (size_t n = 1; n <= sizeof(text); n++)
		for (size_t at = 0; at < n; at++)
			for (unsigned c = 0; c < 256; c++) {
				memset(text, 'A', sizeof(text));
				text[at] = (char)c;
				if (n % 4 == 1 || c == 0 || !strchr(alphabet, (int)c))
					assert_false(b64url_decode(str_of(text, n), out));
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_vectors_of_rfc_4648_hold),
		cmocka_unit_test(what_was_encoded_decodes_to_itself),
		cmocka_unit_test(each_value_has_one_spelling),
		cmocka_unit_test(other_characters_and_lengths_are_refused_anywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
