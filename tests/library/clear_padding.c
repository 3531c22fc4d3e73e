/* Run by meson.build: 0 when the compiler clears padding, and nothing else, behind an array of
 * structs. gcc 12.2 clears other bytes, and -ftrivial-auto-var-init=zero makes it do so for
 * variables that have an initialiser. */
#include <string.h>

struct one {
	unsigned long version;
	const char *p;
	unsigned long n;
};

struct config {
	struct one of[24];
	int kind;
	unsigned long rule;
};

int main(void)
{
	struct config cleared, twin;

	memset(&cleared, 0xff, sizeof(cleared));
	memset(&twin, 0xff, sizeof(twin));
#if defined(__GNUC__) && !defined(__clang__)
	__builtin_clear_padding(&cleared);
#endif
	return memcmp(cleared.of, twin.of, sizeof(cleared.of)) != 0 || cleared.kind != twin.kind ||
	       cleared.rule != twin.rule;
}
