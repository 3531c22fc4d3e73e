/* The names in the environment: which belong to a setting, which a platform has put there. */
#ifndef OSTIARY_CLI_SETTINGS_VARIABLES_H
#define OSTIARY_CLI_SETTINGS_VARIABLES_H

#include <stdbool.h>

#include "base/str.h"
#include "core/err.h"

/* False, with the name in *err, when one was renamed since or is almost that of a setting: ignoring
 * it would hide an error. */
bool variables_are_known(char **environment, struct err *err);

/* True for a variable that Kubernetes or Docker makes from the name of a service, not an operator:
 * for the service "ostiary" OSTIARY_SERVICE_HOST, OSTIARY_SERVICE_PORT, OSTIARY_SERVICE_PORT_HTTP,
 * OSTIARY_PORT=tcp://10.0.0.1:80, OSTIARY_PORT_80_TCP, OSTIARY_PORT_80_TCP_ADDR and so on
 * (Kubernetes, "Service environment variables"); for a container of that name that Docker links,
 * OSTIARY_NAME=/web/ostiary and OSTIARY_ENV_PATH as well (Docker, "Legacy container links"). Such a
 * variable is no setting. */
bool variable_is_injected(struct str name, struct str value);

#endif
