/* Telling OpenSSL's "no" from its "no memory". */
#ifndef OSTIARY_JOSE_OPENSSL_FAULT_H
#define OSTIARY_JOSE_OPENSSL_FAULT_H

#include <stdbool.h>

/* Call this before the operation. It empties the thread's error queue, and errno. */
void openssl_forget_errors(void);

/* After a refusal: was it for want of memory? Not every place in OpenSSL that meets a failed allocation
 * leaves an entry in the error queue, but malloc(3) always leaves ENOMEM in errno. Empties the queue. */
bool openssl_out_of_memory(void);

#endif
