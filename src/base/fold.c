#include "base/fold.h"

#include <utf8proc.h>

#include "base/ascii.h"
#include "base/cleanup.h"

#define PARTS_MOST    6  /* code points that one becomes */
#define PARTS_UNICODE 32 /* the longest decomposition has 18 */
#define MARKS_SORTED  30 /* non-starters in a row (UAX 15 section 13) */
#define REPLACEMENT   0xFFFD

#define DECOMPOSED                                                                                 \
	(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |              \
	 UTF8PROC_IGNORE)

/* A text while it is folded. */
struct folding {
	utf8proc_int32_t *points;
	size_t n, cap;
	utf8proc_int32_t starter; /* the last point that is not a mark; 0: none */
	bool blank;               /* white space was read after the last point */
};

struct range {
	utf8proc_int32_t first, last;
};

/* The marks that are dropped. */
static const struct range dropped_marks[] = {
	{ 0x0300, 0x036F }, /* of Latin, Greek and Cyrillic letters */
	{ 0x0483, 0x0489 }, /* Cyrillic */
	{ 0x0591, 0x05C7 }, /* Hebrew points */
	{ 0x0610, 0x061A }, /* Arabic, also the next four */
	{ 0x064B, 0x065F }, { 0x0670, 0x0670 }, { 0x06D6, 0x06ED },
	{ 0x08CA, 0x08FF }, { 0x0711, 0x0711 }, { 0x0730, 0x074A }, /* Syriac */
	{ 0x1AB0, 0x1AFF }, { 0x1DC0, 0x1DFF }, /* combining marks, extended and supplement */
	{ 0x20D0, 0x20FF },                     /* around symbols: the box of a keycap */
	{ 0x2DE0, 0x2DFF }, { 0xA66F, 0xA69F }, /* Cyrillic, extended */
	{ 0xFE20, 0xFE2F },                     /* halves of marks over two letters */
};

/* Marks that make another letter. */
static const struct {
	utf8proc_int32_t letter, mark;
} kept_marks[] = {
	{ 0x0438, 0x0306 }, /* й */
	{ 0x0443, 0x0306 }, /* ў */
	{ 0x0456, 0x0308 }, /* ї */
};

/* Characters that have no decomposition and are typed in another way as well, in order. An empty
 * text drops the character. */
static const struct {
	utf8proc_int32_t point;
	const char *as;
} twins[] = {
	{ 0x0060, "'" },      { 0x00AB, "\"" }, { 0x00B4, "'" },      { 0x00BB, "\"" },
	{ 0x00E6, "ae" },     { 0x00F0, "d" },  { 0x00F8, "o" },      { 0x00FE, "th" },
	{ 0x0111, "d" },      { 0x0127, "h" },  { 0x0131, "i" },      { 0x0142, "l" },
	{ 0x0153, "oe" },     { 0x0167, "t" },  { 0x02B9, "'" },      { 0x02BB, "'" },
	{ 0x02BC, "'" },      { 0x02BD, "'" },  { 0x02C8, "'" },      { 0x02CA, "'" },
	{ 0x02CB, "'" },      { 0x05BE, "-" },  { 0x05F3, "'" },      { 0x05F4, "\"" },
	{ 0x0629, "\u0647" }, { 0x0640, "" },   { 0x0649, "\u064A" }, { 0x06A9, "\u0643" },
	{ 0x06CC, "\u064A" }, { 0x1FBD, "'" },  { 0x1FBF, "'" },      { 0x2010, "-" },
	{ 0x2011, "-" },      { 0x2012, "-" },  { 0x2013, "-" },      { 0x2014, "-" },
	{ 0x2015, "-" },      { 0x2018, "'" },  { 0x2019, "'" },      { 0x201A, "'" },
	{ 0x201B, "'" },      { 0x201C, "\"" }, { 0x201D, "\"" },     { 0x201E, "\"" },
	{ 0x201F, "\"" },     { 0x2032, "'" },  { 0x2033, "\"" },     { 0x2035, "'" },
	{ 0x2036, "\"" },     { 0x2039, "'" },  { 0x203A, "'" },      { 0x2044, "/" },
	{ 0x2212, "-" },
};

/* The digit zero of a script; one to nine follow it. */
static const utf8proc_int32_t zeros[] = {
	0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66,
	0x0CE6, 0x0D66, 0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x17E0, 0x1810,
};

static bool is_white(utf8proc_int32_t point)
{
	switch (utf8proc_category(point)) {
	case UTF8PROC_CATEGORY_ZS:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		return true;
	default:
		return (point >= '\t' && point <= '\r') || point == 0x85;
	}
}

static bool is_mark(utf8proc_int32_t point)
{
	utf8proc_category_t category;

	if (point < 0x80)
		return false;
	category = utf8proc_category(point);
	return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME;
}

static bool is_dropped_mark(utf8proc_int32_t point, utf8proc_int32_t starter)
{
	for (size_t i = 0; i < ARRAY_LEN(kept_marks); i++)
		if (kept_marks[i].mark == point && kept_marks[i].letter == starter)
			return false;
	for (size_t i = 0; i < ARRAY_LEN(dropped_marks); i++)
		if (point >= dropped_marks[i].first && point <= dropped_marks[i].last)
			return is_mark(point);
	return false;
}

/* The text that stands for the point; NULL: itself. */
static const char *twin_of(utf8proc_int32_t point)
{
	size_t low = 0, high = ARRAY_LEN(twins);

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (twins[middle].point == point)
			return twins[middle].as;
		if (twins[middle].point < point)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* Digits as 0 to 9, katakana as hiragana. */
static utf8proc_int32_t plain(utf8proc_int32_t point)
{
	for (size_t i = 0; i < ARRAY_LEN(zeros); i++)
		if (point >= zeros[i] && point < zeros[i] + 10)
			return '0' + point - zeros[i];
	if ((point >= 0x30A1 && point <= 0x30F6) || point == 0x30FD || point == 0x30FE)
		return point - 0x60;
	return point;
}

static void append_point(struct folding *f, utf8proc_int32_t point)
{
	if (f->blank && f->n)
		f->points[f->n++] = ' ';
	f->blank = false;
	f->points[f->n++] = point;
	if (!is_mark(point))
		f->starter = point;
}

static void fold_part(struct folding *f, utf8proc_int32_t point)
{
	const char *twin = twin_of(point);
	const utf8proc_uint8_t *rest = (const utf8proc_uint8_t *)twin;

	if (is_white(point)) {
		f->blank = true;
		f->starter = 0;
		return;
	}
	if (is_dropped_mark(point, f->starter) || utf8proc_category(point) == UTF8PROC_CATEGORY_CC)
		return;
	if (!twin) {
		append_point(f, plain(point));
		return;
	}
	while (*rest) {
		rest += utf8proc_iterate(rest, -1, &point);
		append_point(f, point);
	}
}

static void fold_point(struct folding *f, utf8proc_int32_t point)
{
	utf8proc_int32_t parts[PARTS_UNICODE];
	utf8proc_ssize_t n;
	int boundary = 0;

	if (point < 0x80 && point != '`' && ascii_is_visible((char)point)) {
		append_point(f, ascii_to_lower((char)point));
		return;
	}
	if (point < 0x80 || twin_of(point) || is_white(point)) {
		fold_part(f, point);
		return;
	}
	n = utf8proc_decompose_char(point, parts, ARRAY_LEN(parts), DECOMPOSED, &boundary);
	if (n < 0 || n > PARTS_MOST) {
		append_point(f, point);
		return;
	}
	for (utf8proc_ssize_t i = 0; i < n; i++)
		fold_part(f, parts[i]);
}

static utf8proc_propval_t class_of(utf8proc_int32_t point)
{
	return utf8proc_get_property(point)->combining_class;
}

/* Puts marks of one letter into the canonical order. */
static void sort_marks(struct folding *f)
{
	for (size_t i = 1; i < f->n; i++) {
		utf8proc_int32_t point = f->points[i];
		utf8proc_propval_t class = class_of(point);
		size_t at = i;

		while (class && at && i - at < MARKS_SORTED &&
		       class_of(f->points[at - 1]) > class) {
			f->points[at] = f->points[at - 1];
			at--;
		}
		f->points[at] = point;
	}
}

static void fold_all(struct folding *f, struct str text)
{
	const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)text.p;
	utf8proc_ssize_t left = (utf8proc_ssize_t)text.n;

	while (left > 0) {
		utf8proc_int32_t point;
		utf8proc_ssize_t n = utf8proc_iterate(p, left, &point);

		fold_point(f, n > 0 ? point : REPLACEMENT);
		n = n > 0 ? n : 1;
		p += n;
		left -= n;
	}
	sort_marks(f);
}

static void put_points(struct buf *out, const utf8proc_int32_t *points, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		utf8proc_uint8_t utf8[4];

		buf_str(out, str_of(utf8, (size_t)utf8proc_encode_char(points[i], utf8)));
	}
}

static bool is_plain_word(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (!ascii_is_lower(text.p[i]) && !ascii_is_digit(text.p[i]))
			return false;
	return true;
}

void fold_put(struct buf *out, struct str text)
{
	OWNED(free) utf8proc_int32_t *points = NULL;
	struct folding f = { .cap = 0 };
	utf8proc_ssize_t n;

	if (is_plain_word(text)) {
		buf_str(out, text);
		return;
	}
	/* A character of one byte becomes a blank and one point at most, a longer one PARTS_MOST
	 * points, of which each may become two. */
	f.cap = text.n * PARTS_MOST + 2;
	points = f.points = malloc(f.cap * sizeof(*points));
	if (!points) {
		out->failed = true;
		return;
	}
	fold_all(&f, text);
	n = utf8proc_normalize_utf32(f.points, (utf8proc_ssize_t)f.n,
				     UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	put_points(out, f.points, (size_t)n);
}
