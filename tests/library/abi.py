#!/usr/bin/env python3
"""The facts that compiled programs rely on, as lines of text: functions with their types and symbol
versions, the members of structs with their offsets, the values of enums and constants.

    abi.py BUILD           compares the built libraries with libostiary.abi and
                           libostiary-remote.abi: a missing or different line fails, a new line is
                           reported
    abi.py BUILD --write   records these two files again: `make abi`

libabigail (abidw) reads the debugging information, without the types of private headers."""
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

HERE = os.path.dirname(os.path.abspath(__file__))
INCLUDE = os.path.join(HERE, '../../include/ostiary')
LIBRARIES = {
    'libostiary': ['claims.h', 'keyset.h', 'revocations.h', 'verify.h'],
    'libostiary-remote': ['remote.h', 'remote_settings.h'],
}


class Types:
    """The types of one library by their ids, spelled nearly as in C."""

    def __init__(self, root):
        self.by_id = {e.get('id'): e for e in root.iter() if e.get('id')}

    def name(self, type_id):
        element = self.by_id[type_id]
        kind, name = element.tag, element.get('name')
        inner = element.get('type-id')
        if kind == 'pointer-type-def':
            return re.sub(r'\* \*$', '**', self.name(inner) + ' *')
        if kind == 'qualified-type-def':
            names = ('const', 'volatile', 'restrict')
            words = ' '.join(name for name in names if element.get(name) == 'yes')
            target = self.name(inner)
            return f'{target} {words}' if target.endswith('*') else f'{words} {target}'
        if kind == 'function-type':
            return self.signature(element, '')  # a pointer to it comes out as "void (int) *"
        if kind == 'class-decl':
            return f'struct {name}'
        if kind == 'union-decl':
            return f'union {name}'
        if kind == 'enum-decl':
            return f'enum {name}'
        if kind == 'array-type-def':
            lengths = ''.join(f'[{s.get("length")}]' for s in element.findall('subrange'))
            return self.name(inner) + lengths
        return name

    def signature(self, element, name):
        parameters = [self.name(p.get('type-id')) for p in element.findall('parameter')]
        result = self.name(element.find('return').get('type-id'))
        return f'{result} {name}({", ".join(parameters) or "void"})'


def functions(root, types):
    versions = {s.get('name'): s.get('version') for s in root.iter('elf-symbol')}
    for element in root.iter('function-decl'):
        name = element.get('name')
        if name in versions:
            yield f'function {types.signature(element, name)} {versions.pop(name)}'
    for name, version in versions.items():
        yield f'symbol {name} {version}'


def structs(root, types):
    for element in root.iter('class-decl'):
        name = element.get('name')
        if not name.startswith('ost_') or element.get('is-declaration-only') == 'yes':
            continue
        yield f'struct {name}: {int(element.get("size-in-bits")) // 8} bytes'
        for member in element.findall('data-member'):
            variable = member.find('var-decl')
            offset = int(member.get('layout-offset-in-bits')) // 8
            kind = types.name(variable.get('type-id'))
            yield f'struct {name}.{variable.get("name")} at {offset}: {kind}'


def enums(root):
    for element in root.iter('enum-decl'):
        if element.get('name').startswith('ost_'):
            for value in element.findall('enumerator'):
                yield f'enum {element.get("name")}: {value.get("name")} = {value.get("value")}'


def constants(header):
    with open(os.path.join(INCLUDE, header), encoding='utf-8') as file:
        pattern = r'^#define (OST_[A-Z0-9_]+) +([^_/]\S.*?|\S)(?: */\*.*)?$'
        for name, value in re.findall(pattern, file.read(), re.M):
            yield f'constant {name} = {value}'


def interface(build, library, headers):
    command = ['abidw', '--drop-private-types', '--headers-dir', INCLUDE,
               '--exported-interfaces-only', '--no-show-locs', os.path.join(build, library + '.so')]
    done = subprocess.run(command, check=True, capture_output=True)
    root = ElementTree.fromstring(done.stdout)
    types = Types(root)
    soname = f'soname {root.get("soname")}'
    lines = {soname, *functions(root, types), *structs(root, types), *enums(root)}
    return lines.union(*map(constants, headers))


def judge(number, library, now, reference):
    gone, new = sorted(reference - now), sorted(now - reference)
    for line in new if not gone else []:
        print(f'# {library}: new: {line}')
    if new and not gone:
        print('# make abi records the new lines')
    print(f'{"not ok" if gone else "ok"} {number} - {library} suits the programs that are compiled '
          f'({len(now)} facts)')
    for line in gone:
        print(f'#   was: {line}')
    for line in new if gone else []:
        print(f'#   now: {line}')
    if gone:
        print('# Compiled programs would break. If that is meant, see docs/build/abi.md: make abi.')
    return not gone


def main(build, write=''):
    good = True
    if not write:
        print(f'1..{len(LIBRARIES)}')
    for number, (library, headers) in enumerate(LIBRARIES.items(), 1):
        path = os.path.join(HERE, library + '.abi')
        now = interface(build, library, headers)
        if write:
            with open(path, 'w', encoding='utf-8') as file:
                file.writelines(line + '\n' for line in sorted(now))
            continue
        with open(path, encoding='utf-8') as file:
            good = judge(number, library, now, set(file.read().splitlines())) and good
    return 0 if good else 1


sys.exit(main(*sys.argv[1:]))
