#!/usr/bin/env python3
"""What compiled programs rely on, as lines of text: functions with their types and symbol versions, the
members of structs with their places, the values of enums and constants.

    abi.py BUILD           compares the built libraries with libostiary.abi and libostiary-remote.abi:
                           a line that is gone or different fails, a line that is new is told
    abi.py BUILD --write   makes these two files anew: `make abi`

libabigail (abidw) reads the debugging information; types of private headers are opaque to it and to us."""
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

HERE = os.path.dirname(os.path.abspath(__file__))
INCLUDE = os.path.join(HERE, '../../include/ostiary')
LIBRARIES = {'libostiary': ['not_before.h', 'verify.h'], 'libostiary-remote': ['remote.h']}


class Types:
    """The types of one library by their ids, spelled as C spells them, more or less."""

    def __init__(self, root):
        self.by_id = {e.get('id'): e for e in root.iter() if e.get('id')}

    def name(self, type_id):
        element = self.by_id[type_id]
        kind, name = element.tag, element.get('name')
        inner = element.get('type-id')
        if kind == 'pointer-type-def':
            return re.sub(r'\* \*$', '**', self.name(inner) + ' *')
        if kind == 'qualified-type-def':
            words = ' '.join(q for q in ('const', 'volatile', 'restrict') if element.get(q) == 'yes')
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
            yield f'struct {name}.{variable.get("name")} at {offset}: {types.name(variable.get("type-id"))}'


def enums(root):
    for element in root.iter('enum-decl'):
        if element.get('name').startswith('ost_'):
            for value in element.findall('enumerator'):
                yield f'enum {element.get("name")}: {value.get("name")} = {value.get("value")}'


def constants(header):
    with open(os.path.join(INCLUDE, header), encoding='utf-8') as file:
        for name, value in re.findall(r'^#define (OST_[A-Z0-9_]+) +([^_/]\S.*?|\S)(?: */\*.*)?$', file.read(), re.M):
            yield f'constant {name} = {value}'


def interface(build, library, headers):
    command = ['abidw', '--drop-private-types', '--headers-dir', INCLUDE, '--exported-interfaces-only',
               '--no-show-locs', os.path.join(build, library + '.so')]
    root = ElementTree.fromstring(subprocess.run(command, check=True, capture_output=True).stdout)
    types = Types(root)
    soname = f'soname {root.get("soname")}'
    lines = {soname, *functions(root, types), *structs(root, types), *enums(root)}
    return lines.union(*map(constants, headers))


def judge(number, library, now, reference):
    gone, new = sorted(reference - now), sorted(now - reference)
    for line in new if not gone else []:
        print(f'# {library}: new: {line}')
    if new and not gone:
        print('# make abi records what is new')
    print(f'{"not ok" if gone else "ok"} {number} - {library} is what programs were compiled for ({len(now)} facts)')
    for line in gone:
        print(f'#   was: {line}')
    for line in new if gone else []:
        print(f'#   now: {line}')
    if gone:
        print('# Programs that are compiled would break. If that is meant: make abi, and say so in the commit.')
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
