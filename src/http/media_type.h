/* What a Content-Type means to us. All of these take the header's value as it arrived. */
#ifndef OSTIARY_HTTP_MEDIA_TYPE_H
#define OSTIARY_HTTP_MEDIA_TYPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

#define MEDIA_TYPE_JSON "application/json"
#define MEDIA_TYPE_FORM "application/x-www-form-urlencoded"

/* The task API's rule: the type before ';' is application/json, in any case. */
bool media_type_is_json(struct str content_type);

/* The issuer's rule: the part before ';', in lower case, is or contains one of the n allowed types. */
bool media_type_allowed(struct str content_type, const struct str *allowed, size_t n);

/* What the issuer reads as JSON: ^application/([a-z0-9.+-]*\+)?json in any case, whatever follows. */
bool media_type_reads_as_json(struct str content_type);

/* What the issuer reads as a form: the part before ';' contains the form's type. */
bool media_type_reads_as_form(struct str content_type);

#endif
