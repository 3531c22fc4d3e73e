/* The packed site in the program. The assembler links it, because a C array of three megabytes
 * would take the compiler seconds and half a gigabyte. */
#ifndef OSTIARY_WEB_EMBEDDED_H
#define OSTIARY_WEB_EMBEDDED_H

#include "web/site.h"

/* The files that were linked into the program; n is 0 when it was built without them. */
struct web_files web_embedded(void);

#endif
