#include "sandbox/files.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/cleanup.h"

/* Of the kernel's interface, what newer versions have and Debian 12's headers lack. */
#define ACCESS_REFER     (UINT64_C(1) << 13) /* version 2: move or link to another folder */
#define ACCESS_TRUNCATE  (UINT64_C(1) << 14) /* version 3 */
#define ACCESS_IOCTL_DEV (UINT64_C(1) << 15) /* version 5 */
#define NET_BIND_TCP     (UINT64_C(1) << 0)  /* version 4 */
#define NET_CONNECT_TCP  (UINT64_C(1) << 1)
#define SCOPE_SIGNAL     (UINT64_C(1) << 1) /* version 6: to processes outside */

struct ruleset {
	uint64_t files, net, scoped; /* the kernel accepts zeros in what it does not know */
};

#define ACCESS_LIST   LANDLOCK_ACCESS_FS_READ_DIR
#define ACCESS_READ   (ACCESS_LIST | LANDLOCK_ACCESS_FS_READ_FILE)
#define ACCESS_WRITE  (ACCESS_READ | LANDLOCK_ACCESS_FS_WRITE_FILE | ACCESS_TRUNCATE)
#define ACCESS_CHANGE (ACCESS_WRITE | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE)
/* Those that a rule for a file may have. */
#define OF_A_FILE (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | ACCESS_TRUNCATE)

static const uint64_t accesses[] = {
	[FILE_ACCESS_NONE] = 0,
	[FILE_ACCESS_LIST] = ACCESS_LIST,
	[FILE_ACCESS_READ] = ACCESS_READ,
	[FILE_ACCESS_WRITE] = ACCESS_WRITE,
	[FILE_ACCESS_CHANGE] = ACCESS_CHANGE,
};

/* All that a kernel with this version can refuse. */
static struct ruleset refusable(long version)
{
	struct ruleset all = { .files = ACCESS_REFER - 1 }; /* the bits of version 1 */

	if (version >= 2)
		all.files |= ACCESS_REFER;
	if (version >= 3)
		all.files |= ACCESS_TRUNCATE;
	if (version >= 4)
		all.net = NET_BIND_TCP | NET_CONNECT_TCP;
	if (version >= 5)
		all.files |= ACCESS_IOCTL_DEV;
	if (version >= 6)
		all.scoped = SCOPE_SIGNAL;
	return all;
}

static bool is_root(const struct stat *info)
{
	struct stat root;

	return stat("/", &root) != 0 ||
	       (root.st_dev == info->st_dev && root.st_ino == info->st_ino);
}

bool files_is_root(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && is_root(&info);
}

/* Adds the rule for an open file or folder. */
static bool add_beneath(int set, struct landlock_path_beneath_attr *beneath, const char *path,
			struct err *err)
{
	struct stat info;

	if (fstat(beneath->parent_fd, &info) != 0) {
		err_set(err, "Landlock: %s: %s", path, strerror(errno));
		return false;
	}
	if (is_root(&info)) {
		err_set(err, "Landlock: %s is the root of all files, which confines nothing", path);
		return false;
	}
	if (!S_ISDIR(info.st_mode))
		beneath->allowed_access &= OF_A_FILE;
	if (beneath->allowed_access == 0 ||
	    syscall(SYS_landlock_add_rule, set, LANDLOCK_RULE_PATH_BENEATH, beneath, 0) == 0)
		return true;
	err_set(err, "Landlock: %s: %s", path, strerror(errno));
	return false;
}

/* A path that cannot be opened, for whatever reason, gets no access. */
static bool add_rule(int set, const struct file_rule *rule, uint64_t refused, struct err *err)
{
	struct landlock_path_beneath_attr beneath = {
		.parent_fd = open(rule->path, O_PATH | O_CLOEXEC),
		.allowed_access = accesses[rule->access] & refused,
	};
	bool added;

	if (beneath.parent_fd < 0)
		return true;
	added = add_beneath(set, &beneath, rule->path, err);
	close(beneath.parent_fd);
	return added;
}

static bool add_and_restrict(int set, const struct ruleset *all, const struct file_rule *rules,
			     size_t n, struct err *err)
{
	for (size_t i = 0; i < n; i++)
		if (!add_rule(set, &rules[i], all->files, err))
			return false;
	if (syscall(SYS_landlock_restrict_self, set, 0) == 0)
		return true;
	err_set(err, "Landlock: %s", strerror(errno));
	return false;
}

enum sandbox_outcome files_confine(const struct file_rule *rules, size_t n, enum tcp_access tcp,
				   struct err *err)
{
	long version =
		syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	struct ruleset all = refusable(version);
	bool confined;
	int set;

	if (version < 1)
		return SANDBOX_LACKING;
	if (tcp == TCP_ACCESS_CONNECT)
		all.net &= ~NET_CONNECT_TCP;
	set = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);
	if (set < 0) {
		err_set(err, "Landlock: %s", strerror(errno));
		return SANDBOX_FAULT;
	}
	confined = add_and_restrict(set, &all, rules, n, err);
	close(set);
	return confined ? SANDBOX_CONFINED : SANDBOX_FAULT;
}
