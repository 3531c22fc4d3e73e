#!/usr/bin/env python3
"""The manual pages agree with the headers and with the program.

    manual.py OSTIARY OSTIARY-PAGE CC [FLAG...]

mandoc gives no warning; every public function is in the SYNOPSIS of one page, as its header
declares it, and has a page or a link of its name; each reference to a page of Ostiary leads to one;
the samples compile; the commands, flags and settings of the program are in ostiary(1)."""
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), '../..'))
MANUAL = os.path.join(ROOT, 'docs/man')
PAGES = sorted(name for name in os.listdir(MANUAL) if re.search(r'\.[1-9]$', name))
HEADERS = ['keyset.h', 'claims.h', 'verify.h', 'revocations.h', 'remote_settings.h', 'remote.h']
# The header that programs include, for the headers that are parts of another.
INCLUDED = {'remote_settings.h': 'remote.h'}


def read(*path):
    with open(os.path.join(*path), encoding='utf-8') as file:
        return file.read()


def section(page, name):
    found = re.search(rf'^\.Sh {name}\n(.*?)(?=^\.Sh |\Z)', page, re.M | re.S)
    return found.group(1) if found else ''


def declared():
    """The names of the functions, by header."""
    names = {}
    for header in HEADERS:
        for declaration in read(ROOT, 'include/ostiary', header).split('OST_API ')[1:]:
            found = re.match(r'[^(;"]*?\b(ost_\w+)\(', declaration)
            if found:
                names[found.group(1)] = INCLUDED.get(header, header)
    return names


def synopsis(page):
    """The C that a SYNOPSIS is: [(name, declaration)]."""
    out = []
    text = section(page, 'SYNOPSIS')
    function = r'^\.Ft (.*)\n\.Fo (\w+)\n((?:\.Fa .*\n)*)\.Fc$'
    for result, name, arguments in re.findall(function, text, re.M):
        types = [line[len('.Fa '):].strip('"') for line in arguments.splitlines()]
        result = result.strip('"')
        out.append((name, f'{result} {name}({", ".join(types)});'))
    return out


def samples(page):
    display = r'^\.Bd -literal[^\n]*\n(.*?)^\.Ed$'
    for block in re.findall(display, section(page, 'EXAMPLES'), re.M | re.S):
        yield block.replace('\\e', '\\').replace('\\-', '-').replace('\\&', '')


def compiles(compiler, source):
    with tempfile.NamedTemporaryFile('w', suffix='.c') as file:
        file.write(source)
        file.flush()
        done = subprocess.run([*compiler, '-std=c11', '-Wall', '-Wextra', '-Wpedantic', '-Werror',
                               '-fsyntax-only', '-I', os.path.join(ROOT, 'include'), file.name],
                              capture_output=True, text=True, check=False)
    return [] if done.returncode == 0 else done.stderr.splitlines()


def lint(ostiary_page):
    paths = [os.path.join(MANUAL, page) for page in PAGES] + [ostiary_page]
    done = subprocess.run(['mandoc', '-T', 'lint', '-W', 'warning', *paths],
                          capture_output=True, text=True,
                          check=False)
    ended = [] if done.returncode == 0 else [f'mandoc ends with {done.returncode}']
    return done.stdout.splitlines() + ended


def every_function_has_a_page():
    faults = []
    where = {}
    names = declared()
    links = read(MANUAL, 'meson.build')
    for page in PAGES:
        text = read(MANUAL, page)
        for name, _ in synopsis(text):
            if name in where:
                faults.append(f'{name} is in {where[name]} and in {page}')
            where[name] = page
            if f'.In ostiary/{names.get(name, "?")}\n' not in text:
                faults.append(f'{page}: {name} is not in the header it names')
            if not re.search(rf'^\.Nm {name}( ,)?$', section(text, 'NAME'), re.M):
                faults.append(f'{page}: its NAME lacks {name}')
            if page != f'{name}.3' and f"'{name}'" not in links:
                faults.append(f'{name} has no link to {page} in docs/man/meson.build')
    faults += [f'{name} has no page' for name in names.keys() - where.keys()]
    unknown = where.keys() - names.keys()
    return faults + [f'{where[name]}: no header declares {name}' for name in unknown]


def every_reference_leads_somewhere():
    ours = {tuple(page.rsplit('.', 1)) for page in PAGES} | {('ostiary', '1')}
    ours |= {(name, '3') for name in declared()}
    faults = []
    for page in PAGES:
        for name, number in re.findall(r'^\.Xr (\S+) (\d)', read(MANUAL, page), re.M):
            if re.match('ost|libost', name) and (name, number) not in ours:
                faults.append(f'{page}: there is no {name}({number})')
    return faults


def every_synopsis_compiles(compiler):
    faults = []
    for page in PAGES:
        text = read(MANUAL, page)
        if not page.endswith('.3'):
            continue
        includes = [f'#include <{name}>\n' for name in re.findall(r'^\.In (\S+)$', text, re.M)]
        lines = ''.join(line + '\n' for _, line in synopsis(text))
        faults += [f'{page}: {line}' for line in compiles(compiler, ''.join(includes) + lines)]
    return faults


def every_sample_compiles(compiler):
    faults = []
    count = 0
    for page in PAGES:
        for sample in samples(read(MANUAL, page)) if page.endswith('.3') else []:
            count += 1
            faults += [f'{page}: {line}' for line in compiles(compiler, sample)]
    return faults if count >= 2 else [f'there are only {count} samples']


def said(ostiary, *words):
    done = subprocess.run([ostiary, *words], capture_output=True, text=True, check=True)
    return done.stdout


def commands_below(ostiary, words):
    """Those without subcommands, as lists of words."""
    rows = said(ostiary, 'help', *words).partition('Subcommands:')[2]
    names = re.findall(r'^  ([a-z-]+) ', rows, re.M)
    if not names:
        return [words]
    return [below for name in names for below in commands_below(ostiary, [*words, name])]


def everything_of_the_program_is_told(ostiary, ostiary_page):
    page = read(ostiary_page)
    faults = [f'the page has no section {name}' for name in
              ('SYNOPSIS', 'OPTIONS', 'COMMANDS', 'SETTINGS', 'EXIT STATUS', 'EXAMPLES')
              if not section(page, name)]
    commands = section(page, 'COMMANDS')
    groups = re.findall(r'^  (\w+) ', said(ostiary, 'help'), re.M)
    for group in groups:
        for words in commands_below(ostiary, [group]):
            if f'.Ss {" ".join(words)}\n' not in commands:
                faults.append(f'ostiary.1 lacks {" ".join(words)}')
            for flag in re.findall(r'^  --([a-z][a-z0-9-]+)', said(ostiary, 'help', *words), re.M):
                if f'Fl -{flag}' not in page.replace(', -', ', Fl -'):
                    faults.append(f'ostiary.1 lacks --{flag} of {" ".join(words)}')
    if len(groups) < 10:
        faults.append(f'ostiary help names {len(groups)} commands only')
    names = re.findall(r'^  (--[a-z0-9-]+|[A-Z][A-Z0-9_]+)', said(ostiary, 'help', 'serve'), re.M)
    if len(names) < 50:
        faults.append(f'ostiary help serve names {len(names)} settings only')
    settings = section(page, 'SETTINGS')
    return faults + [f'ostiary.1 lacks {name}' for name in names if name != '--help'
                     and f'Fl -{name[2:]} ' not in settings and f'Ev {name}' not in settings]


def main(ostiary, ostiary_page, *compiler):
    checks = [
        ('mandoc has nothing to warn of', lint(ostiary_page)),
        ('every public function has a page', every_function_has_a_page()),
        ('every reference leads somewhere', every_reference_leads_somewhere()),
        ('every synopsis is what the header declares', every_synopsis_compiles(compiler)),
        ('every sample compiles', every_sample_compiles(compiler)),
        ('every command and flag is documented',
         everything_of_the_program_is_told(ostiary, ostiary_page)),
    ]
    print(f'1..{len(checks)}')
    for number, (name, faults) in enumerate(checks, 1):
        print(f'{"not ok" if faults else "ok"} {number} - {name}')
        for fault in faults:
            print(f'# {fault}')
    return 1 if any(faults for _, faults in checks) else 0


sys.exit(main(*sys.argv[1:]))
