#include "core/private_file.h"

#include <stddef.h>
#include <unistd.h>

const char *private_owner_fault(const struct stat *info)
{
	if (info->st_uid == geteuid() || info->st_uid == 0)
		return NULL;
	return "it belongs to another user; chown gives it to the user who runs this program";
}

const char *private_file_fault(const struct stat *info)
{
	if (info->st_mode & S_IRWXO)
		return "all users have access to it; chmod o= removes that";
	if (info->st_uid == geteuid() && (info->st_mode & S_IRWXG))
		return "its group has access to it; chmod 600 removes that";
	if (info->st_mode & S_IWGRP)
		return "its group may change it; chmod g-w removes that";
	return private_owner_fault(info);
}

const char *private_link_fault(const char *path)
{
	struct stat info;

	if (lstat(path, &info) != 0 || !S_ISLNK(info.st_mode) || !private_owner_fault(&info))
		return NULL;
	return "it is a symbolic link of another user; name the file itself";
}
