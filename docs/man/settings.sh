#!/bin/sh
# settings.sh OSTIARY: the page ostiary-settings(7), made of what `ostiary help serve` says.
set -eu
cat <<'END'
.Dd November 20, 2026
.Dt OSTIARY-SETTINGS 7
.Os
.Sh NAME
.Nm ostiary-settings
.Nd what ostiary can be told
.Sh DESCRIPTION
Each setting of
.Xr ostiary 1
is a flag of
.Cm serve
or an environment variable.
A flag beats the variable, which beats the default, and an empty variable is none.
Every variable can also be given as a file: the value of NAME is read from the file that NAME_FILE names.
A name that begins with OSTIARY_ and is almost one of these stops the start.
.Pp
Times are such as 7d, 24h, 15m, 90s, or seconds.
.Bl -tag -width Ds
END
"$1" help serve | awk '
	function plain(text) { gsub(/\\/, "\\e", text); return text }
	/^  --/ { print ".It Fl -" substr($1, 3) " Ar " $2 " , Ev " $4; next }
	/^  [A-Z]/ { sub(/^ */, ""); print ".It Ev " plain($0); next }
	/^        / { sub(/^ */, ""); print "\\&" plain($0) }
'
cat <<'END'
.El
.Sh SEE ALSO
.Xr ostiary 1
END
