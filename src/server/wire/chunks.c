#include "server/wire/chunks.h"

#include "base/ascii.h"
#include "core/limits.h"
#include "http/request.h"

/* Characters of an extension or a trailer's value. */
static bool is_text(char c)
{
	return c == '\t' || !ascii_is_control(c);
}

/* The result of going on in that state. */
static enum chunks_rc enter(struct chunks *chunks, enum chunks_state state)
{
	chunks->state = state;
	return CHUNKS_MORE;
}

static enum chunks_rc enter_if(struct chunks *chunks, bool right, enum chunks_state state)
{
	return right ? enter(chunks, state) : CHUNKS_REFUSED;
}

static enum chunks_rc take_digit(struct chunks *chunks, char c)
{
	uint64_t digit = (uint64_t)ascii_hex_value(c);

	if (__builtin_mul_overflow(chunks->left, 16, &chunks->left) ||
	    __builtin_add_overflow(chunks->left, digit, &chunks->left))
		chunks->left = UINT64_MAX;
	return enter(chunks, CHUNKS_IN_SIZE);
}

static enum chunks_rc take_of_size_line(struct chunks *chunks, char c)
{
	if (chunks->state <= CHUNKS_IN_SIZE && ascii_hex_value(c) >= 0)
		return take_digit(chunks, c);
	if (chunks->state == CHUNKS_AT_SIZE)
		return CHUNKS_REFUSED;
	if (chunks->state == CHUNKS_IN_EXTENSION && is_text(c))
		return CHUNKS_MORE;
	if (c == '\r')
		return enter_if(chunks, chunks->state != CHUNKS_BEFORE_EXTENSION,
				CHUNKS_AT_SIZE_LF);
	if (c == ';')
		return enter(chunks, CHUNKS_IN_EXTENSION);
	return enter_if(chunks, ascii_is_blank(c), CHUNKS_BEFORE_EXTENSION);
}

static enum chunks_rc end_size_line(struct chunks *chunks)
{
	if (chunks->left == 0)
		return enter(chunks, CHUNKS_AT_TRAILER);
	chunks->state = CHUNKS_IN_DATA;
	return CHUNKS_SIZE;
}

static enum chunks_rc take_of_trailer(struct chunks *chunks, char c)
{
	bool in_name = chunks->state == CHUNKS_IN_TRAILER_NAME;

	if (chunks->state == CHUNKS_IN_TRAILER_VALUE)
		return c == '\r' ? enter(chunks, CHUNKS_AT_TRAILER_LF)
				 : enter_if(chunks, is_text(c), CHUNKS_IN_TRAILER_VALUE);
	if (!in_name && c == '\r')
		return enter(chunks, CHUNKS_AT_LAST_LF);
	if (in_name && c == ':')
		return enter(chunks, CHUNKS_IN_TRAILER_VALUE);
	return enter_if(chunks, http_is_token(str_of(&c, 1)), CHUNKS_IN_TRAILER_NAME);
}

/* One byte that is not data. */
static enum chunks_rc take_byte(struct chunks *chunks, char c)
{
	switch (chunks->state) {
	case CHUNKS_AT_SIZE:
	case CHUNKS_IN_SIZE:
	case CHUNKS_BEFORE_EXTENSION:
	case CHUNKS_IN_EXTENSION:
		return take_of_size_line(chunks, c);
	case CHUNKS_AT_SIZE_LF:
		return c == '\n' ? end_size_line(chunks) : CHUNKS_REFUSED;
	case CHUNKS_AT_DATA_CR:
		return enter_if(chunks, c == '\r', CHUNKS_AT_DATA_LF);
	case CHUNKS_AT_DATA_LF:
		return enter_if(chunks, c == '\n', CHUNKS_AT_SIZE);
	case CHUNKS_AT_TRAILER:
	case CHUNKS_IN_TRAILER_NAME:
	case CHUNKS_IN_TRAILER_VALUE:
		return take_of_trailer(chunks, c);
	case CHUNKS_AT_TRAILER_LF:
		return enter_if(chunks, c == '\n', CHUNKS_AT_TRAILER);
	case CHUNKS_AT_LAST_LF:
		return c == '\n' ? CHUNKS_DONE : CHUNKS_REFUSED;
	case CHUNKS_IN_DATA:
		break;
	}
	return CHUNKS_REFUSED;
}

static enum chunks_rc take_data(struct chunks *chunks, struct str *input, struct str *out)
{
	*out = str_head(*input, chunks->left < input->n ? (size_t)chunks->left : input->n);
	*input = str_tail(*input, out->n);
	chunks->left -= out->n;
	if (chunks->left == 0)
		chunks->state = CHUNKS_AT_DATA_CR;
	return CHUNKS_DATA;
}

/* What is neither data nor needed for it has a bound, as heads have: extensions, trailers, and the
 * second and further digits of sizes, which could all be zeros. */
static bool is_extra(const struct chunks *chunks, char c)
{
	return (chunks->state == CHUNKS_IN_SIZE && ascii_hex_value(c) >= 0) ||
	       chunks->state == CHUNKS_BEFORE_EXTENSION || chunks->state == CHUNKS_IN_EXTENSION ||
	       chunks->state >= CHUNKS_AT_TRAILER;
}

enum chunks_rc chunks_take(struct chunks *chunks, struct str *input, struct str *out)
{
	while (input->n) {
		enum chunks_rc rc;
		char c = input->p[0];

		if (chunks->state == CHUNKS_IN_DATA)
			return take_data(chunks, input, out);
		chunks->extra_bytes += is_extra(chunks, c);
		if (chunks->extra_bytes > LIMIT_HEAD_BYTES)
			return CHUNKS_REFUSED;
		*input = str_tail(*input, 1);
		rc = take_byte(chunks, c);
		if (rc != CHUNKS_MORE)
			return rc;
	}
	return CHUNKS_MORE;
}
