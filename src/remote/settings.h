/* The settings of a remote: a copy that has the members of this build, their defaults and texts of
 * its own. */
#ifndef OSTIARY_REMOTE_SETTINGS_OWN_H
#define OSTIARY_REMOTE_SETTINGS_OWN_H

#include <stdbool.h>

#include "ostiary/remote_settings.h"

/* Copies settings of any known size, and fills in the defaults; the texts stay the caller's. The
 * result is NULL, or an English sentence that says what is wrong; out is written in both cases. */
const char *remote_settings_read(struct ost_remote_settings *out,
				 const struct ost_remote_settings *given);

/* Copies settings that were read without a fault, with their texts. False when there is no
 * memory. */
bool remote_settings_init(struct ost_remote_settings *out, const struct ost_remote_settings *known);
void remote_settings_done(struct ost_remote_settings *settings);

#endif
