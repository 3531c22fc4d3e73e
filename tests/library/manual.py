#!/usr/bin/env python3
"""The manual pages say what the headers and the program say.

    manual.py OSTIARY SETTINGS-PAGE CC [FLAG...]

mandoc has nothing to warn of; every public function is in one page's SYNOPSIS, as its header declares it,
with a page or a link of its name; each reference to a page of ours leads to one; the samples compile; the
commands and flags of the program are in ostiary(1) and ostiary-settings(7)."""
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), '../..'))
MANUAL = os.path.join(ROOT, 'docs/man')
PAGES = sorted(name for name in os.listdir(MANUAL) if re.search(r'\.[1-9]$', name))
HEADERS = ['verify.h', 'not_before.h', 'remote.h']


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
                names[found.group(1)] = header
    return names


def synopsis(page):
    """The C that a SYNOPSIS is: [(name, declaration)]."""
    out = []
    text = section(page, 'SYNOPSIS')
    for result, name, arguments in re.findall(r'^\.Ft (.*)\n\.Fo (\w+)\n((?:\.Fa .*\n)*)\.Fc$', text, re.M):
        types = [line[len('.Fa '):].strip('"') for line in arguments.splitlines()]
        result = result.strip('"')
        out.append((name, f'{result} {name}({", ".join(types)});'))
    return out


def samples(page):
    for block in re.findall(r'^\.Bd -literal[^\n]*\n(.*?)^\.Ed$', section(page, 'EXAMPLES'), re.M | re.S):
        yield block.replace('\\e', '\\').replace('\\-', '-').replace('\\&', '')


def compiles(compiler, source):
    with tempfile.NamedTemporaryFile('w', suffix='.c') as file:
        file.write(source)
        file.flush()
        done = subprocess.run([*compiler, '-std=c11', '-Wall', '-Wextra', '-Wpedantic', '-Werror',
                               '-fsyntax-only', '-I', os.path.join(ROOT, 'include'), file.name],
                              capture_output=True, text=True, check=False)
    return [] if done.returncode == 0 else done.stderr.splitlines()


def lint(settings_page):
    paths = [os.path.join(MANUAL, page) for page in PAGES] + [settings_page]
    done = subprocess.run(['mandoc', '-T', 'lint', '-W', 'warning', *paths], capture_output=True, text=True,
                          check=False)
    return done.stdout.splitlines() + ([] if done.returncode == 0 else [f'mandoc ends with {done.returncode}'])


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
    return faults + [f'{where[name]}: no header declares {name}' for name in where.keys() - names.keys()]


def every_reference_leads_somewhere():
    ours = {tuple(page.rsplit('.', 1)) for page in PAGES} | {('ostiary-settings', '7')}
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


def everything_of_the_program_is_told(ostiary, settings_page):
    page = read(MANUAL, 'ostiary.1')
    settings = read(settings_page)
    faults = []
    for command in re.findall(r'^  (\w+) ', said(ostiary, 'help'), re.M):
        if not re.search(rf'^\.It Cm {command}\b', page, re.M):
            faults.append(f'ostiary.1 lacks {command}')
    for words in (['key', '--help'], ['token', 'verify', '--help'], ['jws', 'verify', '--help']):
        text = said(ostiary, *words)
        for flag in re.findall(r'--([a-z][a-z0-9-]+)', text):
            # The server's own flags are in the other page.
            if f'Fl -{flag}' not in page.replace(', -', ', Fl -') and f'Fl -{flag} ' not in settings:
                faults.append(f'ostiary.1 lacks --{flag} of {" ".join(words)}')
        for word in re.findall(r'^  ([a-z]+) ', text, re.M) if words[0] == 'key' else []:
            if f'.It Cm key {word}' not in page:
                faults.append(f'ostiary.1 lacks key {word}')
    names = re.findall(r'^  (--[a-z0-9-]+|[A-Z][A-Z0-9_]+)', said(ostiary, 'help', 'serve'), re.M)
    if len(names) < 50:
        faults.append(f'ostiary help serve names {len(names)} settings only')
    return faults + [f'ostiary-settings.7 lacks {name}' for name in names
                     if f'Fl -{name[2:]} ' not in settings and f'Ev {name}' not in settings]


def main(ostiary, settings_page, *compiler):
    checks = [
        ('mandoc has nothing to warn of', lint(settings_page)),
        ('every public function has a page', every_function_has_a_page()),
        ('every reference leads somewhere', every_reference_leads_somewhere()),
        ('every synopsis is what the header declares', every_synopsis_compiles(compiler)),
        ('every sample compiles', every_sample_compiles(compiler)),
        ('every command and flag is told', everything_of_the_program_is_told(ostiary, settings_page)),
    ]
    print(f'1..{len(checks)}')
    for number, (name, faults) in enumerate(checks, 1):
        print(f'{"not ok" if faults else "ok"} {number} - {name}')
        for fault in faults:
            print(f'# {fault}')
    return 1 if any(faults for _, faults in checks) else 0


sys.exit(main(*sys.argv[1:]))
