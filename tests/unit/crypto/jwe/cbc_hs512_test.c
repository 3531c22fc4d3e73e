#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "crypto/jwe/cbc_hs512.h"

/* RFC 7518 appendix B.3; the key is 00 01 02 ... 3f. */
static const struct str rfc_plain =
	STR_INIT("A cipher system must not be required to be secret, and it must be able to "
		 "fall into the hands of the enemy without inconvenience");
static const struct str rfc_aad = STR_INIT("The second principle of Auguste Kerckhoffs");
static const unsigned char rfc_iv[] = { 0x1a, 0xf3, 0x8c, 0x2d, 0xc2, 0xb9, 0x6f, 0xfd,
					0xd8, 0x66, 0x94, 0x09, 0x23, 0x41, 0xbc, 0x04 };
static const unsigned char rfc_sealed[] = {
	0x4a, 0xff, 0xaa, 0xad, 0xb7, 0x8c, 0x31, 0xc5, 0xda, 0x4b, 0x1b, 0x59, 0x0d, 0x10, 0xff,
	0xbd, 0x3d, 0xd8, 0xd5, 0xd3, 0x02, 0x42, 0x35, 0x26, 0x91, 0x2d, 0xa0, 0x37, 0xec, 0xbc,
	0xc7, 0xbd, 0x82, 0x2c, 0x30, 0x1d, 0xd6, 0x7c, 0x37, 0x3b, 0xcc, 0xb5, 0x84, 0xad, 0x3e,
	0x92, 0x79, 0xc2, 0xe6, 0xd1, 0x2a, 0x13, 0x74, 0xb7, 0x7f, 0x07, 0x75, 0x53, 0xdf, 0x82,
	0x94, 0x10, 0x44, 0x6b, 0x36, 0xeb, 0xd9, 0x70, 0x66, 0x29, 0x6a, 0xe6, 0x42, 0x7e, 0xa7,
	0x5c, 0x2e, 0x08, 0x46, 0xa1, 0x1a, 0x09, 0xcc, 0xf5, 0x37, 0x0d, 0xc8, 0x0b, 0xfe, 0xcb,
	0xad, 0x28, 0xc7, 0x3f, 0x09, 0xb3, 0xa3, 0xb7, 0x5e, 0x66, 0x2a, 0x25, 0x94, 0x41, 0x0a,
	0xe4, 0x96, 0xb2, 0xe2, 0xe6, 0x60, 0x9e, 0x31, 0xe6, 0xe0, 0x2c, 0xc8, 0x37, 0xf0, 0x53,
	0xd2, 0x1f, 0x37, 0xff, 0x4f, 0x51, 0x95, 0x0b, 0xbe, 0x26, 0x38, 0xd0, 0x9d, 0xd7, 0xa4,
	0x93, 0x09, 0x30, 0x80, 0x6d, 0x07, 0x03, 0xb1, 0xf6
};
static const unsigned char rfc_tag[] = { 0x4d, 0xd3, 0xb4, 0xc0, 0x88, 0xa7, 0xf4, 0x5c,
					 0x21, 0x68, 0x39, 0x64, 0x5b, 0x20, 0x12, 0xbf,
					 0x2e, 0x62, 0x69, 0xa8, 0xc5, 0x6a, 0x81, 0x6d,
					 0xbc, 0x1b, 0x26, 0x77, 0x61, 0x95, 0x5b, 0xc5 };

struct message {
	unsigned char key[CBC_HS512_KEY_BYTES], iv[CBC_HS512_IV_BYTES], tag[CBC_HS512_TAG_BYTES];
	unsigned char aad[64], sealed[sizeof(rfc_sealed)];
	size_t aad_n;
};

static void rfc_message(struct message *m)
{
	for (size_t i = 0; i < sizeof(m->key); i++)
		m->key[i] = (unsigned char)i;
	memcpy(m->iv, rfc_iv, sizeof(m->iv));
	memcpy(m->tag, rfc_tag, sizeof(m->tag));
	memcpy(m->aad, rfc_aad.p, rfc_aad.n);
	memcpy(m->sealed, rfc_sealed, sizeof(m->sealed));
	m->aad_n = rfc_aad.n;
}

static bool opens(const struct message *m, unsigned char *out, size_t *out_n)
{
	const struct cbc_hs512_sealed sealed = { m->iv, str_of(m->aad, m->aad_n),
						 str_of(m->sealed, sizeof(m->sealed)), m->tag };

	return cbc_hs512_open(m->key, &sealed, out, out_n);
}

static void the_example_of_the_rfc_is_made(void **state)
{
	unsigned char out[sizeof(rfc_sealed)], tag[CBC_HS512_TAG_BYTES];
	struct message m;

	(void)state;
	rfc_message(&m);
	assert_int_equal(cbc_hs512_sealed_len(rfc_plain.n), sizeof(rfc_sealed));
	assert_true(cbc_hs512_seal(m.key, m.iv, rfc_aad, rfc_plain, out, tag));
	assert_memory_equal(out, rfc_sealed, sizeof(rfc_sealed));
	assert_memory_equal(tag, rfc_tag, sizeof(rfc_tag));
}

static void the_example_of_the_rfc_is_opened(void **state)
{
	unsigned char out[sizeof(rfc_sealed)];
	struct message m;
	size_t n;

	(void)state;
	rfc_message(&m);
	assert_true(opens(&m, out, &n));
	assert_true(str_eq(str_of(out, n), rfc_plain));
}

static void every_flipped_bit_is_refused(void **state)
{
	struct message m;
	const struct {
		unsigned char *p;
		size_t n;
	} parts[] = { { m.key, sizeof(m.key) },
		      { m.iv, sizeof(m.iv) },
		      { m.tag, sizeof(m.tag) },
		      { m.aad, rfc_aad.n },
		      { m.sealed, sizeof(m.sealed) } };
	unsigned char out[sizeof(rfc_sealed)];
	size_t n;

	(void)state;
	rfc_message(&m);
	for (size_t part = 0; part < ARRAY_LEN(parts); part++)
		for (size_t bit = 0; bit < 8 * parts[part].n; bit++) {
			unsigned char *byte = parts[part].p + bit / 8;

			/* The cipher's half of the key is told apart by the padding alone. */
			if (part == 0 && bit / 8 >= sizeof(m.key) / 2)
				continue;
			*byte ^= (unsigned char)(1 << bit % 8);
			assert_false(opens(&m, out, &n));
			*byte ^= (unsigned char)(1 << bit % 8);
		}
	assert_true(opens(&m, out, &n));
}

static void bytes_may_not_move_between_the_parts(void **state)
{
	unsigned char out[sizeof(rfc_sealed)];
	struct cbc_hs512_sealed cut;
	struct message m;
	size_t n;

	(void)state;
	rfc_message(&m);
	m.aad_n--;
	assert_false(opens(&m, out, &n));
	m.aad_n += 2;
	assert_false(opens(&m, out, &n));
	m.aad_n--;
	assert_true(opens(&m, out, &n));
	cut = (struct cbc_hs512_sealed){ m.iv, rfc_aad, str_of(m.sealed, 0), m.tag };
	assert_false(cbc_hs512_open(m.key, &cut, out, &n));
	cut.text.n = sizeof(m.sealed) - 16;
	assert_false(cbc_hs512_open(m.key, &cut, out, &n));
}

static void every_length_comes_back(void **state)
{
	unsigned char sealed[80], tag[CBC_HS512_TAG_BYTES], out[80];
	struct message m;
	size_t n;

	(void)state;
	rfc_message(&m);
	for (size_t len = 0; len <= 64; len++) {
		const struct cbc_hs512_sealed text = { m.iv, str_of(NULL, 0),
						       str_of(sealed, cbc_hs512_sealed_len(len)),
						       tag };
		struct str plain = str_head(rfc_plain, len);

		assert_true(cbc_hs512_seal(m.key, m.iv, str_of(NULL, 0), plain, sealed, tag));
		assert_true(cbc_hs512_open(m.key, &text, out, &n));
		assert_true(str_eq(str_of(out, n), plain));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_example_of_the_rfc_is_made),
		cmocka_unit_test(the_example_of_the_rfc_is_opened),
		cmocka_unit_test(every_flipped_bit_is_refused),
		cmocka_unit_test(bytes_may_not_move_between_the_parts),
		cmocka_unit_test(every_length_comes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
