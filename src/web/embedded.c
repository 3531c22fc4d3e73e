#include "web/embedded.h"

#include "base/cleanup.h"
#include "web_pack.h" /* names the blob; its table is web_table.h */

#ifdef WEB_BLOB

__asm__(".section .rodata\n"
	".balign 16\n"
	"ostiary_web_blob:\n"
	".incbin \"" WEB_BLOB "\"\n"
	".byte 0\n"
	".previous\n");

extern const char ostiary_web_blob[];

#define WEB_FILE(path, type, cache, csp, etag, at, n, gzip_at, gzip_n, brotli_at, brotli_n)        \
	{                                                                                          \
		path, type, cache,                                                                 \
		csp,  etag, { { at, n }, { gzip_at, gzip_n }, { brotli_at, brotli_n } }            \
	},

#define WEB_BYTES(bytes)
#define WEB_MARK(file, kind, at, n)
static const struct web_file rows[] = {
#include "web_table.h"
};
#undef WEB_FILE
#undef WEB_MARK
#define WEB_FILE(...)
#define WEB_MARK(file, kind, at, n) { file, kind, at, n },
static const struct web_mark marks[] = {
#include "web_table.h"
};
#undef WEB_MARK
#undef WEB_BYTES
#define WEB_MARK(file, kind, at, n)
#define WEB_BYTES(bytes) bytes
static const size_t blob_bytes =
#include "web_table.h"
	;

struct web_files web_embedded(void)
{
	return (struct web_files){ .rows = rows,
				   .n = ARRAY_LEN(rows),
				   .blob = ostiary_web_blob,
				   .blob_bytes = blob_bytes,
				   .marks = marks,
				   .n_marks = ARRAY_LEN(marks) };
}

#else

struct web_files web_embedded(void)
{
	return (struct web_files){ 0 };
}

#endif
