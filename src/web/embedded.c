/* The packed site, linked into the program by the assembler: a C array of three megabytes would take
 * the compiler seconds and half a gigabyte. web_pack.h names the blob and its rows. */
#include "web/site.h"
#include "web_pack.h"

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

static const struct web_file rows[] = {
#include "web_table.h"
};

struct web_files web_embedded(void)
{
	return (struct web_files){ rows, sizeof(rows) / sizeof(rows[0]), ostiary_web_blob };
}

#else

struct web_files web_embedded(void)
{
	return (struct web_files){ 0 };
}

#endif
