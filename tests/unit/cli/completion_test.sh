#!/usr/bin/env bash
# Completes in real shells with what the program prints for them.   completion_test.sh OSTIARY
set -uo pipefail
program=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
count=0
failed=0

check() { # check NAME COMMAND...
	count=$((count + 1))
	if "${@:2}" >"$scratch/log" 2>&1; then
		echo "ok $count $1"
	else
		failed=$((failed + 1))
		echo "not ok $count $1"
		sed 's/^/# /' "$scratch/log"
	fi
}

for shell in bash zsh fish; do
	"$program" help --format "$shell" >"$scratch/ostiary.$shell"
done
mkdir "$scratch/folder"
touch "$scratch/folder/jwks.json"
mkdir "$scratch/folder/data"

# Completes the last word in a new bash. "=" is a word of its own, as in an interactive bash.
in_bash() { # in_bash WORD...
	(cd "$scratch/folder" && bash -c '
		source ../ostiary.bash
		compopt() { :; } # it works only while a completion runs
		COMP_WORDS=(ostiary "$@")
		COMP_CWORD=$#
		_ostiary
		printf "%s\n" "${COMPREPLY[@]}"' bash "$@" | sort | paste -sd ' ')
}

in_fish() { # in_fish LINE
	# shellcheck disable=SC2016 # fish expands $argv
	(cd "$scratch/folder" && HOME=$scratch fish --no-config -c '
		source ../ostiary.fish
		complete -C $argv[1]' "$1" | cut -f 1 | sort | paste -sd ' ')
}

# The completion of zsh, with a recorder in the place of its display.
in_zsh() { # in_zsh WORD...
	(cd "$scratch/folder" && zsh -f -c '
		_describe() { print -rl -- ${${(P)@[-1]}%%:*} }
		compadd() { print -rl -- ${(P)@[-1]} }
		_files() { print -r -- "files $*" }
		compset() { PREFIX=${PREFIX#*=} }
		compdef() { }
		source ../ostiary.zsh
		words=(ostiary "$@") CURRENT=$(( $# + 1 )) PREFIX=${@[-1]}
		_ostiary' zsh "$@" | sort | paste -sd ' ')
}

is() { # is EXPECTED COMMAND...
	local got
	got=$("${@:2}")
	[ "$got" = "$1" ] || { printf 'expected: %s\ngot:      %s\n' "$1" "$got" && false; }
}

has() { # has "WORD..." COMMAND...
	local got word
	got=" $("${@:2}") "
	for word in $1; do
		[[ $got == *" $word "* ]] || { printf 'no %s in: %s\n' "$word" "$got" && return 1; }
	done
}

lacks() { # lacks WORD COMMAND...
	[[ " $("${@:2}") " != *" $1 "* ]]
}

commands='audit backup check config doctor health help jws key migrate outbox restore serve session'
commands+=' tasks throttle token user version'

check 'bash parses its completion' bash -n "$scratch/ostiary.bash"
check 'bash: a command by its first letters' is key in_bash k
check 'bash: all commands' is "$commands" in_bash ''
check 'bash: all subcommands' is 'export list revoke rewrap rotate' in_bash key ''
check 'bash: subcommands behind help' is 'revoke rewrap rotate' in_bash help key r
check 'bash: commands behind help' is 'token' in_bash help to
check 'bash: no subcommand twice' is '' in_bash key list ''
check 'bash: own flags and flags of settings' has '--json --help --data --port' in_bash key list --
check 'bash: no flag of another command' lacks --seal-clear in_bash key list --
check 'bash: no settings where none are taken' is '--help' in_bash version --
check 'bash: the words of a setting' is 'all auth' in_bash serve --role a
check 'bash: the words of a switch, behind "="' is 'off on' in_bash serve --web = ''
check 'bash: half a word behind "="' is 'off' in_bash serve --web = of
check 'bash: the words of a flag' is 'man' in_bash help --format ma
check 'bash: a file' is 'jwks.json' in_bash token verify --jwks jw
check 'bash: a folder' is 'data' in_bash serve --data ''
check 'bash: nothing for a free value' is '' in_bash serve --port ''
check 'bash: a value is not taken for a subcommand' is '--json' in_bash key list --data rotate --js
check 'bash: flags behind a value' has '--public' in_bash key export --web off --pu

if command -v zsh >/dev/null; then
	check 'zsh parses its completion' zsh -n "$scratch/ostiary.zsh"
	check 'zsh: all commands' is "$commands" in_zsh ''
	check 'zsh: all subcommands' is 'export list revoke rewrap rotate' in_zsh key ''
	check 'zsh: own flags and flags of settings' has '--json --help --data --port' \
		in_zsh key list --
	check 'zsh: the words of a setting' is 'all auth tasks' in_zsh serve --role ''
	check 'zsh: the words of a switch, behind "="' is 'off on' in_zsh serve --web=
	check 'zsh: a file' is 'files ' in_zsh token verify --jwks ''
	check 'zsh: a folder' is 'files -/' in_zsh serve --data ''
else
	echo "ok $((count += 1)) zsh # SKIP it is not installed"
fi

if command -v fish >/dev/null; then
	check 'fish parses its completion' fish --no-execute "$scratch/ostiary.fish"
	check 'fish: all commands' is "$commands" in_fish 'ostiary '
	check 'fish: a subcommand by its first letters' is 'revoke rewrap rotate' \
		in_fish 'ostiary key r'
	check 'fish: subcommands behind help' is 'rotate' in_fish 'ostiary help key ro'
	check 'fish: own flags and flags of settings' has '--json --help --data --port' \
		in_fish 'ostiary key list --'
	check 'fish: no settings where none are taken' is '--help' in_fish 'ostiary version --'
	check 'fish: the words of a setting' is 'all auth' in_fish 'ostiary serve --role a'
	check 'fish: a file' is 'jwks.json' in_fish 'ostiary token verify --jwks jw'
	check 'fish: a value is not taken for a subcommand' is '--json' \
		in_fish 'ostiary key list --data rotate --js'
else
	echo "ok $((count += 1)) fish # SKIP it is not installed"
fi

echo "1..$count"
[ "$failed" -eq 0 ]
