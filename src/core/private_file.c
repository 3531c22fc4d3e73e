#include "core/private_file.h"

#include <stddef.h>
#include <unistd.h>

const char *private_file_fault(const struct stat *info)
{
	if (info->st_mode & S_IRWXO)
		return "everybody may read or change it; chmod o= takes that away";
	if (info->st_uid == geteuid() && (info->st_mode & S_IRWXG))
		return "its group may read or change it; chmod 600 takes that away";
	if (info->st_mode & S_IWGRP)
		return "its group may change it; chmod g-w takes that away";
	return NULL;
}
