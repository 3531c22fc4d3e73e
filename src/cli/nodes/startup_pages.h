/* Gives back the memory that only the start of the program needed. */
#ifndef OSTIARY_CLI_NODES_STARTUP_PAGES_H
#define OSTIARY_CLI_NODES_STARTUP_PAGES_H

/* Releases the pages of code and constants, of the program and of its libraries, that were read so
 * far: loaders and initialisers touch megabytes that serving never needs again. A page that is
 * needed later comes back from the page cache. */
void startup_pages_release(void);

#endif
