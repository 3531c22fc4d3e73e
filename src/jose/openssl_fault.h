/* Telling OpenSSL's "no" from its "no memory". */
#ifndef OSTIARY_JOSE_OPENSSL_FAULT_H
#define OSTIARY_JOSE_OPENSSL_FAULT_H

#include <stdbool.h>

/* Empties the thread's error queue, which a refusal has filled, and says whether a failed allocation
 * was among its entries. Call openssl_forget_errors() before the operation. */
bool openssl_out_of_memory(void);
void openssl_forget_errors(void);

#endif
