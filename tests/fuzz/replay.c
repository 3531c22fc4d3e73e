/* Runs a target over its corpus, for builds without libFuzzer: replay FOLDER NAME. Each file as it
 * is, cut off after every byte, and with every byte changed a little: what a fuzzer tries first. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

#define INPUT_MAX   (64 << 10)
#define CHANGES_MAX 512 /* of one file, so that the long ones do not take minutes */
#define PATH_ROOM   4096

/* A copy without a byte to spare, so that a read beyond it is seen. */
static void run(const uint8_t *bytes, size_t n)
{
	uint8_t *copy = malloc(n ? n : 1);

	if (!copy)
		abort();
	memcpy(copy, bytes, n);
	LLVMFuzzerTestOneInput(copy, n);
	free(copy);
}

static size_t run_changed(uint8_t *bytes, size_t n)
{
	static const uint8_t masks[] = { 0x01, 0x80 };
	size_t step = n / CHANGES_MAX + 1, runs = 0;

	for (size_t i = 0; i < n; i += step) {
		run(bytes, i);
		runs++;
		for (size_t m = 0; m < sizeof(masks); m++, runs++) {
			bytes[i] ^= masks[m];
			run(bytes, n);
			bytes[i] ^= masks[m];
		}
	}
	return runs;
}

/* How many inputs came of the file. */
static size_t run_file(const char *folder, const char *name)
{
	static uint8_t bytes[INPUT_MAX];
	char path[PATH_ROOM];
	FILE *file;
	size_t n;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "rb");
	HOLDS(file != NULL);
	n = fread(bytes, 1, sizeof(bytes), file);
	HOLDS(n < sizeof(bytes));
	fclose(file);
	run(bytes, n);
	return 1 + run_changed(bytes, n);
}

int main(int argc, char **argv)
{
	size_t files = 0, inputs = 1;
	struct dirent *entry;
	DIR *folder;

	HOLDS(argc == 3);
	folder = opendir(argv[1]);
	HOLDS(folder != NULL);
	run((const uint8_t *)"", 0);
	while ((entry = readdir(folder)))
		if (entry->d_name[0] != '.') {
			inputs += run_file(argv[1], entry->d_name);
			files++;
		}
	closedir(folder);
	HOLDS(files > 0);
	printf("1..1\nok 1 - %s: %zu inputs made of %zu files keep its claims\n", argv[2], inputs,
	       files);
	return 0;
}
