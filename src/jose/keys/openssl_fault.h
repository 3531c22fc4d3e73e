/* Tells a refusal of OpenSSL from a lack of memory. */
#ifndef OSTIARY_JOSE_KEYS_OPENSSL_FAULT_H
#define OSTIARY_JOSE_KEYS_OPENSSL_FAULT_H

#include <stdbool.h>

/* Clears the thread's error queue and errno, before the operation. */
void openssl_forget_errors(void);

/* Whether the operation failed for lack of memory. OpenSSL does not add every failed allocation to
 * the error queue, but malloc(3) always sets errno to ENOMEM. Clears the queue. */
bool openssl_out_of_memory(void);

#endif
