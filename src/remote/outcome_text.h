/* The outcomes of fetches as words and sentences (ost_remote_outcome_name() and
 * ost_remote_outcome_text() of ostiary/remote_settings.h), and which outcomes are good. */
#ifndef OSTIARY_REMOTE_OUTCOME_TEXT_H
#define OSTIARY_REMOTE_OUTCOME_TEXT_H

#include <stdbool.h>

#include "ostiary/remote_settings.h"

/* Whether a fetch with this outcome brought or confirmed the keys, or the list. */
static inline bool outcome_is_good(enum ost_remote_outcome outcome)
{
	return outcome < OST_REMOTE_OUTCOME_UNREACHABLE;
}

#endif
