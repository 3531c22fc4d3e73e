/* Classes of Content-Type. All functions take the value of the header as it arrived. */
#ifndef OSTIARY_HTTP_MEDIA_TYPE_H
#define OSTIARY_HTTP_MEDIA_TYPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

#define MEDIA_TYPE_JSON    "application/json"
#define MEDIA_TYPE_FORM    "application/x-www-form-urlencoded"
#define MEDIA_TYPE_PROBLEM "application/problem+json" /* RFC 9457 */

/* The rule of the task API: the type before ';' is application/json in any case. */
bool media_type_is_json(struct str content_type);

/* The rule of the issuer: the part before ';', in any case, contains one of the n allowed types. */
bool media_type_allowed(struct str content_type, const struct str *allowed, size_t n);

/* Whether the issuer reads the body as JSON: the value starts with
 * application/([a-z0-9.+-]*\+)?json in any case. */
bool media_type_reads_as_json(struct str content_type);

/* Whether the issuer reads the body as a form: the part before ';' contains MEDIA_TYPE_FORM. */
bool media_type_reads_as_form(struct str content_type);

/* Whether the value of an Accept header (RFC 9110 section 12.5.1) names this very type, with a
 * weight above 0. Wildcards do not name it. */
bool media_type_is_accepted(struct str accept, struct str type);

#endif
