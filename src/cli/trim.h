/* Giving back memory that only the start needed. */
#ifndef OSTIARY_CLI_TRIM_H
#define OSTIARY_CLI_TRIM_H

/* Lets go of the pages of code and constants that were read so far, of the program and its libraries:
 * loaders and initialisers touch megabytes that serving never needs again. What is needed comes back
 * from the page cache when it is touched. */
void trim_start(void);

#endif
