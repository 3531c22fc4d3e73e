/* Keys that are managed outside of this program: one PEM file for each in a folder. Their
 * life cycle is that of the files. */
#ifndef OSTIARY_AUTH_KEYS_FOLDER_H
#define OSTIARY_AUTH_KEYS_FOLDER_H

#include "auth/keys/state.h"

enum folder_load {
	FOLDER_LOAD_ALWAYS,
	FOLDER_LOAD_IF_CHANGED,
};

/* Loads the keys of the folder into the keyring; none, if the folder is gone, or another one that
 * this process may not read is in its place. If it cannot be read for another reason, the keyring
 * stays as it was; a file that cannot be used is left out (keyring_refusal()). Under `change_lock`.
 * KEYRING_OK, KEYRING_FAULT. */
enum keyring_rc keyring_load_folder(struct keyring *ring, enum folder_load when, struct err *err);

#endif
