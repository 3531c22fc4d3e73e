#include "jose/openssl_fault.h"

#include <openssl/err.h>

bool openssl_out_of_memory(void)
{
	bool found = false;

	for (unsigned long error = ERR_get_error(); error; error = ERR_get_error())
		if (ERR_GET_REASON(error) == ERR_R_MALLOC_FAILURE)
			found = true;
	return found;
}

void openssl_forget_errors(void)
{
	ERR_clear_error();
}
