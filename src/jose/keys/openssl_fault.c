#include "jose/keys/openssl_fault.h"

#include <errno.h>
#include <openssl/err.h>

void openssl_forget_errors(void)
{
	ERR_clear_error();
	errno = 0;
}

bool openssl_out_of_memory(void)
{
	bool found = errno == ENOMEM;

	for (unsigned long error = ERR_get_error(); error; error = ERR_get_error())
		if (ERR_GET_REASON(error) == ERR_R_MALLOC_FAILURE)
			found = true;
	return found;
}
